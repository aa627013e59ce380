import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  BatchCreatePartitionCommand,
  CreateCrawlerCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  StartCrawlerCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import {
  AddLFTagsToResourceCommand,
  BatchGrantPermissionsCommand,
  CreateLFTagCommand,
  RegisterResourceCommand,
  RevokePermissionsCommand,
} from '@aws-sdk/client-lakeformation';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CENTRAL, CONSUMER, Governance, grant } from './support-governance.ts';

const FOLDER = new URL('../../../shared/facts/events/', import.meta.url);
const there = existsSync(FOLDER);
if (!there) console.log('skipped: the published sample events are not beside this checkout');

type Json = Record<string, unknown>;

function sample(name: string): Json {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as Json;
}

/** The names of all members, with the kinds of their values; of lists, the first entry's. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shape);
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, shape(member)]),
  );
}

async function everything(): Promise<Governance> {
  let crawls = 0;
  const world = new Governance({ failCrawl: () => (crawls++ > 0 ? 'Internal Service Exception' : undefined) });
  const stewardRole = await world.role(CENTRAL, 'data-steward');
  await world.settle(CENTRAL, [stewardRole]);
  const { glue, lake } = await world.as(stewardRole);
  await world
    .s3(CENTRAL)
    .send(new CreateBucketCommand({ Bucket: 'products', CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }));
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'd1' } }));
  const TableInput = {
    Name: 't1',
    PartitionKeys: [
      { Name: 'a', Type: 'string' },
      { Name: 'b', Type: 'string' },
    ],
  };
  await glue.send(new CreateTableCommand({ DatabaseName: 'd1', TableInput }));
  await glue.send(new UpdateTableCommand({ DatabaseName: 'd1', TableInput }));
  await glue.send(
    new BatchCreatePartitionCommand({ DatabaseName: 'd1', TableName: 't1', PartitionInputList: [{ Values: ['C.pdf', 'dir3'] }] }),
  );
  const Role = await world.role(CENTRAL, 'crawler', ['*'], 'glue.amazonaws.com');
  await glue.send(
    new CreateCrawlerCommand({ Name: 'c', Role, DatabaseName: 'd1', Targets: { S3Targets: [{ Path: 's3://products/x/' }] } }),
  );
  for (let run = 0; run < 2; run++) {
    await glue.send(new StartCrawlerCommand({ Name: 'c' }));
    await world.clock.advance(61_000);
  }
  await lake.send(new CreateLFTagCommand({ TagKey: 'domain', TagValues: ['credit', 'loans'] }));
  await lake.send(new RegisterResourceCommand({ ResourceArn: 'arn:aws:s3:::products', UseServiceLinkedRole: true }));
  const LFTags = [{ TagKey: 'domain', TagValues: ['credit'] }];
  await lake.send(new AddLFTagsToResourceCommand({ Resource: { Table: { CatalogId: CENTRAL, DatabaseName: 'd1', Name: 't1' } }, LFTags }));
  const policy = { LFTagPolicy: { CatalogId: CENTRAL, ResourceType: 'TABLE' as const, Expression: LFTags } };
  const Principal = { DataLakePrincipalIdentifier: CONSUMER };
  await lake.send(grant(CONSUMER, policy, ['SELECT'], ['SELECT']));
  await lake.send(
    new RevokePermissionsCommand({ Principal, Resource: policy, Permissions: ['SELECT'], PermissionsWithGrantOption: ['SELECT'] }),
  );
  const entry = { Id: 'g1', Principal, Resource: { Database: { Name: 'none' } }, Permissions: ['DESCRIBE' as const] };
  await lake.send(new BatchGrantPermissionsCommand({ CatalogId: CENTRAL, Entries: [entry] }));
  await world.clock.advance(2_000);
  return world;
}

describe.skipIf(!there)('events have the shape of the published samples:', () => {
  it.each([
    ['exact-glue-catalog-database-createtable', (detail: Json) => detail['typeOfChange'] === 'CreateTable'],
    ['exact-glue-catalog-table-updatetable', (detail: Json) => detail['typeOfChange'] === 'UpdateTable'],
    ['exact-glue-catalog-table-batchcreatepartition', (detail: Json) => detail['typeOfChange'] === 'BatchCreatePartition'],
    ['exact-glue-crawler-started', (detail: Json) => detail['state'] === 'Started'],
    ['exact-glue-crawler-succeeded', (detail: Json) => detail['state'] === 'Succeeded'],
    ['exact-glue-crawler-failed', (detail: Json) => detail['state'] === 'Failed'],
    ['built-ram-resource-sharing-state-change-associated', (detail: Json) => detail['status'] === 'associated'],
  ])('%s', async (name, wanted) => {
    const published = sample(name);
    const world = await everything();
    const event = world.events.find(({ 'detail-type': type, detail }) => type === published['detail-type'] && wanted(detail));
    expect(shape(event)).toEqual(shape(published));
  });

  it.each([
    ['built-lf-createlftag', 'CreateLFTag'],
    ['built-lf-addlftagstoresource-table', 'AddLFTagsToResource'],
    ['built-lf-revokepermissions', 'RevokePermissions'],
    ['built-lf-grantpermissions-lftagpolicy-to-consumer', 'GrantPermissions'],
  ])('%s', async (name, eventName) => {
    const { requestParameters, responseElements, ...published } = sample(name)['detail'] as Json;
    const world = await everything();
    const detail =
      world.events.find((event) => event.source === 'aws.lakeformation' && event.detail['eventName'] === eventName)?.detail ?? {};
    expect(shape(detail['requestParameters'])).toEqual(shape(requestParameters));
    expect(detail['responseElements']).toEqual(responseElements);
    expect(Object.keys(detail).toSorted()).toEqual(Object.keys({ requestParameters, responseElements, ...published }).toSorted());
  });
});
