import { describe, expect, it } from 'vitest';
import {
  CreateCrawlerCommand,
  CreateDatabaseCommand,
  GetCrawlerCommand,
  GetPartitionsCommand,
  GetTableCommand,
  StartCrawlerCommand,
} from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CONSUMER, Governance, type Hands, type Options } from './support-governance.ts';

const CRAWLER = 'Glue Crawler State Change';

async function crawlerOver(
  files: Readonly<Record<string, string>>,
  options: Options & { actions?: readonly string[] } = {},
): Promise<{ world: Governance; hands: Hands }> {
  const world = new Governance(options);
  const hands = await world.as(CONSUMER);
  const s3 = world.s3(CONSUMER);
  await s3.send(new CreateBucketCommand({ Bucket: 'features' }));
  for (const [Key, Body] of Object.entries(files)) await s3.send(new PutObjectCommand({ Bucket: 'features', Key, Body }));
  const Role = await world.role(CONSUMER, 'crawler', options.actions, 'glue.amazonaws.com');
  await hands.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'features' } }));
  await hands.glue.send(
    new CreateCrawlerCommand({
      Name: 'features',
      Role,
      DatabaseName: 'features',
      Targets: { S3Targets: [{ Path: 's3://features/scores/' }] },
    }),
  );
  return { world, hands };
}

describe('a crawler', () => {
  it('makes a table of what it finds, with a partition per folder, and tells when it starts and ends', async () => {
    const { world, hands } = await crawlerOver({
      'scores/day=2026-01-01/a.csv': 'Name,score,n\nx,0.5,1\n"y, z",1,2\n',
      'scores/day=2026-01-02/a.csv': 'name,score,n\nq,2,3\n',
    });
    await hands.glue.send(new StartCrawlerCommand({ Name: 'features' }));
    expect((await hands.glue.send(new GetCrawlerCommand({ Name: 'features' }))).Crawler?.State).toBe('RUNNING');
    await expect(hands.glue.send(new StartCrawlerCommand({ Name: 'features' }))).rejects.toMatchObject({ name: 'CrawlerRunningException' });
    await world.clock.advance(61_000);
    expect((await hands.glue.send(new GetCrawlerCommand({ Name: 'features' }))).Crawler).toMatchObject({
      State: 'READY',
      LastCrawl: { Status: 'SUCCEEDED' },
    });
    const { Table } = await hands.glue.send(new GetTableCommand({ DatabaseName: 'features', Name: 'scores' }));
    expect(Table?.StorageDescriptor?.Columns).toEqual([
      { Name: 'name', Type: 'string' },
      { Name: 'score', Type: 'double' },
      { Name: 'n', Type: 'bigint' },
    ]);
    expect(Table?.PartitionKeys).toEqual([{ Name: 'day', Type: 'string' }]);
    const { Partitions } = await hands.glue.send(new GetPartitionsCommand({ DatabaseName: 'features', TableName: 'scores' }));
    expect(Partitions?.map(({ Values, StorageDescriptor }) => [Values?.[0], StorageDescriptor?.Location])).toEqual([
      ['2026-01-01', 's3://features/scores/day=2026-01-01/'],
      ['2026-01-02', 's3://features/scores/day=2026-01-02/'],
    ]);
    const [started, succeeded] = world.eventsOf(CONSUMER, CRAWLER);
    expect(started).toMatchObject({
      resources: [],
      detail: {
        accountId: CONSUMER,
        crawlerName: 'features',
        startTime: '2026-11-20T09:00:00Z',
        state: 'Started',
        message: 'Crawler Started',
      },
    });
    expect(succeeded?.detail).toMatchObject({
      state: 'Succeeded',
      tablesCreated: '1',
      partitionsCreated: '2',
      tablesUpdated: '0',
      'runningTime (sec)': '60',
      completionDate: '2026-11-20T09:01:00Z',
    });
  });

  it('finds nothing new the second time', async () => {
    const { world, hands } = await crawlerOver({ 'scores/a.csv': 'a\n1\n' });
    for (let run = 0; run < 2; run++) {
      await hands.glue.send(new StartCrawlerCommand({ Name: 'features' }));
      await world.clock.advance(61_000);
    }
    expect(world.eventsOf(CONSUMER, CRAWLER).at(-1)?.detail).toMatchObject({
      state: 'Succeeded',
      tablesCreated: '0',
      tablesUpdated: '0',
      partitionsCreated: '0',
    });
  });

  it('fails as its role may not do what it needs', async () => {
    const { world, hands } = await crawlerOver({ 'scores/a.csv': 'a\n1\n' }, { actions: ['glue:*'] });
    await hands.glue.send(new StartCrawlerCommand({ Name: 'features' }));
    await world.clock.advance(61_000);
    const { Crawler } = await hands.glue.send(new GetCrawlerCommand({ Name: 'features' }));
    expect(Crawler).toMatchObject({ State: 'READY', LastCrawl: { Status: 'FAILED' } });
    const failed = world.eventsOf(CONSUMER, CRAWLER).at(-1)?.detail;
    expect(Object.keys(failed ?? {}).toSorted()).toEqual([
      'accountId',
      'cloudWatchLogLink',
      'crawlerName',
      'errorMessage',
      'message',
      'state',
    ]);
  });

  it('fails when a test says so', async () => {
    const { world, hands } = await crawlerOver({}, { failCrawl: () => 'Internal Service Exception' });
    await hands.glue.send(new StartCrawlerCommand({ Name: 'features' }));
    await world.clock.advance(61_000);
    expect(world.eventsOf(CONSUMER, CRAWLER).at(-1)?.detail).toMatchObject({ state: 'Failed', errorMessage: 'Internal Service Exception' });
  });

  it('is refused without a role that Glue may assume', async () => {
    const world = new Governance();
    const hands = await world.as(CONSUMER);
    const Role = await world.role(CONSUMER, 'person');
    const command = new CreateCrawlerCommand({ Name: 'c', Role, DatabaseName: 'd', Targets: { S3Targets: [{ Path: 's3://b/' }] } });
    await expect(hands.glue.send(command)).rejects.toMatchObject({ name: 'InvalidInputException' });
  });
});
