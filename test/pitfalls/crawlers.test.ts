import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateCrawlerCommand, CreateDatabaseCommand, DeleteCrawlerCommand, GlueClient, StartCrawlerCommand } from '@aws-sdk/client-glue';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { build } from '../../events/mesh/event.ts';
import { dataProductSettled } from '../../events/mesh/data-product-settled.ts';
import { clientConfig } from '../../local/core/clients.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import { interceptDeliveries } from '../support/deliveries.ts';
import { startLoop, type Loop, type Resources } from '../support/loop.ts';

const CENTRAL = '111111111111';
const CONSUMER = '222222222222';
const crawler = 'features';

const withCrawler = (mesh: Mesh): Mesh => ({ ...mesh, subscriptions: mesh.subscriptions.map((each) => ({ ...each, crawler })) });
/** What packaging does with a crawler in mesh.yml. */
const allowed = (resources: Resources): Resources => JSON.parse(JSON.stringify(resources).replaceAll('crawler/none-in-mesh-yml', `crawler/${crawler}`));

/** A loop whose subscription has a crawler, which fails where its role has no rights. */
async function start(has: { crawler?: boolean; rights?: boolean } = {}): Promise<Loop & { glue: GlueClient }> {
  const loop = await startLoop({ mesh: withCrawler, edit: allowed });
  const iam = new IAMClient(clientConfig(loop.cloud, CONSUMER));
  const glue = new GlueClient(clientConfig(loop.cloud, await loop.people.session('consumer', 'platform-admin')));
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'glue.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
  const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  await iam.send(new CreateRoleCommand({ RoleName: 'crawler', AssumeRolePolicyDocument: JSON.stringify(trust) }));
  if (has.rights !== false)
    await iam.send(new PutRolePolicyCommand({ RoleName: 'crawler', PolicyName: 'work', PolicyDocument: JSON.stringify(everything) }));
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'features' } }));
  if (has.crawler !== false)
    await glue.send(
      new CreateCrawlerCommand({ Name: crawler, Role: `arn:aws:iam::${CONSUMER}:role/crawler`, DatabaseName: 'features', Targets: { S3Targets: [{ Path: 's3://athena-results-222222222222/features/' }] } }),
    );
  return { ...loop, glue };
}

/** The settle window of a table ends. */
async function settle(loop: Loop, table: string, changeId = `change-of-${table}`): Promise<void> {
  const now = new Date(loop.clock.now()).toISOString();
  const metadata = { product: { catalogId: CENTRAL, database: 'credit_risk', table }, changeId, causationId: 'test', occurredAt: now, schemaVersion: 1 as const };
  const { source, detailType, detail } = build(dataProductSettled, { metadata, data: { windowEndedAt: now } });
  const events = new EventBridgeClient(clientConfig(loop.cloud, CONSUMER));
  await events.send(new PutEventsCommand({ Entries: [{ EventBusName: 'meshloop-dev', Source: source, DetailType: detailType, Detail: detail }] }));
}

const crawls = (loop: Loop) =>
  loop.seen.flatMap((each) => (each.kind === 'call' && each.operation === 'StartCrawler' && each.caller.roleArn?.includes('meshloop') ? [{ at: each.at, error: each.error }] : []));
const told = (loop: Loop, type: string) =>
  loop.seen.flatMap((each) => (each.kind === 'event' && each.event['detail-type'] === type ? [{ at: each.at, detail: JSON.parse(JSON.stringify(each.event.detail)) }] : []));
const tables = (loop: Loop, type: string): string[] => told(loop, type).map(({ detail }) => String(detail.metadata.product.table));
const markers = (loop: Loop) => loop.cloud.s3.list('meshloop-dev-222222222222-eu-central-1', 'crawls/').length;

describe('pitfall 27: the crawler runs already', () => {
  test('is no error, and the change has one crawl of its own when that one ends', async () => {
    const loop = await start();
    await loop.glue.send(new StartCrawlerCommand({ Name: crawler }));
    await loop.clock.advance(5_000);

    await settle(loop, 'applications');
    await loop.clock.run();

    const [refused, again] = crawls(loop);
    expect(crawls(loop)).toHaveLength(2);
    expect(refused?.error).toMatch(/^CrawlerRunningException/);
    expect(again?.error).toBeUndefined();
    expect(told(loop, 'Catalog Refreshed').map(({ at }) => at > (again?.at ?? 0))).toEqual([true]);
    expect(tables(loop, 'Sync Failed')).toEqual([]);
    expect(markers(loop)).toBe(0);
    await loop.close();
  });

  test('two products behind one crawler: the second, which came while it ran, waits for the next crawl', async () => {
    const loop = await start();

    await settle(loop, 'applications');
    await loop.clock.advance(10_000);
    await settle(loop, 'payments');
    await loop.clock.run();

    const started = crawls(loop).filter(({ error }) => error === undefined);
    expect(started).toHaveLength(2);
    expect(tables(loop, 'Catalog Refreshed')).toEqual(['applications', 'payments']);
    const [first, second] = told(loop, 'Catalog Refreshed');
    expect(first?.at).toBeLessThan(second?.at ?? 0);
    expect(second?.at).toBeGreaterThan(started[1]?.at ?? Infinity);
    expect(markers(loop)).toBe(0);
    await loop.close();
  });

  test('two products that wait before it starts share one crawl', async () => {
    const loop = await start();
    await loop.glue.send(new StartCrawlerCommand({ Name: crawler }));
    await loop.clock.advance(5_000);

    await settle(loop, 'applications');
    await settle(loop, 'payments');
    await loop.clock.run();

    expect(crawls(loop).filter(({ error }) => error === undefined)).toHaveLength(1);
    expect(tables(loop, 'Catalog Refreshed').toSorted()).toEqual(['applications', 'payments']);
    await loop.close();
  });
});

describe('pitfall 28: the crawl failed, and the crawler is READY', () => {
  test('the change is told as failed, and nothing is profiled', async () => {
    const loop = await start({ rights: false });

    await settle(loop, 'applications');
    await loop.clock.run();

    expect(told(loop, 'Catalog Refreshed')).toEqual([]);
    expect(told(loop, 'Sync Failed').map(({ detail }) => detail.data)).toMatchObject([
      { function: 'confirm-refresh', failure: 'gone', message: `The crawl of ${crawler} failed`, remedy: expect.stringContaining('log of the crawler') },
    ]);
    expect(markers(loop)).toBe(0);
    await loop.close();
  });

  test('so it is when the event is lost and only the deadline looks', async () => {
    const loop = await start({ rights: false });
    interceptDeliveries(loop, ({ event, deliver }) => {
      if (event['detail-type'] !== 'Glue Crawler State Change') deliver();
    });

    await settle(loop, 'applications');
    await loop.clock.run();

    expect(told(loop, 'Catalog Refreshed')).toEqual([]);
    expect(tables(loop, 'Sync Failed')).toEqual(['applications']);
    expect(markers(loop)).toBe(0);
    await loop.close();
  });
});

describe('a crawler that is not there', () => {
  test('is told at once, with its remedy, and nothing waits for it', async () => {
    const loop = await start({ crawler: false });

    await settle(loop, 'applications');
    await loop.clock.run();

    expect(told(loop, 'Sync Failed').map(({ detail }) => detail.data)).toMatchObject([
      { function: 'refresh-catalog', failure: 'gone', message: `There is no crawler ${crawler}`, remedy: expect.stringContaining('mesh.yml') },
    ]);
    expect(markers(loop)).toBe(0);
    await loop.close();
  });

  test('because it was deleted while a change waited: every change that waits is told', async () => {
    const loop = await start();
    interceptDeliveries(loop, ({ event, deliver }) => {
      if (event['detail-type'] !== 'Glue Crawler State Change') deliver();
    });
    await settle(loop, 'applications');
    await loop.clock.advance(10_000);
    await settle(loop, 'payments');
    await loop.clock.advance(10 * 60_000);
    await loop.glue.send(new DeleteCrawlerCommand({ Name: crawler }));

    await loop.clock.run();

    expect(tables(loop, 'Sync Failed').toSorted()).toEqual(['applications', 'payments']);
    expect(told(loop, 'Sync Failed')[0]?.detail.data).toMatchObject({ function: 'confirm-refresh', message: `There is no crawler ${crawler}` });
    expect(markers(loop)).toBe(0);
    await loop.close();
  });
});
