import { EventBridgeClient, PutEventsCommand, StartReplayCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from '../../events/mesh/event.ts';
import { retrainingOrdered } from '../../events/mesh/retraining.ts';
import { clientConfig } from '../../local/core/clients.ts';
import { creditVersions, start, startLoop, type Loop, type Versions } from '../support/loop.ts';
import { databasesOf, failuresOf, heldBy } from '../support/mesh-people.ts';

const hour = 3_600_000;
const consumer = '222222222222';
const bucket = `meshloop-dev-${consumer}-eu-central-1`;

let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions(200);
});
afterAll(() => versions.dispose());

test('a replay of both archives after a day of the loop leaves everything as it is', async () => {
  const loop = await startLoop();
  await loop.people.register(versions.first);
  await loop.clock.advance(3 * hour);
  await loop.people.reRegister(versions.shifted, 2);
  await loop.clock.advance(3 * hour);
  await order(loop);
  await loop.clock.advance(18 * hour);
  const before = await stateOf(loop);
  expect(before.executions).toBe(3);
  const from = loop.seen.length;

  const events = new EventBridgeClient(clientConfig(loop.cloud, consumer));
  const period = { EventStartTime: new Date(start), EventEndTime: new Date(loop.clock.now()) };
  const replays = [
    ['meshloop-dev', 'meshloop-dev'],
    ['meshloop-dev-default', 'default'],
  ] as const;
  for (const [archive, bus] of replays) {
    const EventSourceArn = `arn:aws:events:eu-central-1:${consumer}:archive/${archive}`;
    await events.send(new StartReplayCommand({ ReplayName: archive, EventSourceArn, ...period, Destination: { Arn: `arn:aws:events:eu-central-1:${consumer}:event-bus/${bus}` } }));
  }
  await loop.clock.advance(24 * hour);

  const after = await stateOf(loop);
  const replayed = loop.seen.slice(from).flatMap((each) => (each.kind === 'event' && each.event['replay-name'] !== undefined ? [each.event] : []));
  const told = replayed.map((event) => event['detail-type']);
  expect(told).toEqual(expect.arrayContaining(['Glue Data Catalog Table State Change', 'Data Product Settled', 'Data Profiled', 'Retraining Requested', 'Retraining Ordered']));
  expect(told).toEqual(expect.arrayContaining(['Resource Sharing State Change', 'Athena Query State Change', 'SageMaker Model Building Pipeline Execution Status Change']));
  expect(after).toEqual(before);
  expect(failuresOf(loop)).toEqual([]);
  await loop.close();
});

async function order(loop: Loop): Promise<void> {
  const product = { catalogId: '111111111111', database: 'credit_risk', table: 'applications' };
  const metadata = { product, changeId: 'order-1', causationId: 'a person', occurredAt: new Date(loop.clock.now()).toISOString(), schemaVersion: 1 as const };
  const { source, detailType, detail } = build(retrainingOrdered, { metadata, data: { model: 'credit-risk', orderId: '1', why: 'a test' } });
  const events = new EventBridgeClient(clientConfig(loop.cloud, consumer));
  await events.send(new PutEventsCommand({ Entries: [{ EventBusName: 'meshloop-dev', Source: source, DetailType: detailType, Detail: detail }] }));
}

/** Links, grants, runs, profile queries, and every document but the answers of queries that prove access. */
async function stateOf(loop: Loop) {
  const calls = loop.seen.flatMap((each) => (each.kind === 'call' && each.error === undefined ? [each] : []));
  return {
    databases: await databasesOf(loop),
    grants: await heldBy(loop, 'arn:aws:iam::222222222222:role/data-scientist'),
    executions: new Set(loop.seen.flatMap((each) => (each.kind === 'event' && each.event['detail-type'].includes('Pipeline Execution Status') ? [String(each.event.detail['pipelineExecutionArn'])] : []))).size,
    profileQueries: calls.filter(({ operation, input }) => operation === 'StartQueryExecution' && JSON.stringify(input).includes('meshloop-dev-profile')).length,
    documents: loop.cloud.s3.list(bucket, '').flatMap(({ key, etag }) => (key.startsWith('queries/access') ? [] : [`${key} ${etag}`])),
  };
}
