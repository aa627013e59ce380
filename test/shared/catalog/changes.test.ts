import { describe, expect, test } from 'vitest';
import type { CallRecord } from '../../../events/aws/cloudtrail-call.ts';
import { productsOfDatabaseChange } from '../../../shared/catalog/glue-change.ts';
import { productsOfCall } from '../../../shared/catalog/lake-formation-change.ts';
import { isOwnCall, isOwnLink } from '../../../shared/catalog/loop-guard.ts';
import { creditRisk, meshOf, subscription } from './meshes.ts';

const central = '111111111111';
const mesh = meshOf(creditRisk, subscription({ name: 'all', database: 'sales_*' }));
const consumer = { dataLakePrincipalIdentifier: '222222222222' };

function call(requestParameters: CallRecord['requestParameters'], more: Partial<CallRecord> = {}): CallRecord {
  return { eventName: 'GrantPermissions', requestParameters, ...more };
}

describe('a change of a database', () => {
  test('concerns the tables that it names', () => {
    expect(productsOfDatabaseChange(central, { databaseName: 'd', typeOfChange: 'CreateTable', changedTables: ['a', 'b'] })).toEqual([
      { catalogId: central, database: 'd', table: 'a' },
      { catalogId: central, database: 'd', table: 'b' },
    ]);
  });

  test.each([undefined, [], Array.from({ length: 100 }, (_, index) => `t${index}`)])(
    'concerns the database where the list is none or full',
    (changedTables) => {
      expect(productsOfDatabaseChange(central, { databaseName: 'd', typeOfChange: 'DeleteTable', changedTables })).toEqual([
        { catalogId: central, database: 'd' },
      ]);
    },
  );
});

describe('a call to Lake Formation', () => {
  test.each([
    [
      'lower camel case',
      { principal: consumer, resource: { table: { catalogId: central, databaseName: 'credit_risk', name: 'applications' } } },
    ],
    [
      'as the API spells it',
      {
        Principal: { DataLakePrincipalIdentifier: '222222222222' },
        Resource: { Table: { CatalogId: central, DatabaseName: 'credit_risk', Name: 'Applications' } },
      },
    ],
    [
      'with columns',
      { principal: consumer, resource: { tableWithColumns: { databaseName: 'credit_risk', name: 'applications', columnWildcard: {} } } },
    ],
  ])('on a table concerns the table: %s', (_, parameters) => {
    expect(productsOfCall(mesh, call(parameters))).toEqual([{ catalogId: central, database: 'credit_risk', table: 'applications' }]);
  });

  test('on all tables, or on a database, concerns the database', () => {
    const products = [{ catalogId: central, database: 'credit_risk' }];

    expect(productsOfCall(mesh, call({ resource: { table: { databaseName: 'credit_risk', tableWildcard: {} } } }))).toEqual(products);
    expect(productsOfCall(mesh, call({ resource: { database: { name: 'credit_risk' } } }))).toEqual(products);
  });

  test('on a tag expression concerns every database that mesh.yml names', () => {
    const parameters = { principal: consumer, resource: { lFTagPolicy: { resourceType: 'TABLE', expression: [] } } };

    expect(productsOfCall(mesh, call(parameters))).toEqual([{ catalogId: central, database: 'credit_risk' }]);
  });

  test('concerns nothing when it was refused', () => {
    expect(productsOfCall(mesh, call({ resource: { database: { name: 'credit_risk' } } }, { errorCode: 'AccessDenied' }))).toEqual([]);
  });

  test('concerns only the entries that did not fail', () => {
    const entries = ['a', 'b'].map((name) => ({ id: name, principal: consumer, resource: { database: { name } } }));
    const responseElements = { failures: [{ requestEntry: { id: 'b' }, error: { errorCode: 'ConcurrentModificationException' } }] };

    expect(productsOfCall(mesh, call({ entries }, { responseElements }))).toEqual([{ catalogId: central, database: 'a' }]);
  });

  test('that attaches tags concerns nothing when all of them failed', () => {
    const parameters = { resource: { database: { name: 'credit_risk' } }, lFTags: [{ tagKey: 'domain', tagValues: ['credit'] }] };

    expect(productsOfCall(mesh, call(parameters, { responseElements: { failures: [] } }))).toHaveLength(1);
    expect(productsOfCall(mesh, call(parameters, { responseElements: { failures: [{}] } }))).toEqual([]);
  });

  test('whose parameters are left out concerns what its resources name, else every named database', () => {
    const omitted = { reason: 'requestParameters too large', omitted: 'true' };
    const resources = [
      { ARN: `arn:aws:glue:eu-central-1:${central}:catalog` },
      { ARN: `arn:aws:glue:eu-central-1:${central}:table/credit_risk/applications` },
    ];

    expect(productsOfCall(mesh, call(omitted, { resources }))).toEqual([
      { catalogId: central, database: 'credit_risk', table: 'applications' },
    ]);
    expect(productsOfCall(mesh, call(omitted, { resources: resources.slice(0, 1) }))).toEqual([
      { catalogId: central, database: 'credit_risk' },
    ]);
  });

  test.each([
    ['333333333333', 0],
    ['arn:aws:iam::333333333333:role/r', 0],
    ['333333333333:IAMPrincipals', 0],
    ['222222222222', 1],
    // A single principal of ours: nobody else sees it.
    ['arn:aws:iam::222222222222:role/r', 0],
    ['arn:aws:organizations::999999999999:organization/o-1', 1],
  ])('for %s concerns %i products', (dataLakePrincipalIdentifier, count) => {
    expect(productsOfCall(mesh, call({ principal: { dataLakePrincipalIdentifier }, resource: { database: { name: 'd' } } }))).toHaveLength(
      count,
    );
  });

  test.each([null, undefined, {}, { resource: null }, { resource: { table: 'x' } }, { entries: 'x' }])(
    'with parameters %j does no harm',
    (parameters) => {
      expect(() => productsOfCall(mesh, call(parameters))).not.toThrow();
    },
  );
});

describe('the loop guard', () => {
  const by = (arn: string): CallRecord => ({ eventName: 'GrantPermissions', userIdentity: { sessionContext: { sessionIssuer: { arn } } } });

  test.each([
    ['arn:aws:iam::222222222222:role/meshloop-dev-grant-access', true],
    ['arn:aws-cn:iam::222222222222:role/path/meshloop-dev-grant-access', true],
    ['arn:aws:iam::222222222222:role/meshloop-prod-grant-access', false],
    ['arn:aws:iam::111111111111:role/meshloop-dev-grant-access', false],
    ['arn:aws:iam::222222222222:role/data-steward', false],
  ])('%s is ours: %s', (arn, ours) => {
    expect(isOwnCall(by(arn), '222222222222', 'dev')).toBe(ours);
  });

  test.each([
    ['rl_credit_risk', true],
    ['rl_sales_eu', true],
    ['rl_other', false],
    ['credit_risk', false],
  ])('%s is a link of ours: %s', (database, ours) => {
    expect(isOwnLink(mesh, { catalogId: central, database })).toBe(ours);
  });
});
