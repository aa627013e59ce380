import {
  BatchGetQueryExecutionCommand,
  CreateWorkGroupCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetWorkGroupCommand,
  ListQueryExecutionsCommand,
  ListWorkGroupsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
  UpdateWorkGroupCommand,
} from '@aws-sdk/client-athena';
import type { StartQueryExecutionCommandInput } from '@aws-sdk/client-athena';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AwsError } from '../../local/core/service.ts';
import { ask, athena, CONSUMER, LAKE, putTable, queryCloud, RESULTS, withBuckets } from './support-athena.ts';
import type { QueryCloud } from './support-athena.ts';

const TABLE = '"rl_credit_risk"."applications"';
const TOKEN = 'a'.repeat(64);
const columns = [
  { name: 'id', type: 'bigint' },
  { name: 'amount', type: 'double' },
  { name: 'purpose', type: 'string' },
];

let world: QueryCloud;
const start = (input: Partial<StartQueryExecutionCommandInput> = {}) =>
  athena(world.cloud).send(
    new StartQueryExecutionCommand({
      QueryString: `SELECT * FROM ${TABLE}`,
      ResultConfiguration: { OutputLocation: `s3://${RESULTS}/q` },
      ...input,
    }),
  );
const stateOf = async (id: string | undefined) =>
  (await athena(world.cloud).send(new GetQueryExecutionCommand({ QueryExecutionId: id }))).QueryExecution?.Status?.State;

beforeEach(async () => {
  world = await withBuckets(queryCloud());
  putTable(world, { columns }, { 'part-1.csv': 'id,amount,purpose\n1,10.5,car\n2,,\n', _SUCCESS: 'ignored', 'empty/': '' });
});

afterEach(() => world.cloud.close());

/** An Athena client for a role with these statements. */
function asRole(statements: readonly object[]) {
  const arn = `arn:aws:iam::${CONSUMER}:role/reader`;
  world.cloud.iam.putRole({
    arn,
    trust: { Version: '2012-10-17', Statement: [] },
    policies: [{ Version: '2012-10-17', Statement: statements }],
  });
  return athena(world.cloud, world.cloud.sts.sessionFor(arn, 'test'));
}

/** What a reader needs to query through the link, as separate statements so that a test can leave one out. */
function needed(): Record<'athena' | 'link' | 'target' | 'location' | 'results', object> {
  const glue = (account: string, database: string) => ({
    Effect: 'Allow',
    Action: ['glue:GetDatabase', 'glue:GetTable'],
    Resource: ['catalog', `database/${database}`, `table/${database}/*`].map((rest) => `arn:aws:glue:eu-central-1:${account}:${rest}`),
  });
  return {
    athena: { Effect: 'Allow', Action: 'athena:*', Resource: `arn:aws:athena:eu-central-1:${CONSUMER}:workgroup/primary` },
    link: glue(CONSUMER, 'rl_credit_risk'),
    target: glue('111111111111', 'credit_risk'),
    location: { Effect: 'Allow', Action: 's3:GetBucketLocation', Resource: `arn:aws:s3:::${RESULTS}` },
    results: { Effect: 'Allow', Action: ['s3:PutObject', 's3:GetObject'], Resource: `arn:aws:s3:::${RESULTS}/*` },
  };
}

test('a query answers with rows, types and a result file', async () => {
  const { id, rows, header, types, execution } = await ask(world, `SELECT id, amount, purpose, count(*) OVER () FROM ${TABLE} ORDER BY id`);

  expect(header).toEqual(['id', 'amount', 'purpose', '_col3']);
  expect(types).toEqual(['bigint', 'double', 'varchar', 'bigint']);
  expect(rows).toEqual([
    ['1', '10.5', 'car', '2'],
    ['2', undefined, '', '2'],
  ]);
  expect(execution).toMatchObject({
    StatementType: 'DML',
    SubstatementType: 'SELECT',
    WorkGroup: 'primary',
    ResultConfiguration: { OutputLocation: `s3://${RESULTS}/q/${id}.csv` },
  });
  expect(execution.Statistics).toMatchObject({ DataScannedInBytes: 33, EngineExecutionTimeInMillis: 3000, QueryQueueTimeInMillis: 200 });
  const file = Buffer.from(world.cloud.s3.get(RESULTS, `q/${id}.csv`)?.body() ?? []).toString();
  expect(file).toBe('"id","amount","purpose","_col3"\n"1","10.5","car","2"\n"2",,"","2"\n');
  expect(world.cloud.s3.get(RESULTS, `q/${id}.csv.metadata`)?.size).toBeGreaterThan(0);
});

test('every state is an event on the default bus, numbered in order', async () => {
  const { id } = await ask(world, `SELECT 1 FROM ${TABLE}`);

  const base = { versionId: '0', statementType: 'DML', queryExecutionId: id, workgroupName: 'primary' };
  expect(world.events.map(({ account, source, detailType, detail }) => ({ account, source, detailType, detail }))).toEqual([
    {
      account: CONSUMER,
      source: 'aws.athena',
      detailType: 'Athena Query State Change',
      detail: { ...base, currentState: 'QUEUED', sequenceNumber: '1' },
    },
    {
      account: CONSUMER,
      source: 'aws.athena',
      detailType: 'Athena Query State Change',
      detail: { ...base, currentState: 'RUNNING', previousState: 'QUEUED', sequenceNumber: '2' },
    },
    {
      account: CONSUMER,
      source: 'aws.athena',
      detailType: 'Athena Query State Change',
      detail: { ...base, currentState: 'SUCCEEDED', previousState: 'RUNNING', sequenceNumber: '3' },
    },
  ]);
});

test('a failure is told in the execution and in the event', async () => {
  const { execution } = await ask(world, 'SELECT nothing\nFROM "rl_credit_risk"."absent"');

  const message = "TABLE_NOT_FOUND: line 2:6: Table 'awsdatacatalog.rl_credit_risk.absent' does not exist";
  expect(execution.Status).toMatchObject({
    State: 'FAILED',
    StateChangeReason: message,
    AthenaError: { ErrorCategory: 2, ErrorType: 1301, Retryable: false, ErrorMessage: message },
  });
  expect(world.events.at(-1)?.detail).toMatchObject({
    currentState: 'FAILED',
    athenaError: { errorCategory: 2, errorType: 1301, errorMessage: message, retryable: false },
  });
});

test.each([
  [
    'an unknown column',
    `SELECT foo FROM ${TABLE}`,
    /^COLUMN_NOT_FOUND: line 1:8: Column 'foo' cannot be resolved or requester is not authorized/,
    1006,
  ],
  ['an unknown function', `SELECT foo(id) FROM ${TABLE}`, /^FUNCTION_NOT_FOUND: line 1:8: Function 'foo' not registered/, 1303],
  ['wrong types', `SELECT purpose + id FROM ${TABLE}`, /^TYPE_MISMATCH/, 1002],
  ['a cast that fails', `SELECT CAST(purpose AS integer) FROM ${TABLE}`, /^INVALID_CAST_ARGUMENT: Cannot cast 'car' to int/, 1100],
  ['no database', 'SELECT * FROM applications', /^MISSING_SCHEMA_NAME: line 1:15/, 1006],
  ['another catalog', 'SELECT * FROM other.rl_credit_risk.applications', /^CATALOG_NOT_FOUND/, 1006],
  [
    'a function that reads files',
    "SELECT * FROM read_csv('/etc/passwd')",
    /^FUNCTION_NOT_FOUND: line 1:15: Table function 'read_csv' not registered/,
    1303,
  ],
  ['a file as a table', "SELECT * FROM '/etc/passwd'", /^MISSING_SCHEMA_NAME/, 1006],
])('%s fails with its error name', async (_what, sql, message, type) => {
  const { execution } = await ask(world, sql);

  expect(execution.Status?.StateChangeReason).toMatch(message);
  expect(execution.Status?.AthenaError).toMatchObject({ ErrorCategory: 2, ErrorType: type });
});

test.each([
  ['a syntax error', 'SELEC 1', /Queries of this type are not supported/],
  ['a broken query', `SELECT FROM WHERE`, /^line 1:13: syntax error/],
  ['two statements', 'SELECT 1; SELECT 2', /^Only one sql statement is allowed/],
  ['nothing', '  -- only a comment', /Query string is empty/],
])('%s is refused before it becomes an execution', async (_what, sql, message) => {
  await expect(start({ QueryString: sql })).rejects.toMatchObject({
    name: 'InvalidRequestException',
    AthenaErrorCode: 'MALFORMED_QUERY',
    message: expect.stringMatching(message),
  });
  expect(world.events).toEqual([]);
});

test('names are only ever names', async () => {
  putTable(
    world,
    { table: 'x"; drop table y; --', location: `s3://${LAKE}/hostile/`, columns: [{ name: 'a"b', type: 'string' }] },
    { "it's.csv": 'a\n1\n' },
  );

  expect((await ask(world, 'SELECT "a""b" FROM "rl_credit_risk"."x""; DROP TABLE y; --"')).rows).toEqual([['1']]);
  expect((await ask(world, `SELECT count(*) FROM ${TABLE}`)).rows).toEqual([['2']]);
});

test('a name resolves with the context, in any case and through AwsDataCatalog', async () => {
  const context = { QueryExecutionContext: { Database: 'rl_credit_risk', Catalog: 'AwsDataCatalog' } };

  expect((await ask(world, 'SELECT count(*) FROM Applications', context)).rows).toEqual([['2']]);
  expect((await ask(world, `SELECT count(*) FROM "AwsDataCatalog".${TABLE}`)).rows).toEqual([['2']]);
  expect(
    (await ask(world, `WITH applications AS (SELECT * FROM ${TABLE} WHERE id = 1) SELECT applications.purpose FROM applications`)).rows,
  ).toEqual([['car']]);
});

test("now is the cloud's time", async () => {
  expect(
    (await ask(world, "SELECT CAST(current_date AS varchar), to_unixtime(now()), date_format(current_timestamp, '%Y-%m-%d %H:%i')")).rows,
  ).toEqual([['2026-11-20', '1.7951652002E9', '2026-11-20 09:00']]);
});

test('a token answers with the same execution, also after a failure', async () => {
  const token = { ClientRequestToken: TOKEN, QueryString: 'SELECT * FROM rl_credit_risk.absent' };
  const first = await start(token);
  await world.cloud.clock.run();
  expect(await stateOf(first.QueryExecutionId)).toBe('FAILED');

  expect((await start(token)).QueryExecutionId).toBe(first.QueryExecutionId);
  const both = await Promise.all([start({ ClientRequestToken: 'b'.repeat(32) }), start({ ClientRequestToken: 'b'.repeat(32) })]);
  expect(both[0]?.QueryExecutionId).toBe(both[1]?.QueryExecutionId);
  await expect(start({ ...token, QueryString: 'SELECT 1' })).rejects.toMatchObject({
    message: 'Idempotent parameters do not match',
    AthenaErrorCode: 'IDEMPOTENT_PARAMETER_MISMATCH',
  });
  await expect(start({ ClientRequestToken: 'short' })).rejects.toThrow('Member must have length greater than or equal to 32');
});

test('an output location is needed and has to be one', async () => {
  await expect(start({ ResultConfiguration: {} })).rejects.toThrow(/^No output location provided/);
  await expect(start({ ResultConfiguration: { OutputLocation: 'results/q' } })).rejects.toThrow('outputLocation is not a valid S3 path.');
  await expect(start({ ResultConfiguration: { OutputLocation: 's3://never-made/q' } })).rejects.toThrow(
    'Unable to verify/create output bucket never-made',
  );
  await expect(start({ QueryString: `SELECT '${'x'.repeat(262_144)}'` })).rejects.toThrow(/Member must have length less than or equal to 262144/);
});

test('a stopped query is cancelled and leaves no result', async () => {
  const { QueryExecutionId: id } = await start();
  await world.cloud.clock.advance(1000);
  expect(await stateOf(id)).toBe('RUNNING');
  await expect(athena(world.cloud).send(new GetQueryResultsCommand({ QueryExecutionId: id }))).rejects.toThrow(
    'Query has not yet finished. Current state: RUNNING',
  );
  await athena(world.cloud).send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
  await athena(world.cloud).send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
  await world.cloud.clock.run();

  expect(await stateOf(id)).toBe('CANCELLED');
  expect(world.events.at(-1)?.detail).toMatchObject({ currentState: 'CANCELLED', previousState: 'RUNNING', sequenceNumber: '3' });
  expect(world.cloud.s3.list(RESULTS, '')).toEqual([]);
});

test('beyond the quota of running and queued queries the next is refused', async () => {
  await world.cloud.close();
  world = await withBuckets(queryCloud({ activeQueries: 2 }));
  await start({ QueryString: 'SELECT 1' });
  await start({ QueryString: 'SELECT 2' });

  await expect(start({ QueryString: 'SELECT 3' })).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    Reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED',
  });
  await world.cloud.clock.run();
  expect(await start({ QueryString: 'SELECT 3' })).toBeDefined();
});

test('a work group that enforces its settings decides where results go', async () => {
  const client = athena(world.cloud);
  const ResultConfiguration = { OutputLocation: `s3://${RESULTS}/group/` };
  await client.send(new CreateWorkGroupCommand({ Name: 'enforcing', Configuration: { ResultConfiguration } }));
  await client.send(
    new CreateWorkGroupCommand({ Name: 'free', Configuration: { ResultConfiguration, EnforceWorkGroupConfiguration: false } }),
  );

  const location = async (WorkGroup: string, more = {}) =>
    (await ask(world, 'SELECT 1', { WorkGroup, ...more })).execution.ResultConfiguration?.OutputLocation;
  expect(await location('enforcing')).toMatch(`s3://${RESULTS}/group/`);
  expect(await location('free')).toMatch(`s3://${RESULTS}/q/`);
  expect(await location('free', { ResultConfiguration: undefined })).toMatch(`s3://${RESULTS}/group/`);
  const ctas = {
    QueryString: `CREATE TABLE rl.t WITH (external_location = 's3://${RESULTS}/t/') AS SELECT 1 AS a`,
    WorkGroup: 'enforcing',
  };
  await expect(start(ctas)).rejects.toThrow(/enforces a centralized output location/);
  await expect(start({ WorkGroup: 'absent' })).rejects.toThrow('WorkGroup is not found.');
  expect((await client.send(new ListWorkGroupsCommand({}))).WorkGroups?.map(({ Name }) => Name)).toEqual(['enforcing', 'free', 'primary']);
});

test("a scan beyond the work group's limit is cancelled, enforced or not", async () => {
  const client = athena(world.cloud);
  const Configuration = { EnforceWorkGroupConfiguration: false, BytesScannedCutoffPerQuery: 10_000_000 };
  await client.send(new CreateWorkGroupCommand({ Name: 'limited', Configuration }));
  putTable(world, { table: 'large', columns: [{ name: 'a', type: 'string' }] }, { 'a.csv': `a\n${'xxxxxxxxx\n'.repeat(1_100_000)}` });

  const { execution } = await ask(world, 'SELECT count(*) FROM rl_credit_risk.large', { WorkGroup: 'limited' });
  expect(execution.Status).toMatchObject({ State: 'CANCELLED', StateChangeReason: 'Bytes scanned limit was exceeded' });
  expect((await ask(world, `SELECT count(*) FROM ${TABLE}`, { WorkGroup: 'limited' })).rows).toEqual([['2']]);
  await client.send(new UpdateWorkGroupCommand({ WorkGroup: 'limited', ConfigurationUpdates: { RemoveBytesScannedCutoffPerQuery: true } }));
  expect((await client.send(new GetWorkGroupCommand({ WorkGroup: 'limited' }))).WorkGroup?.Configuration).not.toHaveProperty(
    'BytesScannedCutoffPerQuery',
  );
  expect((await ask(world, 'SELECT count(*) FROM rl_credit_risk.large', { WorkGroup: 'limited' })).rows).toEqual([['1100000']]);
});

test('results come in pages', async () => {
  const { id } = await ask(world, 'SELECT x FROM unnest(sequence(1, 2500)) AS t(x) ORDER BY x');
  const client = athena(world.cloud);
  const sizes: (number | undefined)[] = [];
  let token: string | undefined;
  do {
    const answer = await client.send(new GetQueryResultsCommand({ QueryExecutionId: id, NextToken: token }));
    sizes.push(answer.ResultSet?.Rows?.length);
    token = answer.NextToken;
  } while (token);

  expect(sizes).toEqual([1000, 1000, 501]);
});

test('queries are listed by work group, newest first, and fetched together', async () => {
  const first = await start();
  const second = await start();
  const client = athena(world.cloud);

  expect((await client.send(new ListQueryExecutionsCommand({}))).QueryExecutionIds).toEqual([
    second.QueryExecutionId,
    first.QueryExecutionId,
  ]);
  const many = await client.send(new BatchGetQueryExecutionCommand({ QueryExecutionIds: [first.QueryExecutionId ?? '', 'unknown'] }));
  expect(many.QueryExecutions).toHaveLength(1);
  expect(many.UnprocessedQueryExecutionIds).toMatchObject([{ QueryExecutionId: 'unknown' }]);
  await expect(
    athena(world.cloud, '111111111111').send(new GetQueryExecutionCommand({ QueryExecutionId: first.QueryExecutionId })),
  ).rejects.toThrow(/was not found/);
});

test('a role with all its permissions reads through the link', async () => {
  const { execution, rows } = await ask(world, `SELECT count(*) FROM ${TABLE}`, {}, asRole(Object.values(needed())));

  expect(execution.Status?.StateChangeReason).toBeUndefined();
  expect(rows).toEqual([['2']]);
});

test.each([
  ['link', /glue:GetDatabase on resource: arn:aws:glue:eu-central-1:222222222222:catalog/, 1500],
  ['target', /glue:GetDatabase on resource: arn:aws:glue:eu-central-1:111111111111:catalog/, 1500],
  ['results', /^Access denied when writing output to url: s3:\/\/results\/q\//, 1501],
] as const)("without its permission on the %s a role's query fails", async (left, message, type) => {
  const statements = needed();
  Reflect.deleteProperty(statements, left);
  const { execution } = await ask(world, `SELECT count(*) FROM ${TABLE}`, {}, asRole(Object.values(statements)));

  expect(execution.Status).toMatchObject({
    State: 'FAILED',
    StateChangeReason: expect.stringMatching(message),
    AthenaError: { ErrorType: type },
  });
});

test('without athena:StartQueryExecution on the work group or the result bucket nothing starts', async () => {
  const { athena: allowed, location, ...others } = needed();
  const send = (client: ReturnType<typeof athena>) => ask(world, 'SELECT 1', {}, client);

  await expect(send(asRole([...Object.values(others), location]))).rejects.toThrow(
    /not authorized to perform: athena:StartQueryExecution on resource: arn:aws:athena:eu-central-1:222222222222:workgroup\/primary/,
  );
  await expect(send(asRole([...Object.values(others), allowed]))).rejects.toThrow('Unable to verify/create output bucket results');
});

test('columns that Lake Formation hides do not exist, and what it refuses fails in its words', async () => {
  world.hidden.add('amount');
  expect((await ask(world, `SELECT * FROM ${TABLE}`)).header).toEqual(['id', 'purpose']);
  expect((await ask(world, `SELECT amount FROM ${TABLE}`)).execution.Status?.StateChangeReason).toMatch(
    /^COLUMN_NOT_FOUND: line 1:8: Column 'amount' cannot be resolved/,
  );

  world.refusals.set('applications', new AwsError('AccessDeniedException', 'Insufficient Lake Formation permission(s) on applications'));
  const { execution } = await ask(world, `SELECT * FROM ${TABLE}`);
  expect(execution.Status).toMatchObject({
    StateChangeReason: 'Insufficient permissions to execute the query. Insufficient Lake Formation permission(s) on applications',
    AthenaError: { ErrorType: 1500 },
  });
});

test('execution parameters are expressions or texts', async () => {
  const { rows } = await ask(world, `SELECT id, ?, ? FROM ${TABLE} WHERE purpose = ? AND '?' = '?'`, {
    ExecutionParameters: ['1 + 1', "DATE '2020-01-01'", 'car'],
  });
  expect(rows).toEqual([['1', '2', '2020-01-01']]);
  expect((await ask(world, 'SELECT ?, ?', { ExecutionParameters: ['1'] })).execution.Status?.StateChangeReason).toMatch(
    /^INVALID_PARAMETER_USAGE/,
  );
});

test('CREATE TABLE AS SELECT and UNLOAD write Parquet that can be read again', async () => {
  const ctas = await ask(
    world,
    `CREATE TABLE "rl_credit_risk"."copy" WITH (external_location = 's3://${RESULTS}/copy/', format = 'PARQUET') AS SELECT id, amount, sum(id) AS total FROM ${TABLE} GROUP BY 1, 2`,
  );
  const unload = await ask(
    world,
    `UNLOAD (SELECT purpose FROM ${TABLE}) TO 's3://${RESULTS}/unloaded/' WITH (format = 'PARQUET', compression = 'SNAPPY')`,
  );

  expect(ctas.execution.Status?.StateChangeReason).toBeUndefined();
  expect(world.created).toMatchObject([
    {
      name: 'copy',
      location: `s3://${RESULTS}/copy/`,
      columns: [
        { name: 'id', type: 'bigint' },
        { name: 'amount', type: 'double' },
        { name: 'total', type: 'bigint' },
      ],
    },
  ]);
  const manifest = ctas.execution.Statistics?.DataManifestLocation ?? '';
  const listed = Buffer.from(world.cloud.s3.get(RESULTS, manifest.slice(`s3://${RESULTS}/`.length))?.body() ?? [])
    .toString()
    .trim();
  expect(world.cloud.s3.list(RESULTS, 'copy/').map(({ key }) => `s3://${RESULTS}/${key}`)).toEqual([listed]);
  putTable(world, { table: 'copy', format: 'parquet', location: `s3://${RESULTS}/copy/`, columns: world.created[0]?.columns ?? [] }, {});
  expect((await ask(world, 'SELECT * FROM rl_credit_risk."copy" ORDER BY id')).rows).toEqual([
    ['1', '10.5', '1'],
    ['2', undefined, '2'],
  ]);
  expect(unload.execution.SubstatementType).toBe('UNLOAD');
  expect(world.cloud.s3.list(RESULTS, 'unloaded/')).toHaveLength(1);
  const again = await ask(world, `UNLOAD (SELECT 1 AS a) TO 's3://${RESULTS}/unloaded/' WITH (format = 'PARQUET')`);
  expect(again.execution.Status?.StateChangeReason).toMatch(/^HIVE_PATH_ALREADY_EXISTS/);
});

test('a simulation can answer without SQL', async () => {
  await world.cloud.close();
  const column = { name: 'n', type: 'bigint', precision: 19, scale: 0, hiveType: 'bigint' };
  world = await withBuckets(
    queryCloud({
      engine: {
        parse: () => Promise.resolve({ tables: [] }),
        run: () => Promise.resolve({ columns: [column], rows: [['42']], rowCount: 1 }),
        close: () => undefined,
      },
      duration: () => 60_000,
    }),
  );

  const { rows, execution } = await ask(world, 'SELECT whatever');
  expect(rows).toEqual([['42']]);
  expect(execution.Statistics?.EngineExecutionTimeInMillis).toBe(60_000);
});
