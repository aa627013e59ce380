import { beforeEach, describe, expect, it } from 'vitest';
import {
  BatchCreatePartitionCommand,
  BatchDeleteTableCommand,
  CreateDatabaseCommand,
  CreatePartitionCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  GetTableVersionsCommand,
  GetTagsCommand,
  TagResourceCommand,
  UpdateDatabaseCommand,
  UpdateTableCommand,
  type TableInput,
} from '@aws-sdk/client-glue';
import { CENTRAL, CONSUMER, Governance, REGION, type Hands } from './support-governance.ts';

const DATABASE = 'Glue Data Catalog Database State Change';
const TABLE = 'Glue Data Catalog Table State Change';

function table(Name: string, more: Partial<TableInput> = {}): TableInput {
  return { Name, StorageDescriptor: { Location: `s3://bucket/${Name}/`, Columns: [{ Name: 'a', Type: 'int' }] }, ...more };
}

describe('a catalog that is left to IAM', () => {
  let world: Governance;
  let central: Hands;

  beforeEach(async () => {
    world = new Governance();
    central = await world.as(CENTRAL);
    await central.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'Credit_Risk' } }));
    await central.glue.send(
      new CreateTableCommand({
        DatabaseName: 'credit_risk',
        TableInput: table('Applications', { PartitionKeys: [{ Name: 'day', Type: 'string' }] }),
      }),
    );
  });

  it('folds names to lower case and shows its own things to whom IAM lets', async () => {
    const anybody = await world.as(await world.role(CENTRAL, 'anybody'));
    expect((await anybody.glue.send(new GetTableCommand({ DatabaseName: 'CREDIT_RISK', Name: 'applications' }))).Table).toMatchObject({
      Name: 'applications',
      VersionId: '0',
    });
    const nobody = await world.as(await world.role(CENTRAL, 'nobody', ['s3:GetObject']));
    await expect(nobody.glue.send(new GetTableCommand({ DatabaseName: 'credit_risk', Name: 'applications' }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it('tells of missing things in its own words', async () => {
    await expect(central.glue.send(new GetDatabaseCommand({ Name: 'none' }))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
      message: 'Database none not found.',
    });
    await expect(central.glue.send(new GetTableCommand({ DatabaseName: 'credit_risk', Name: 'none' }))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
    await expect(central.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'credit_risk' } }))).rejects.toMatchObject({
      name: 'AlreadyExistsException',
    });
  });

  it('tells a new table as a change of its database, and an update as one of the table', async () => {
    await central.glue.send(new UpdateTableCommand({ DatabaseName: 'credit_risk', TableInput: table('applications') }));
    await world.clock.advance(2_000);
    const arn = `arn:aws:glue:${REGION}:${CENTRAL}:table/credit_risk/applications`;
    expect(world.eventsOf(CENTRAL, DATABASE).map(({ detail, resources }) => ({ detail, resources }))).toEqual([
      {
        detail: { databaseName: 'credit_risk', typeOfChange: 'CreateDatabase', changedTables: [] },
        resources: [`arn:aws:glue:${REGION}:${CENTRAL}:database/credit_risk`],
      },
      { detail: { databaseName: 'credit_risk', typeOfChange: 'CreateTable', changedTables: ['applications'] }, resources: [arn] },
    ]);
    expect(world.eventsOf(CENTRAL, TABLE).map(({ detail, resources }) => ({ detail, resources }))).toEqual([
      {
        detail: { databaseName: 'credit_risk', changedPartitions: [], typeOfChange: 'UpdateTable', tableName: 'applications' },
        resources: [arn],
      },
    ]);
  });

  it('names the partitions that it added in one event, and reports those that it could not add', async () => {
    await central.glue.send(
      new CreatePartitionCommand({ DatabaseName: 'credit_risk', TableName: 'applications', PartitionInput: { Values: ['d0'] } }),
    );
    const PartitionInputList = Array.from({ length: 99 }, (_, day) => ({ Values: [`d${day}`] }));
    const { Errors } = await central.glue.send(
      new BatchCreatePartitionCommand({
        DatabaseName: 'credit_risk',
        TableName: 'applications',
        PartitionInputList: [...PartitionInputList, { Values: ['a', 'b'] }],
      }),
    );
    expect(Errors?.map(({ PartitionValues, ErrorDetail }) => [PartitionValues, ErrorDetail?.ErrorCode])).toEqual([
      [['d0'], 'AlreadyExistsException'],
      [['a', 'b'], 'InvalidInputException'],
    ]);
    const batches = world.eventsOf(CENTRAL, TABLE).filter(({ detail }) => detail['typeOfChange'] === 'BatchCreatePartition');
    expect(batches.map(({ detail }) => (detail['changedPartitions'] as string[]).length)).toEqual([98]);
    expect(batches[0]?.detail['changedPartitions']).toContain('[d7]');
  });

  it('pages tables and partitions', async () => {
    for (const name of ['b', 'c'])
      await central.glue.send(new CreateTableCommand({ DatabaseName: 'credit_risk', TableInput: table(name) }));
    const first = await central.glue.send(new GetTablesCommand({ DatabaseName: 'credit_risk', MaxResults: 2 }));
    expect(first.TableList?.map(({ Name }) => Name)).toEqual(['applications', 'b']);
    const second = await central.glue.send(
      new GetTablesCommand({ DatabaseName: 'credit_risk', MaxResults: 2, NextToken: first.NextToken }),
    );
    expect(second).toMatchObject({ TableList: [{ Name: 'c' }] });
    expect(second.NextToken).toBeUndefined();
    for (const day of ['2026-01-01', '2026-01-02', '2026-01-03']) {
      await central.glue.send(
        new CreatePartitionCommand({ DatabaseName: 'credit_risk', TableName: 'applications', PartitionInput: { Values: [day] } }),
      );
    }
    const late = await central.glue.send(
      new GetPartitionsCommand({ DatabaseName: 'credit_risk', TableName: 'applications', Expression: "day >= '2026-01-02'" }),
    );
    expect(late.Partitions?.map(({ Values }) => Values?.[0])).toEqual(['2026-01-02', '2026-01-03']);
  });

  it('counts versions, keeps the older ones unless told not to, and refuses an update of a version that is not the newest', async () => {
    const update = (more: object) =>
      central.glue.send(new UpdateTableCommand({ DatabaseName: 'credit_risk', TableInput: table('applications'), ...more }));
    await update({});
    await update({ SkipArchive: true });
    const { TableVersions } = await central.glue.send(
      new GetTableVersionsCommand({ DatabaseName: 'credit_risk', TableName: 'applications' }),
    );
    expect(TableVersions?.map(({ VersionId }) => VersionId)).toEqual(['2', '0']);
    await expect(update({ VersionId: '1' })).rejects.toMatchObject({ name: 'ConcurrentModificationException' });
  });

  it('deletes in batches with a list of what it could not', async () => {
    const { Errors } = await central.glue.send(
      new BatchDeleteTableCommand({ DatabaseName: 'credit_risk', TablesToDelete: ['applications', 'none'] }),
    );
    expect(Errors).toMatchObject([{ TableName: 'none', ErrorDetail: { ErrorCode: 'EntityNotFoundException' } }]);
    expect(world.eventsOf(CENTRAL, DATABASE).at(-1)?.detail).toEqual({
      databaseName: 'credit_risk',
      typeOfChange: 'BatchDeleteTable',
      changedTables: ['applications'],
    });
  });

  it('tags databases, not tables', async () => {
    const arn = (rest: string) => `arn:aws:glue:${REGION}:${CENTRAL}:${rest}`;
    await central.glue.send(new TagResourceCommand({ ResourceArn: arn('database/credit_risk'), TagsToAdd: { owner: 'risk' } }));
    expect((await central.glue.send(new GetTagsCommand({ ResourceArn: arn('database/credit_risk') }))).Tags).toEqual({ owner: 'risk' });
    await expect(
      central.glue.send(new TagResourceCommand({ ResourceArn: arn('table/credit_risk/applications'), TagsToAdd: {} })),
    ).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  it('leaves a CloudTrail record of every change, also of one that failed', async () => {
    await expect(
      central.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'credit_risk', Parameters: { KEEP: 'Case' } } })),
    ).rejects.toThrow('Database already exists.');
    await world.clock.advance(2_000);
    const records = world.eventsOf(CENTRAL, 'AWS API Call via CloudTrail').map(({ source, detail }) => ({ source, ...detail }));
    expect(records.at(-1)).toMatchObject({
      source: 'aws.glue',
      eventSource: 'glue.amazonaws.com',
      eventName: 'CreateDatabase',
      readOnly: false,
      errorCode: 'AlreadyExistsException',
      requestParameters: { databaseInput: { name: 'credit_risk', parameters: { KEEP: 'Case' } } },
      responseElements: null,
    });
    expect(records.some((record) => 'eventName' in record && record.eventName === 'GetDatabase')).toBe(false);
  });
});

describe('a resource link', () => {
  let world: Governance;
  let hands: Hands;

  beforeEach(async () => {
    world = new Governance();
    hands = await world.as(CONSUMER);
    await hands.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'target', Description: 'before' } }));
    await hands.glue.send(new CreateTableCommand({ DatabaseName: 'target', TableInput: table('t') }));
    await hands.glue.send(
      new CreateDatabaseCommand({ DatabaseInput: { Name: 'rl', TargetDatabase: { CatalogId: CONSUMER, DatabaseName: 'target' } } }),
    );
  });

  it('changes its target when it is updated, and stays as it was', async () => {
    await hands.glue.send(
      new UpdateDatabaseCommand({
        Name: 'rl',
        DatabaseInput: { Name: 'rl', Description: 'after', TargetDatabase: { CatalogId: CENTRAL, DatabaseName: 'other' } },
      }),
    );
    expect((await hands.glue.send(new GetDatabaseCommand({ Name: 'target' }))).Database).toMatchObject({
      Name: 'target',
      Description: 'after',
    });
    expect((await hands.glue.send(new GetDatabaseCommand({ Name: 'rl' }))).Database).toMatchObject({
      Name: 'rl',
      TargetDatabase: { CatalogId: CONSUMER, DatabaseName: 'target' },
    });
    await hands.glue.send(new UpdateTableCommand({ DatabaseName: 'rl', TableInput: table('t', { Description: 'new' }) }));
    expect((await hands.glue.send(new GetTableCommand({ DatabaseName: 'target', Name: 't' }))).Table).toMatchObject({
      Description: 'new',
      VersionId: '1',
    });
  });

  it('may dangle, and outlives its target', async () => {
    await hands.glue.send(
      new CreateDatabaseCommand({ DatabaseInput: { Name: 'nowhere', TargetDatabase: { CatalogId: CENTRAL, DatabaseName: 'none' } } }),
    );
    await hands.glue.send(new DeleteDatabaseCommand({ Name: 'target' }));
    for (const Name of ['nowhere', 'rl'])
      expect((await hands.glue.send(new GetDatabaseCommand({ Name }))).Database).toMatchObject({ Name });
    await expect(hands.glue.send(new GetTablesCommand({ DatabaseName: 'rl' }))).rejects.toMatchObject({ name: 'EntityNotFoundException' });
    await expect(hands.glue.send(new GetTablesCommand({ DatabaseName: 'nowhere' }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    expect(world.cloud.glue.resolveTable(CONSUMER, 'rl', 't')).toBeUndefined();
  });

  it('holds no table link, and leads one step only', async () => {
    const TargetTable = { CatalogId: CONSUMER, DatabaseName: 'target', Name: 't' };
    await expect(
      hands.glue.send(new CreateTableCommand({ DatabaseName: 'rl', TableInput: { Name: 'x', TargetTable } })),
    ).rejects.toMatchObject({ name: 'InvalidInputException' });
    await hands.glue.send(
      new CreateDatabaseCommand({ DatabaseInput: { Name: 'rl2', TargetDatabase: { CatalogId: CONSUMER, DatabaseName: 'rl' } } }),
    );
    expect(world.cloud.glue.resolveTable(CONSUMER, 'rl', 't')).toMatchObject({ database: 'target', throughLink: 'rl' });
    expect(world.cloud.glue.resolveTable(CONSUMER, 'rl2', 't')).toBeUndefined();
  });

  it('of a table shows and changes the target', async () => {
    await hands.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'mine' } }));
    await hands.glue.send(
      new CreateTableCommand({
        DatabaseName: 'mine',
        TableInput: { Name: 'l', TargetTable: { CatalogId: CONSUMER, DatabaseName: 'target', Name: 't' } },
      }),
    );
    await hands.glue.send(new UpdateTableCommand({ DatabaseName: 'mine', TableInput: table('l', { Description: 'through' }) }));
    expect((await hands.glue.send(new GetTableCommand({ DatabaseName: 'target', Name: 't' }))).Table).toMatchObject({
      Name: 't',
      Description: 'through',
    });
    const { Table } = await hands.glue.send(new GetTableCommand({ DatabaseName: 'mine', Name: 'l' }));
    expect(Table).toMatchObject({ Name: 'l', DatabaseName: 'mine', Description: 'through', TargetTable: { Name: 't' } });
  });

  it('is listed among the account’s own databases', async () => {
    const { DatabaseList } = await hands.glue.send(new GetDatabasesCommand({}));
    expect(DatabaseList?.map(({ Name }) => Name)).toEqual(['rl', 'target']);
  });
});
