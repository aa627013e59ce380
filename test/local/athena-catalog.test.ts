import { AthenaClient, GetQueryExecutionCommand, GetQueryResultsCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { BatchCreatePartitionCommand, CreateDatabaseCommand, CreateTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCloud } from '../../local/cloud.ts';
import { clientConfig } from '../../local/core/clients.ts';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { VirtualClock } from '../../local/core/virtual-clock.ts';

const ACCOUNT = '222222222222';
const clock = new VirtualClock(Date.UTC(2026, 10, 22, 9));
const cloud = createCloud({ clock, dice: new SeededDice('catalog'), region: 'eu-central-1', organization: [] });

beforeAll(async () => {
  const config = clientConfig(cloud, ACCOUNT);
  const glue = new GlueClient(config);
  await new S3Client(config).send(new CreateBucketCommand({ Bucket: 'results', CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }));
  for (const Name of ['credit_risk', 'credit_cards', 'sales']) await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name } }));
  const table = (Name: string, PartitionKeys: { Name: string; Type: string }[]) => {
    const Columns = [{ Name: 'amount', Type: 'double', Comment: 'in euros' }];
    return new CreateTableCommand({ DatabaseName: 'credit_risk', TableInput: { Name, StorageDescriptor: { Columns, Location: `s3://results/${Name}/` }, PartitionKeys } });
  };
  await glue.send(table('applications', [{ Name: 'year', Type: 'int' }, { Name: 'month', Type: 'int' }]));
  await glue.send(table('customers', []));
  const PartitionInputList = [['2026', '1'], ['2026', '2']].map((Values) => ({ Values }));
  await glue.send(new BatchCreatePartitionCommand({ DatabaseName: 'credit_risk', TableName: 'applications', PartitionInputList }));
});

afterAll(() => cloud.close());

/** The rows that a statement answers, or why it fails. */
async function run(QueryString: string, credentials: Parameters<typeof clientConfig>[1] = ACCOUNT) {
  const athena = new AthenaClient(clientConfig(cloud, credentials));
  const asked = { QueryString, QueryExecutionContext: { Database: 'credit_risk' }, ResultConfiguration: { OutputLocation: 's3://results/queries/' } };
  const { QueryExecutionId } = await athena.send(new StartQueryExecutionCommand(asked));
  await clock.advance(60_000);
  const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
  if (QueryExecution?.Status?.State !== 'SUCCEEDED') return { failed: QueryExecution?.Status?.StateChangeReason };
  const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
  const rows = ResultSet?.Rows?.map(({ Data }) => Data?.map(({ VarCharValue }) => VarCharValue).join('|'));
  return { rows, columns: ResultSet?.ResultSetMetadata?.ColumnInfo?.map(({ Name }) => Name), execution: QueryExecution };
}

describe('Athena answers from the catalog', () => {
  it.each([
    ['SHOW DATABASES', ['credit_cards', 'credit_risk', 'sales']],
    ["SHOW SCHEMAS LIKE 'credit*'", ['credit_cards', 'credit_risk']],
    ['SHOW TABLES', ['applications', 'customers']],
    ["show tables in credit_risk 'app*|nothing';", ['applications']],
    ['SHOW TABLES IN sales', []],
    ['SHOW PARTITIONS applications', ['year=2026/month=1', 'year=2026/month=2']],
    ['SHOW COLUMNS FROM `credit_risk`.customers', ['amount              ']],
    ['DESCRIBE customers', ['amount              \tdouble              \tin euros            ']],
  ])('%s', async (statement, expected) => {
    expect((await run(statement)).rows).toEqual(expected);
  });

  it('to DESCRIBE with the partition keys once more', async () => {
    const { rows, columns, execution } = await run('DESCRIBE credit_risk.applications');

    expect(rows?.map((row = '') => row.split('\t').map((part) => part.trim()))).toEqual([
      ['amount', 'double', 'in euros'],
      ['year', 'int', ''],
      ['month', 'int', ''],
      ['', '', ''],
      ['# Partition Information', '', ''],
      ['# col_name', 'data_type', 'comment'],
      ['', '', ''],
      ['year', 'int', ''],
      ['month', 'int', ''],
    ]);
    expect(columns).toEqual(['col_name', 'data_type', 'comment']);
    expect(execution).toMatchObject({ StatementType: 'UTILITY', SubstatementType: 'DESCRIBE_TABLE', ResultConfiguration: { OutputLocation: expect.stringMatching(/\.txt$/) } });
  });

  it.each([
    ['DESCRIBE nothing', 'FAILED: SemanticException [Error 10001]: Table not found credit_risk.nothing'],
    ['SHOW TABLES IN nothing', 'FAILED: SemanticException [Error 10072]: Database does not exist: nothing'],
    ['SHOW PARTITIONS customers', 'Table credit_risk.customers is not a partitioned table'],
  ])('%s fails as Hive does', async (statement, reason) => {
    expect((await run(statement)).failed).toContain(reason);
  });

  it.each(['MSCK REPAIR TABLE applications', 'SHOW CREATE TABLE applications', 'DESCRIBE FORMATTED applications', 'ALTER TABLE applications DROP PARTITION (year = 1)'])(
    'not %s, and says so',
    async (statement) => {
      await expect(run(statement)).rejects.toThrow(/local cloud/);
    },
  );

  it('only what the caller may ask Glue for', async () => {
    const iam = new IAMClient(clientConfig(cloud, ACCOUNT));
    const statement = (more: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] });
    const trust = statement({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' });
    await iam.send(new CreateRoleCommand({ RoleName: 'reader', AssumeRolePolicyDocument: JSON.stringify(trust) }));
    const policy = statement({ Action: ['athena:*', 's3:*', 'glue:GetTables'], Resource: '*' });
    await iam.send(new PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'own', PolicyDocument: JSON.stringify(policy) }));
    const session = cloud.sts.sessionFor(`arn:aws:iam::${ACCOUNT}:role/reader`, 'test');

    expect((await run('SHOW TABLES', session)).rows).toEqual(['applications', 'customers']);
    expect((await run('SHOW DATABASES', session)).failed).toMatch(/not authorized to perform: glue:GetDatabases/);
  });
});
