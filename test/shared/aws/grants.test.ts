import { BatchGrantPermissionsCommand, LakeFormationClient, ListPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { readAccess } from '../../../shared/aws/access-state.ts';
import { grantAll } from '../../../shared/aws/grants.ts';
import { listGrants } from '../../../shared/aws/held-grants.ts';
import type { Grant, Resource } from '../../../shared/catalog/grant-plan.ts';
import { loadMesh } from '../../../shared/mesh/load.ts';

const lakeFormation = mockClient(LakeFormationClient);
beforeEach(() => lakeFormation.reset());

const database: Resource = { kind: 'database', catalogId: '222222222222', database: 'rl_credit_risk' };
const table: Resource = { kind: 'table', catalogId: '111111111111', database: 'credit_risk', table: 'applications' };
const tagged: Resource = { kind: 'tagged', catalogId: '111111111111', type: 'TABLE', tags: { domain: ['credit', 'risk'] } };
const Principal = { DataLakePrincipalIdentifier: 'p' };

function meshOf(roles: readonly string[]) {
  const text = `
central: { account: "111111111111" }
consumer: { account: "222222222222", region: eu-central-1 }
subscriptions:
  - name: credit-risk
    database: credit_risk
    lfTags: { domain: [credit] }
    roles: [${roles.map((arn) => `{ arn: "${arn}", permissions: [SELECT, DESCRIBE] }`).join(', ')}]`;
  const loaded = loadMesh(text, 'mesh.yml');
  if ('errors' in loaded) throw new Error(JSON.stringify(loaded.errors));
  return loaded;
}

describe('grants that are there', () => {
  test('are listed to the last page, one call for each resource', async () => {
    lakeFormation
      .on(ListPermissionsCommand)
      .resolvesOnce({ PrincipalResourcePermissions: [], NextToken: 't' })
      .resolves({
        PrincipalResourcePermissions: [{ Principal, Resource: { Database: { Name: 'rl_credit_risk' } }, Permissions: ['DESCRIBE'] }],
      });

    expect(await listGrants([database, { ...database }])).toEqual([{ principal: 'p', resource: database, permissions: ['DESCRIBE'] }]);
    expect(lakeFormation.commandCalls(ListPermissionsCommand).map(({ args: [{ input }] }) => input.NextToken)).toEqual([undefined, 't']);
  });

  test('on a table count when they are on all of its columns', async () => {
    const columns = { DatabaseName: 'credit_risk', Name: 'applications' };
    lakeFormation.on(ListPermissionsCommand).resolves({
      PrincipalResourcePermissions: [
        { Principal, Resource: { Table: columns }, Permissions: ['DESCRIBE', 'ALTER'] },
        { Principal, Resource: { TableWithColumns: { ...columns, ColumnWildcard: {} } }, Permissions: ['SELECT'] },
        { Principal, Resource: { TableWithColumns: { ...columns, ColumnNames: ['age'] } }, Permissions: ['SELECT'] },
        {
          Principal,
          Resource: { TableWithColumns: { ...columns, ColumnWildcard: { ExcludedColumnNames: ['age'] } } },
          Permissions: ['SELECT'],
        },
      ],
    });

    expect((await listGrants([table])).map(({ permissions }) => permissions)).toEqual([['DESCRIBE'], ['SELECT']]);
  });

  test('on another tag expression do not count', async () => {
    const policy = (TagValues: string[], ResourceType: 'TABLE' | 'DATABASE' = 'TABLE') => ({
      LFTagPolicy: { ResourceType, Expression: [{ TagKey: 'domain', TagValues }] },
    });
    lakeFormation.on(ListPermissionsCommand).resolves({
      PrincipalResourcePermissions: [
        { Principal, Resource: policy(['risk', 'credit']), Permissions: ['ALL'] },
        { Principal, Resource: policy(['credit']), Permissions: ['SELECT'] },
        { Principal, Resource: policy(['credit', 'risk'], 'DATABASE'), Permissions: ['SELECT'] },
      ],
    });

    expect(await listGrants([tagged])).toEqual([{ principal: 'p', resource: tagged, permissions: ['SELECT', 'DESCRIBE'] }]);
  });
});

describe('policies on LF-Tags', () => {
  test('are listed once for a catalog, whoever they are for', async () => {
    const roles = ['arn:aws:iam::222222222222:role/scientist', 'arn:aws:iam::222222222222:role/analyst'];
    const { mesh } = meshOf(roles);
    const policies = [...roles, 'arn:aws:iam::222222222222:role/stranger'].map((arn) => ({
      Principal: { DataLakePrincipalIdentifier: arn },
      Resource: { LFTagPolicy: { CatalogId: '111111111111', ResourceType: 'TABLE' as const, Expression: [{ TagKey: 'domain', TagValues: ['credit'] }] } },
      Permissions: ['SELECT' as const, 'DESCRIBE' as const],
    }));
    lakeFormation.on(ListPermissionsCommand).resolves({ PrincipalResourcePermissions: [] });
    lakeFormation.on(ListPermissionsCommand, { ResourceType: 'LF_TAG_POLICY' }).resolves({ PrincipalResourcePermissions: policies });

    const shared = [{ catalogId: '111111111111', database: 'credit_risk', tables: ['applications'] }];
    const { grants } = await readAccess(mesh, () => [], { shared, databases: [], receipts: [] });

    expect(grants.map(({ principal, permissions }) => [principal, permissions])).toEqual(roles.map((arn) => [arn, ['SELECT', 'DESCRIBE']]));
    const asked = lakeFormation.commandCalls(ListPermissionsCommand).filter(({ args: [{ input }] }) => input.ResourceType !== undefined);
    expect(asked.map(({ args: [{ input }] }) => input)).toMatchObject([{ CatalogId: '111111111111', ResourceType: 'LF_TAG_POLICY' }]);
  });
});

describe('granting', () => {
  const grants = Array.from({ length: 25 }, (_, index): Grant => ({ principal: `p${index}`, resource: tagged, permissions: ['SELECT'] }));

  test('returns the entries that failed in a call that succeeded', async () => {
    lakeFormation
      .on(BatchGrantPermissionsCommand)
      .resolvesOnce({
        Failures: [{ RequestEntry: { Id: '3' }, Error: { ErrorCode: 'InvalidInputException', ErrorMessage: 'Invalid principal' } }],
      })
      .resolves({ Failures: [] });

    const refused = await grantAll(grants);

    expect(refused).toMatchObject([
      { grant: { principal: 'p3' }, error: { name: 'InvalidInputException', message: 'Invalid principal' } },
    ]);
    expect(lakeFormation.commandCalls(BatchGrantPermissionsCommand).map(({ args: [{ input }] }) => input.Entries?.length)).toEqual([20, 5]);
  });

  test('does nothing when nothing is missing', async () => {
    expect(await grantAll([])).toEqual([]);
    expect(lakeFormation.calls()).toEqual([]);
  });
});
