import { CreateCrawlerCommand } from '@aws-sdk/client-glue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import { interceptDeliveries } from '../support/deliveries.ts';
import { creditVersions, startLoop, type Loop, type Resources, type Versions } from '../support/loop.ts';

let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions(300);
});
afterAll(() => versions.dispose());

const crawler = 'features';
const withCrawler = (mesh: Mesh): Mesh => ({ ...mesh, subscriptions: mesh.subscriptions.map((subscription) => ({ ...subscription, crawler })) });
/** What packaging does with a crawler in mesh.yml. */
const allowed = (resources: Resources): Resources => JSON.parse(JSON.stringify(resources).replaceAll('crawler/none-in-mesh-yml', `crawler/${crawler}`));

async function startWithCrawler(): Promise<Loop> {
  const loop = await startLoop({ mesh: withCrawler, edit: allowed });
  const Role = 'arn:aws:iam::222222222222:role/platform-admin';
  const command = new CreateCrawlerCommand({ Name: crawler, Role, DatabaseName: 'features', Targets: { S3Targets: [{ Path: 's3://data-products-333333333333/' }] } });
  await loop.people.carryOut([{ account: 'consumer', as: 'platform-admin', why: 'features are crawled', client: 'glue', command }]);
  return loop;
}

const crawls = (loop: Loop) => loop.seen.filter((each) => each.kind === 'call' && each.operation === 'StartCrawler' && each.error === undefined).length;
const refreshed = (loop: Loop) => loop.mesh().filter((event) => event['detail-type'] === 'Catalog Refreshed').map(({ detail }) => detail['data']);
const markers = (loop: Loop) => loop.cloud.s3.list('meshloop-dev-222222222222-eu-central-1', 'crawls/').length;

describe('a subscription with a crawler', () => {
  test('waits for the crawl that began after its change', async () => {
    const loop = await startWithCrawler();

    await loop.people.register(versions.first);
    await loop.clock.run();

    expect(crawls(loop)).toBeGreaterThan(0);
    expect(refreshed(loop)).toContainEqual({ subscription: 'credit-risk', link: 'rl_credit_risk', crawler });
    expect(loop.types()).toContain('Retraining Finished');
    expect(markers(loop)).toBe(0);
    await loop.close();
  });

  test('goes on by its deadline when the event of the crawl is lost', async () => {
    const loop = await startWithCrawler();
    interceptDeliveries(loop, ({ event, deliver }) => {
      if (event['detail-type'] !== 'Glue Crawler State Change') deliver();
    });

    await loop.people.register(versions.first);
    await loop.clock.run();

    expect(loop.types()).toContain('Deadline Reached');
    expect(refreshed(loop)).toContainEqual({ subscription: 'credit-risk', link: 'rl_credit_risk', crawler });
    expect(markers(loop)).toBe(0);
    await loop.close();
  });
});
