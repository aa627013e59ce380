import type {
  CreateDatabaseCommandInput,
  CreateDatabaseCommandOutput,
  Database,
  DeleteDatabaseCommandInput,
  DeleteDatabaseCommandOutput,
  GetDatabaseCommandInput,
  GetDatabaseCommandOutput,
  GetDatabasesCommandInput,
  GetDatabasesCommandOutput,
  UpdateDatabaseCommandInput,
  UpdateDatabaseCommandOutput,
} from '@aws-sdk/client-glue';
import { page } from '../core/pages.ts';
import type { Caller, Output } from '../core/service.ts';
import type { Glue } from './glue.ts';
import { describeDatabase, describeLinked } from './describe.ts';
import { alreadyExists, insufficient, invalidInput, notFound, refuseUnserved } from './errors.ts';
import { databaseChanged } from './notify.ts';
import { databaseTarget, fold, type DatabaseRecord } from './state.ts';

const PAGE = 100;

/** A link's target is not looked at (Lake Formation developer guide, "Creating resource links"). */
export function createDatabase(
  { cloud, catalogs }: Glue,
  caller: Caller,
  input: CreateDatabaseCommandInput,
): Output<CreateDatabaseCommandOutput> {
  refuseUnserved(input.DatabaseInput ?? {}, 'FederatedDatabase');
  const catalogId = input.CatalogId ?? caller.accountId;
  const database = input.DatabaseInput ?? { Name: undefined };
  const name = fold(database.Name);
  if (name === '') throw invalidInput('The database name must not be empty.');
  if (!cloud.lakeformation.allows(caller, 'CREATE_DATABASE', { catalogId })) throw insufficient('CREATE_DATABASE', 'Catalog');
  const { databases } = catalogs.of(catalogId);
  if (databases.has(name)) throw alreadyExists('Database already exists.');
  const defaults = cloud.lakeformation.defaults(catalogId);
  databases.set(name, {
    name,
    input: database,
    createdAt: cloud.clock.now(),
    creator: caller.roleArn ?? caller.arn,
    tableDefaults: database.CreateTableDefaultPermissions ?? defaults.table,
    tags: new Map(Object.entries(input.Tags ?? {})),
    tables: new Map(),
  });
  cloud.lakeformation.created({ catalogId, database: name }, defaults.database);
  databaseChanged(cloud, catalogId, name, 'CreateDatabase');
  return {};
}

export function getDatabase(glue: Glue, caller: Caller, input: GetDatabaseCommandInput): Output<GetDatabaseCommandOutput> {
  const catalogId = input.CatalogId ?? caller.accountId;
  const record = glue.access.database(caller, catalogId, input.Name ?? '', 'DESCRIBE');
  return { Database: followed(glue, caller, catalogId, record) };
}

/**
 * The catalog's own databases and links; `FOREIGN` those that other accounts share, `ALL` both
 * (AWS Glue API reference, GetDatabases).
 */
export function getDatabases(glue: Glue, caller: Caller, input: GetDatabasesCommandInput): Output<GetDatabasesCommandOutput> {
  const { cloud, catalogs } = glue;
  const catalogId = input.CatalogId ?? caller.accountId;
  const type = input.ResourceShareType;
  const own = type === 'FOREIGN' ? [] : [catalogId];
  const foreign =
    type === 'FOREIGN' || type === 'ALL' ? cloud.lakeformation.sharingAccounts(caller).filter((account) => account !== catalogId) : [];
  const found = [...own, ...foreign].flatMap((account) =>
    [...catalogs.of(account).databases.values()]
      .filter((record) => cloud.lakeformation.allows(caller, 'DESCRIBE', { catalogId: account, database: record.name }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((record) => ({ account, record })),
  );
  const { items, nextToken } = page(found, input.NextToken, input.MaxResults ?? PAGE);
  return { DatabaseList: items.map(({ account, record }) => followed(glue, caller, account, record)), NextToken: nextToken };
}

/** On a link this changes its target: a link itself cannot be changed, only deleted and made anew. */
export function updateDatabase({ access }: Glue, caller: Caller, input: UpdateDatabaseCommandInput): Output<UpdateDatabaseCommandOutput> {
  const { record } = access.target(caller, input.CatalogId ?? caller.accountId, input.Name ?? '', 'ALTER');
  const { TargetDatabase: _, ...change } = input.DatabaseInput ?? { Name: undefined };
  record.input = { ...change, Name: record.name };
  return {};
}

/** Deletes a link, not what it points to; a database goes with its tables. */
export function deleteDatabase(
  { cloud, catalogs, access }: Glue,
  caller: Caller,
  input: DeleteDatabaseCommandInput,
): Output<DeleteDatabaseCommandOutput> {
  const catalogId = input.CatalogId ?? caller.accountId;
  const { name } = access.database(caller, catalogId, input.Name ?? '', 'DROP');
  if (!catalogs.of(catalogId).databases.delete(name)) throw notFound(`Database ${name} not found.`);
  cloud.lakeformation.dropped({ catalogId, database: name });
  databaseChanged(cloud, catalogId, name, 'DeleteDatabase');
  return {};
}

/** The target's properties where the caller may see it, otherwise the link's own. */
function followed({ cloud, catalogs }: Glue, caller: Caller, catalogId: string, record: DatabaseRecord): Database {
  const link = databaseTarget(record, catalogId);
  const own = describeDatabase(record, catalogId);
  const target = link && catalogs.database(link.catalogId, link.database);
  if (!link || !target || !cloud.lakeformation.allows(caller, 'DESCRIBE', link)) return own;
  const resources = ['catalog', `database/${link.database}`].map((part) => `arn:aws:glue:${cloud.region}:${link.catalogId}:${part}`);
  if (!cloud.iam.allows(caller, { action: 'glue:GetDatabase', resources })) return own;
  return describeLinked(record, catalogId, describeDatabase(target, link.catalogId));
}
