import { CloudWatchLogsClient, DescribeLogGroupsCommand, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { UpdateTableCommand } from '@aws-sdk/client-glue';
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { clientConfig } from '../../local/core/clients.ts';
import { productBucket } from '../../local/scenario/bootstrap.ts';
import { applyFaults } from '../../local/faults/index.ts';
import { bucketOf, CsvPublisher, keysOf, objectText } from '../support/csv-product.ts';
import { startLoop, type Loop } from '../support/loop.ts';

const columns = [{ Name: 'branch', Type: 'string' }, { Name: 'amount', Type: 'double' }, { Name: 'opened', Type: 'date' }];

/** Values that are nowhere but in the data, the partitions and the questions that people ask. */
const values = ['Zanzibar-Kontor', '73519.25', '1961-07-13', 'mandant-4711', 'unlesbar-8842', 'Lagerhaus-Ost', '90210.75'];

const rows = (branch: string, amount: number, count = 300) =>
  Array.from({ length: count }, (_, index) => [index % 3 === 0 ? 'Capital' : branch, index % 2 === 0 ? amount : index, index % 5 === 0 ? '1961-07-13' : '2001-02-03']);

/** What opens doors: keys, tokens, and links that are signed. */
const doors = [/\b(AKIA|ASIA)[A-Z0-9]{12,}/, /X-Amz-(Signature|Security-Token|Credential)/i, /secret_?access_?key|session_?token/i];

const hour = 3_600_000;

/** Notes every session that is opened from now on. */
function noteCredentials({ cloud }: Loop): readonly string[] {
  const noted: string[] = [];
  const { sts } = cloud;
  const open = sts.sessionFor.bind(sts);
  Object.assign(sts, {
    sessionFor: (...given: Parameters<typeof open>) => {
      const session = open(...given);
      noted.push(session.accessKeyId, session.secretAccessKey, session.sessionToken);
      return session;
    },
  });
  cloud.intercept({
    after: ({ operation }, _input, output) => {
      if (operation !== 'AssumeRole') return;
      const { AccessKeyId, SecretAccessKey, SessionToken } = Object(Object(output).Credentials);
      noted.push(AccessKeyId, SecretAccessKey, SessionToken);
    },
  });
  return noted;
}

/** Hands every function an event that is none of its own and full of values. */
function sendRubbish({ cloud, names }: Loop): void {
  const { consumer } = names.accounts;
  const roleArn = `arn:aws:iam::${consumer}:role/platform-admin`;
  const person = { accountId: consumer, roleArn, arn: `arn:aws:sts::${consumer}:assumed-role/platform-admin/test`, accessKeyId: consumer };
  for (const name of globSync('functions/*.ts').map((file) => basename(file, '.ts'))) {
    const arn = `arn:aws:lambda:${names.region}:${consumer}:function:meshloop-${names.stage}-${name}`;
    const detail = Object.fromEntries(values.map((value) => [`field of ${value.length}`, value]));
    for (const source of ['meshloop', 'aws.glue', values[0]]) cloud.lambda.invokeAsync(arn, { version: '0', id: values[1], source, 'detail-type': 'Data Profiled', account: values[3], time: values[2], region: values[4], resources: values, detail }, person);
  }
}

/** From now on what is no number fails a query, and Athena's reason quotes it: the table is read by OpenCSVSerde. */
async function readStrictly({ people, names }: Loop): Promise<void> {
  const { database, table } = names;
  const StorageDescriptor = {
    Columns: columns,
    Location: `s3://${productBucket(names)}/${database}/${table}/`,
    InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde' },
  };
  const TableInput = { Name: table, TableType: 'EXTERNAL_TABLE', PartitionKeys: [{ Name: 'client', Type: 'string' }], StorageDescriptor };
  await people.carryOut([{ account: 'central', as: 'data-steward', why: 'read strictly', client: 'glue', command: new UpdateTableCommand({ DatabaseName: database, TableInput }) }]);
}

async function logLines(loop: Loop): Promise<readonly string[]> {
  const client = new CloudWatchLogsClient(clientConfig(loop.cloud, loop.names.accounts.consumer));
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda/' }));
  const lines: string[] = [];
  for (const { logGroupName } of logGroups) {
    for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName })) lines.push(...events.map(({ message = '' }) => message));
  }
  return lines;
}

test('a full run, with all that may fail, logs no value of the data, no credential and no literal of a query, and no event of ours has one', async () => {
  const loop = await startLoop();
  const credentials = noteCredentials(loop);
  const publisher = new CsvPublisher(loop, { columns, partitionKey: { Name: 'client', Type: 'string' } });

  await publisher.register({ 'mandant-4711': rows('Zanzibar-Kontor', 73_519.25) });
  await loop.clock.advance(hour);
  // Drift, with S3 and Athena failing for a while and the reader refused for a while.
  const internal = { fails: { code: 'InternalError', message: 'We encountered an internal error.', status: 500 } };
  const refused = { fails: { code: 'AccessDeniedException', message: 'User is not authorized to perform: athena:StartQueryExecution', status: 400 } };
  const mend = applyFaults(loop.cloud, {
    faults: [
      { kind: 'call', match: { service: 's3', operation: 'PutObject', role: 'meshloop-dev-check-drift' }, nth: 1, times: 3, effect: internal },
      { kind: 'call', match: { service: 'athena', operation: 'StartQueryExecution', role: 'meshloop-dev-reader-*' }, nth: 1, times: 1, effect: refused },
    ],
  });
  await publisher.add({ 'mandant-9': rows('Lagerhaus-Ost', 90_210.75, 900) });
  await loop.clock.advance(hour);
  mend();
  await publisher.add({ 'mandant-10': rows('Lagerhaus-Ost', 90_210.75, 900) });
  await loop.clock.advance(hour);
  // What people ask, and what no query can read.
  await expect(publisher.ask(`SELECT branch FROM ${loop.names.link}.${loop.names.table} WHERE branch = 'Zanzibar-Kontor' AND client = 'mandant-4711' AND amount = 73519.25`)).resolves.not.toEqual([]);
  await readStrictly(loop);
  await publisher.add({ 'mandant-11': [['Zanzibar-Kontor', 'unlesbar-8842', '1961-07-13']] });
  await loop.clock.advance(12 * hour);
  sendRubbish(loop);
  await loop.clock.advance(hour);

  const lines = await logLines(loop);
  const holding = (texts: readonly string[]) => lines.filter((line) => texts.some((text) => line.includes(text)));
  // All of that happened, and was logged.
  expect(loop.types()).toEqual(expect.arrayContaining(['Drift Checked', 'Retraining Finished', 'Sync Failed']));
  expect(holding(['BadEvent']).length).toBeGreaterThan(30);
  expect(holding(['HIVE_BAD_DATA']).length).toBeGreaterThan(0);
  expect(holding(['"failure":"denied"']).length).toBeGreaterThan(0);
  expect(holding(['"message":"data access"']).filter((line) => line.includes('WHERE'))).not.toEqual([]);
  expect(holding(['CloudWatchMetrics']).length).toBeGreaterThan(20);
  expect(credentials.length).toBeGreaterThan(30);
  const documents: string[] = [];
  for (const key of keysOf(loop, 'profiles/')) documents.push(await objectText(loop, bucketOf(loop), key));
  for (const value of ['Zanzibar-Kontor', 'Lagerhaus-Ost', 'mandant-4711']) expect(documents.some((text) => text.includes(value))).toBe(true);

  expect(holding(values)).toEqual([]);
  expect(holding(credentials)).toEqual([]);
  expect(lines.filter((line) => doors.some((door) => door.test(line)))).toEqual([]);
  expect(lines.filter((line) => /\bSELECT\b/i.test(line) && /[=<>(,]\s*'[^']|\b(LIKE|IN|DATE)\b\s*\(?'/i.test(line))).toEqual([]);
  const told = loop.mesh().map((event) => JSON.stringify(event));
  expect(told.filter((text) => values.some((value) => text.includes(value)))).toEqual([]);
  expect(told.filter((text) => credentials.some((credential) => text.includes(credential)) || doors.some((door) => door.test(text)))).toEqual([]);
  await loop.close();
}, 600_000);
