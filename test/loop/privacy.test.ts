import { AddLFTagsToResourceCommand, CreateLFTagCommand, GrantPermissionsCommand, type Resource } from '@aws-sdk/client-lakeformation';
import { FilterLogEventsCommand, CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, test } from 'vitest';
import { clientConfig } from '../../local/core/clients.ts';
import type { Step } from '../../local/scenario/steps.ts';
import type { Mesh, PrivacySettings } from '../../shared/mesh/mesh.ts';
import { bucketOf, CsvPublisher, keysOf, objectText } from '../support/csv-product.ts';
import { startLoop, type Loop, type Resources } from '../support/loop.ts';

const columns = ['name', 'email', 'salary', 'diagnosis', 'city', 'children'].map((Name) => ({ Name, Type: ['salary', 'children'].includes(Name) ? 'int' : 'string' }));

/** Each column has values that only it has. Two rows live where nobody else does, and count what nobody else has. */
function people(count: number, city: string) {
  return Array.from({ length: count }, (_, i) => [
    `Person-${i}`, `mail-${i % 7}@example.org`, 7_000_000 + (i % 5), `diagnosis-${i % 3}`, i < 2 ? 'Atlantis' : i % 3 === 0 ? city : 'Capital', i < 2 ? 6_511_327 : (i % 4) * 3_333_333,
  ]);
}

const secrets = /Person-\d|mail-\d|700000\d|diagnosis-\d|Atlantis|6511327/;

const withPrivacy =
  (privacy: Partial<PrivacySettings>) =>
  (mesh: Mesh): Mesh => ({ ...mesh, subscriptions: mesh.subscriptions.map((each) => ({ ...each, privacy: { ...each.privacy, ...privacy } })) });

/** As the build writes the reader's role for a mesh with such tags (test/packaging/mesh-resources.test.ts). */
function seeingTags(resources: Resources, stack: string): Resources {
  const role = resources['ReaderRoleCreditRisk'];
  if (stack !== 'consumer' || role === undefined) return resources;
  const statement = { Sid: 'ReadTags', Effect: 'Allow', Action: ['lakeformation:GetLFTag', 'lakeformation:GetResourceLFTags'], Resource: '*' };
  const policy = { PolicyName: 'tags', PolicyDocument: { Version: '2012-10-17', Statement: [statement] } };
  const { Policies } = role.Properties ?? {};
  return { ...resources, ReaderRoleCreditRisk: { ...role, Properties: { ...role.Properties, Policies: [...(Array.isArray(Policies) ? Policies : []), policy] } } };
}

async function carryOut(loop: Loop, account: Step['account'], as: string, ...commands: readonly Step['command'][]): Promise<void> {
  await loop.people.carryOut(commands.map((command) => ({ account, as, why: 'as the test wants it', client: 'lakeformation', command })));
}

const share = (principal: string, resource: Resource, grantOption: boolean) =>
  new GrantPermissionsCommand({
    Principal: { DataLakePrincipalIdentifier: principal },
    Resource: resource,
    Permissions: ['DESCRIBE'],
    ...(grantOption && { PermissionsWithGrantOption: ['DESCRIBE'] }),
  });

/** Central shows the tag to the consumer, whose administrator shows it to the reader. */
async function shareTag(loop: Loop): Promise<void> {
  const { central, consumer } = loop.names.accounts;
  const tag = { LFTag: { CatalogId: central, TagKey: 'pii', TagValues: ['yes'] } };
  await carryOut(loop, 'central', 'data-steward', share(consumer, tag, true));
  await loop.clock.advance(60_000);
  await carryOut(loop, 'consumer', 'platform-admin', share(`arn:aws:iam::${consumer}:role/meshloop-dev-reader-credit-risk`, tag, false));
}

async function tagged(loop: Loop, publisher: CsvPublisher): Promise<void> {
  const { database, table } = loop.names;
  await carryOut(loop, 'central', 'data-steward', new CreateLFTagCommand({ TagKey: 'pii', TagValues: ['yes', 'no'] }));
  await publisher.register({ '': people(300, 'Harbour') });
  await carryOut(loop, 'central', 'data-steward', new AddLFTagsToResourceCommand({
    Resource: { TableWithColumns: { DatabaseName: database, Name: table, ColumnNames: ['salary', 'diagnosis'] } },
    LFTags: [{ TagKey: 'pii', TagValues: ['yes'] }],
  }));
}

/** Everything that the loop wrote, and every line that it logged. */
async function written(loop: Loop): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const key of keysOf(loop, '')) if (!key.startsWith('code/')) found.set(key, await objectText(loop, bucketOf(loop), key));
  const client = new CloudWatchLogsClient(clientConfig(loop.cloud, loop.names.accounts.consumer));
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({}));
  for (const { logGroupName = '' } of logGroups) {
    const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName }));
    found.set(logGroupName, events.map(({ message }) => message).join('\n'));
  }
  found.set('events', JSON.stringify(loop.mesh()));
  return found;
}

describe('private values', () => {
  test('are in no document, query result, event or log: near-unique, marked in mesh.yml, marked by LF-Tags, or rare', async () => {
    const loop = await startLoop({ mesh: withPrivacy({ columns: ['E*'], lfTags: { pii: ['yes'] } }), edit: seeingTags });
    const publisher = new CsvPublisher(loop, { columns });
    await tagged(loop, publisher);
    await shareTag(loop);
    await loop.clock.run();
    await publisher.update(people(300, 'Mountain'));
    await loop.clock.run();

    const all = await written(loop);
    expect(all.size).toBeGreaterThan(20);
    expect([...all].filter(([, text]) => secrets.test(text)).map(([key]) => key)).toEqual([]);
    // What may be named is, or this test would show nothing.
    expect([...all].filter(([, text]) => text.includes('Mountain')).map(([key]) => key).length).toBeGreaterThan(2);
    expect(loop.types()).toContain('Retraining Finished');
    await loop.close();
  });

  test('stay unread while the reader may not see the tag that marks them', async () => {
    const loop = await startLoop({ mesh: withPrivacy({ columns: ['email'], lfTags: { pii: ['yes'] } }), edit: seeingTags });
    await tagged(loop, new CsvPublisher(loop, { columns }));
    await loop.clock.run();

    expect(loop.types()).not.toContain('Data Profiled');
    const failed = loop.mesh().find((event) => event['detail-type'] === 'Sync Failed');
    expect(failed?.detail).toMatchObject({ data: { function: 'profile-data', message: expect.stringContaining('cannot see the LF-Tag pii (yes)'), remedy: expect.stringContaining('grant DESCRIBE on the tag') } });
    await loop.close();
  });

  test('are numbered in verdict and report where the subscription wants that', async () => {
    const loop = await startLoop({ mesh: withPrivacy({ maskValues: true }) });
    const publisher = new CsvPublisher(loop, { columns });
    await publisher.register({ '': people(300, 'Harbour') });
    await loop.clock.run();
    await publisher.update(people(300, 'Mountain'));
    await loop.clock.run();

    const verdicts = [...(await written(loop))].filter(([key]) => key.startsWith('verdicts/'));
    expect(verdicts.map(([, text]) => text).join('')).toContain('value 1');
    expect(verdicts.filter(([, text]) => /Harbour|Mountain|Capital/.test(text)).map(([key]) => key)).toEqual([]);
    await loop.close();
  });
});
