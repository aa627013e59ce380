import { AthenaClient, GetQueryExecutionCommand, GetQueryResultsCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { CreateDatabaseCommand, CreateTableCommand } from '@aws-sdk/client-glue';
import { CreateLFTagCommand, AddLFTagsToResourceCommand, RegisterResourceCommand, type Resource } from '@aws-sdk/client-lakeformation';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, expect, test } from 'vitest';
import { createAthena } from '../../local/athena/index.ts';
import { clientConfig } from '../../local/core/clients.ts';
import { CENTRAL, CONSUMER, Governance, REGION, grant } from './support-governance.ts';

const LOCATION = { LocationConstraint: REGION } as const;

let world: Governance;
afterEach(() => world.cloud.close());

function policy(ResourceType: 'DATABASE' | 'TABLE'): Resource {
  return { LFTagPolicy: { CatalogId: CENTRAL, ResourceType, Expression: [{ TagKey: 'domain', TagValues: ['credit'] }] } };
}

/** Runs a query to its end as a role, and answers rows or the reason why there are none. */
async function query(role: string, sql: string): Promise<{ rows?: (string | undefined)[][]; reason?: string }> {
  const athena = new AthenaClient(clientConfig(world.cloud, await world.session(role)));
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({ QueryString: sql, ResultConfiguration: { OutputLocation: 's3://results/q/' } }),
  );
  await world.clock.run({ until: world.clock.now() + 60_000 });
  const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
  if (QueryExecution?.Status?.State !== 'SUCCEEDED') return { reason: QueryExecution?.Status?.StateChangeReason ?? '' };
  const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
  return { rows: (ResultSet?.Rows ?? []).slice(1).map(({ Data }) => (Data ?? []).map(({ VarCharValue }) => VarCharValue)) };
}

test('a producer’s file is queried in the consumer by the roles that were granted it, through the link', async () => {
  world = new Governance({ rooms: [createAthena] });
  const stewardRole = await world.role(CENTRAL, 'data-steward');
  const adminRole = await world.role(CONSUMER, 'platform-admin');
  const reads = ['athena:*', 'glue:Get*', 'lakeformation:GetDataAccess', 's3:PutObject', 's3:GetObject', 's3:GetBucketLocation'];
  const reader = await world.role(CONSUMER, 'reader', reads);
  const stranger = await world.role(CONSUMER, 'stranger', reads);
  await world.settle(CENTRAL, [stewardRole]);
  await world.settle(CONSUMER, [adminRole]);
  for (const [account, Bucket] of [
    [CENTRAL, 'products'],
    [CONSUMER, 'results'],
  ] as const) {
    await world.s3(account).send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: LOCATION }));
  }
  await world
    .s3(CENTRAL)
    .send(new PutObjectCommand({ Bucket: 'products', Key: 'credit_risk/a.csv', Body: 'age,amount\n30,10.5\n40,20\n' }));

  const steward = await world.as(stewardRole);
  await steward.lake.send(new CreateLFTagCommand({ TagKey: 'domain', TagValues: ['credit'] }));
  await steward.lake.send(new RegisterResourceCommand({ ResourceArn: 'arn:aws:s3:::products', UseServiceLinkedRole: true }));
  await steward.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'credit_risk' } }));
  const LFTags = [{ TagKey: 'domain', TagValues: ['credit'] }];
  await steward.lake.send(new AddLFTagsToResourceCommand({ Resource: { Database: { Name: 'credit_risk' } }, LFTags }));
  await steward.glue.send(
    new CreateTableCommand({
      DatabaseName: 'credit_risk',
      TableInput: {
        Name: 'applications',
        Parameters: { 'skip.header.line.count': '1' },
        StorageDescriptor: {
          Location: 's3://products/credit_risk/',
          Columns: [
            { Name: 'age', Type: 'int' },
            { Name: 'amount', Type: 'double' },
          ],
          SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe', Parameters: { 'field.delim': ',' } },
        },
      },
    }),
  );
  await steward.lake.send(grant(CONSUMER, policy('DATABASE'), ['DESCRIBE'], ['DESCRIBE']));
  await steward.lake.send(grant(CONSUMER, policy('TABLE'), ['SELECT', 'DESCRIBE'], ['SELECT', 'DESCRIBE']));
  await world.clock.advance(11_000);

  const admin = await world.as(adminRole);
  const TargetDatabase = { CatalogId: CENTRAL, DatabaseName: 'credit_risk' };
  await admin.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'rl_credit_risk', TargetDatabase } }));
  await admin.lake.send(grant(reader, { Database: { Name: 'rl_credit_risk' } }, ['DESCRIBE']));
  await admin.lake.send(grant(reader, policy('DATABASE'), ['DESCRIBE']));
  await admin.lake.send(grant(reader, policy('TABLE'), ['SELECT', 'DESCRIBE']));

  const sql = 'SELECT age, amount FROM "rl_credit_risk"."applications" ORDER BY age';
  expect(await query(reader, sql)).toEqual({
    rows: [
      ['30', '10.5'],
      ['40', '20.0'],
    ],
  });
  expect(await query(stranger, sql)).toEqual({
    reason: 'Insufficient permissions to execute the query. Insufficient Lake Formation permission(s): Required Describe on rl_credit_risk',
  });
});
