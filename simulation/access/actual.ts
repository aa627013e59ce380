import type { AccessState, OwnDatabase, OwnTable, SharedDatabase } from '../../shared/access/state.ts';
import { joined, type Grant, type Permission, type Resource } from '../../shared/catalog/grant-plan.ts';
import { receiptsDocument, type Receipt } from '../../shared/catalog/receipt.ts';
import { listAt, member, textAt, textsAt } from '../loose.ts';
import { accounts, ownBucket, region } from '../places.ts';
import { ownRoles, principals } from './any.ts';
import type { World } from './world.ts';

/** What is there, read from the cloud as the consumer's administrator sees it, without the functions' own readers. */
export async function readActual(world: World): Promise<AccessState & { readonly receipts: readonly Receipt[] }> {
  const databases: OwnDatabase[] = [];
  for (const found of await all(world, 'glue', 'GetDatabases', {}, 'DatabaseList')) {
    const name = textAt(found, 'Name') ?? '';
    const target = targetOf(member(found, 'TargetDatabase'), 'DatabaseName');
    const tags = await world.byAdmin('glue', 'GetTags', { ResourceArn: `arn:aws:glue:${region}:${accounts.consumer}:database/${name}` });
    const tables = target === undefined ? (await all(world, 'glue', 'GetTables', { DatabaseName: name }, 'TableList')).map(tableOf) : undefined;
    databases.push({ name, ours: textAt(tags, 'Tags', 'meshloop') === 'dev', ...(target === undefined ? { tables: tables ?? [] } : { target: { catalogId: target.catalogId, database: target.name } }) });
  }
  const shared: SharedDatabase[] = [];
  for (const found of await all(world, 'glue', 'GetDatabases', { ResourceShareType: 'FOREIGN' }, 'DatabaseList')) {
    const [catalogId = '', database = ''] = [textAt(found, 'CatalogId'), textAt(found, 'Name')];
    const tables = await all(world, 'glue', 'GetTables', { CatalogId: catalogId, DatabaseName: database }, 'TableList');
    shared.push({ catalogId, database, tables: tables.map((table) => textAt(table, 'Name') ?? '') });
  }
  return { databases: databases.toSorted((a, b) => (a.name < b.name ? -1 : 1)), shared, grants: await grants(world), receipts: receipts(world) };
}

async function grants(world: World): Promise<readonly Grant[]> {
  const found: Grant[] = [];
  for (const CatalogId of Object.values(accounts)) {
    for (const entry of await all(world, 'lakeformation', 'ListPermissions', { CatalogId, MaxResults: 1000 }, 'PrincipalResourcePermissions')) {
      const [principal, resource] = [textAt(entry, 'Principal', 'DataLakePrincipalIdentifier') ?? '', resourceOf(member(entry, 'Resource'))];
      const permissions = textsAt(entry, 'Permissions').filter((each) => each === 'SELECT' || each === 'DESCRIBE');
      if (resource !== undefined && permissions.length > 0) found.push({ principal, resource, permissions });
    }
  }
  const OPT_IN: readonly Permission[] = ['OPT_IN'];
  for (const principal of new Set([...principals, ...['s1', 's2', 's3'].flatMap(ownRoles)])) {
    const optIns = await all(world, 'lakeformation', 'ListLakeFormationOptIns', { Principal: { DataLakePrincipalIdentifier: principal } }, 'LakeFormationOptInsInfoList');
    for (const entry of optIns) {
      const resource = resourceOf(member(entry, 'Resource'));
      if (resource !== undefined) found.push({ principal, resource, permissions: OPT_IN });
    }
  }
  return joined(found);
}

function receipts({ cloud }: World): readonly Receipt[] {
  return cloud.s3.list(ownBucket, 'receipts/').flatMap((object) => receiptsDocument.parse(JSON.parse(Buffer.from(object.body()).toString('utf8'))).receipts);
}

function resourceOf(found: unknown): Resource | undefined {
  const database = member(found, 'Database');
  if (database !== undefined) return { kind: 'database', catalogId: textAt(database, 'CatalogId') ?? '', database: textAt(database, 'Name') ?? '' };
  const policy = member(found, 'LFTagPolicy');
  if (policy !== undefined) {
    const tags = Object.fromEntries(listAt(policy, 'Expression').map((tag) => [textAt(tag, 'TagKey') ?? '', textsAt(tag, 'TagValues')]));
    return { kind: 'tagged', catalogId: textAt(policy, 'CatalogId') ?? '', type: textAt(policy, 'ResourceType') === 'TABLE' ? 'TABLE' : 'DATABASE', tags };
  }
  const table = member(found, 'Table') ?? member(found, 'TableWithColumns');
  const [catalogId, of, name] = [textAt(table, 'CatalogId'), textAt(table, 'DatabaseName'), textAt(table, 'Name')];
  if (catalogId === undefined || of === undefined) return undefined;
  return name === undefined || name === 'ALL_TABLES' ? { kind: 'all tables', catalogId, database: of } : { kind: 'table', catalogId, database: of, table: name };
}

function tableOf(found: unknown): OwnTable {
  const target = targetOf(member(found, 'TargetTable'), 'Name');
  return { name: textAt(found, 'Name') ?? '', ...(target && { target: { catalogId: target.catalogId, database: textAt(found, 'TargetTable', 'DatabaseName') ?? '', table: target.name } }) };
}

function targetOf(target: unknown, key: string): { readonly catalogId: string; readonly name: string } | undefined {
  const [catalogId, name] = [textAt(target, 'CatalogId'), textAt(target, key)];
  return catalogId === undefined || name === undefined ? undefined : { catalogId, name };
}

async function all(world: World, service: string, operation: string, input: object, list: string): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  let NextToken: string | undefined;
  do {
    const page = await world.byAdmin(service, operation, { ...input, NextToken });
    items.push(...listAt(page, list));
    NextToken = textAt(page, 'NextToken');
  } while (NextToken !== undefined);
  return items;
}
