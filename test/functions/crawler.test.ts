import { CreateCrawlerCommand, CreateDatabaseCommand } from '@aws-sdk/client-glue';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
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
const withCrawler = (mesh: Mesh): Mesh => ({
  ...mesh,
  subscriptions: mesh.subscriptions.map((subscription) => ({ ...subscription, crawler })),
});
/** What packaging does with a crawler in mesh.yml. */
const allowed = (resources: Resources): Resources =>
  JSON.parse(JSON.stringify(resources).replaceAll('crawler/none-in-mesh-yml', `crawler/${crawler}`));

async function startWithCrawler(): Promise<Loop> {
  const loop = await startLoop({ mesh: withCrawler, edit: allowed });
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'glue.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const step = { account: 'consumer', as: 'platform-admin', why: 'features of the consumer are crawled' } as const;
  await loop.people.carryOut([
    { ...step, client: 'iam', command: new CreateRoleCommand({ RoleName: 'crawler', AssumeRolePolicyDocument: JSON.stringify(trust) }) },
    {
      ...step,
      client: 'iam',
      command: new PutRolePolicyCommand({ RoleName: 'crawler', PolicyName: 'work', PolicyDocument: JSON.stringify(everything) }),
    },
    { ...step, client: 'glue', command: new CreateDatabaseCommand({ DatabaseInput: { Name: 'features' } }) },
    {
      ...step,
      client: 'glue',
      command: new CreateCrawlerCommand({
        Name: crawler,
        Role: 'arn:aws:iam::222222222222:role/crawler',
        DatabaseName: 'features',
        Targets: { S3Targets: [{ Path: 's3://athena-results-222222222222/features/' }] },
      }),
    },
  ]);
  return loop;
}

const crawls = (loop: Loop) =>
  loop.seen.filter((each) => each.kind === 'call' && each.operation === 'StartCrawler' && each.error === undefined).length;
const refreshed = (loop: Loop) =>
  loop
    .mesh()
    .filter((event) => event['detail-type'] === 'Catalog Refreshed')
    .map(({ detail }) => detail['data']);
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
