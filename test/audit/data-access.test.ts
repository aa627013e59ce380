import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CallRecord } from '../../events/aws/cloudtrail-call.ts';
import { dataAccessOf } from '../../shared/catalog/data-access.ts';
import { creditRisk, meshOf, subscription } from '../shared/catalog/meshes.ts';

const mesh = meshOf(creditRisk, subscription({ name: 'all-sales', database: 'sales_*' }));
const queryId = '33333333-4444-5555-6666-777777777777';
const central = 'arn:aws:glue:eu-central-1:111111111111:table';
const consumer = 'arn:aws:glue:eu-central-1:222222222222:table';

function record(tableArn: string, additionalAuditContext = `{queryId: ${queryId}}`, more: Partial<CallRecord> = {}): CallRecord {
  return {
    eventName: 'GetDataAccess',
    userIdentity: { arn: 'arn:aws:sts::222222222222:assumed-role/scientist/jane', sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::222222222222:role/scientist' } } },
    requestParameters: { tableArn, permissions: ['SELECT'], auditContext: { additionalAuditContext } },
    additionalEventData: { requesterService: 'ATHENA', lakeFormationPrincipal: 'arn:aws:iam::222222222222:role/scientist' },
    ...more,
  };
}

describe('who read what', () => {
  test('Athena: principal, session and query', () => {
    expect(dataAccessOf(mesh, record(`${central}/credit_risk/applications`))).toEqual({
      table: 'credit_risk.applications',
      through: 'table',
      principal: 'arn:aws:iam::222222222222:role/scientist',
      session: 'jane',
      engine: 'ATHENA',
      queryId,
    });
  });

  test('of another account’s table without the consent to name readers: the session alone', () => {
    const unnamed = { type: 'AWSAccount', principalId: 'AROAEXAMPLE:jane', accountId: '222222222222' };
    const access = dataAccessOf(mesh, record(`${central}/credit_risk/applications`, undefined, { userIdentity: unnamed, additionalEventData: { requesterService: 'ATHENA' } }));

    expect(access).toEqual({ table: 'credit_risk.applications', through: 'table', session: 'jane', engine: 'ATHENA', queryId });
  });

  test.each([
    ['as Athena writes it, which is no JSON', `{queryId: ${queryId}}`, { queryId }],
    ['as JSON', `{"queryId":"${queryId}"}`, { queryId }],
    ['of a job', '{"platformType":"GLUE_ETL","jobIdentifier":"jr_1/"}', { jobId: 'jr_1/' }],
    ['in a form that nobody knows', '{queryId: 1, "x"', {}],
    ['that is empty', '', {}],
  ])('the audit context %s', (_, text, expected) => {
    const access = dataAccessOf(mesh, record(`${central}/credit_risk/applications`, text));

    expect({ queryId: access?.queryId, jobId: access?.jobId }).toEqual({ queryId: undefined, jobId: undefined, ...expected });
  });

  test('a job names its platform where Lake Formation does not know the service', () => {
    const job = record(`${central}/credit_risk/applications`, '{"platformType":"GLUE_ETL","jobIdentifier":"jr_1/"}', { additionalEventData: { requesterService: 'UNKNOWN' } });

    expect(dataAccessOf(mesh, job)?.engine).toBe('GLUE_ETL');
  });

  test.each([
    [`${consumer}/rl_credit_risk/applications`, 'credit_risk.applications', 'link'],
    [`${consumer}/rl_sales_eu/orders`, 'sales_eu.orders', 'link'],
    [`${central}/sales_eu/orders`, 'sales_eu.orders', 'table'],
    ['arn:aws-cn:glue:cn-north-1:111111111111:table/credit_risk/applications', 'credit_risk.applications', 'table'],
  ])('%s is %s', (arn, table, through) => {
    expect(dataAccessOf(mesh, record(arn))).toMatchObject({ table, through });
  });

  test.each([`${consumer}/own/features`, `${central}/other/t`, 'arn:aws:glue:eu-central-1:333333333333:table/credit_risk/applications', '', 'x'])(
    '%s is no table of the mesh',
    (arn) => {
      expect(dataAccessOf(mesh, record(arn))).toBeUndefined();
    },
  );

  test('a refusal says so', () => {
    expect(dataAccessOf(mesh, record(`${central}/credit_risk/applications`, undefined, { errorCode: 'AccessDenied' }))).toMatchObject({ refused: 'AccessDenied' });
  });

  test('parameters that CloudTrail left out are no table', () => {
    expect(dataAccessOf(mesh, { eventName: 'GetDataAccess', requestParameters: { omitted: 'true' } })).toBeUndefined();
  });
});

const folder = join(import.meta.dirname, '../../../shared/facts/events');
const published = ['exact-cloudtrail-record-lf-getdataaccess-athena.json', 'exact-cloudtrail-record-lf-getdataaccess-glue-etl.json'];
const present = existsSync(folder);
if (!present) console.log('skipped: the collection of published events is not beside this checkout');

describe.skipIf(!present)('records as they are published', () => {
  test.each(published)('%s', (name) => {
    const found: CallRecord = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const [, account, database] = /:(\d{12}):table\/([^/]+)\//.exec(JSON.stringify(found.requestParameters)) ?? [];
    const theirs = { ...meshOf(subscription({ name: 'theirs', database: database ?? '' })), central: { account: account ?? '' }, consumer: { account: '999999999999', region: 'us-east-2' } };

    const access = dataAccessOf(theirs, found);

    expect(access?.principal).toMatch(/^arn:aws:iam::/);
    expect([access?.queryId, access?.jobId].filter(Boolean)).toHaveLength(1);
  });
});
