import type {
  BatchDeleteTableCommandInput,
  BatchDeleteTableCommandOutput,
  CreateTableCommandInput,
  CreateTableCommandOutput,
  DeleteTableCommandInput,
  DeleteTableCommandOutput,
  UpdateTableCommandInput,
  UpdateTableCommandOutput,
} from '@aws-sdk/client-glue';
import { AwsError, type Caller, type Output } from '../core/service.ts';
import type { FoundDatabase, FoundTable } from './access.ts';
import type { Glue } from './glue.ts';
import { alreadyExists, errorDetail, insufficient, invalidInput, refuseUnserved } from './errors.ts';
import { databaseChanged, tableChanged } from './notify.ts';
import { fold, tableTarget } from './state.ts';

/**
 * Through a link database the table is made in the target; a table link there is not supported
 * (Lake Formation developer guide, "Resource link handling in AWS Glue APIs").
 */
export function createTable({ cloud, access }: Glue, caller: Caller, input: CreateTableCommandInput): Output<CreateTableCommandOutput> {
  refuseUnserved(input, 'OpenTableFormatInput', 'PartitionIndexes', 'TransactionId');
  refuseUnserved(input.TableInput ?? {}, 'ViewDefinition', 'FederatedTable');
  const table = input.TableInput ?? { Name: input.Name };
  const name = fold(table.Name);
  if (name === '') throw invalidInput('The table name must not be empty.');
  const found = access.target(caller, input.CatalogId ?? caller.accountId, input.DatabaseName ?? '', 'CREATE_TABLE');
  const { catalogId, record } = found;
  if (found.linked && table.TargetTable)
    throw invalidInput('Creating a table resource link through a database resource link is not supported.');
  if (record.tables.has(name)) throw alreadyExists('Table already exists.');
  assertLocation(cloud, caller, catalogId, table.StorageDescriptor?.Location);
  const at = cloud.clock.now();
  const current = { id: 0, input: table, at };
  record.tables.set(name, { name, createdAt: at, creator: caller.roleArn ?? caller.arn, current, archive: [], partitions: new Map() });
  cloud.lakeformation.created({ catalogId, database: record.name, table: name }, record.tableDefaults);
  databaseChanged(cloud, catalogId, record.name, 'CreateTable', [name]);
  return {};
}

/** On a table link, and in a link database, this changes the target; through both it fails. */
export function updateTable(glue: Glue, caller: Caller, input: UpdateTableCommandInput): Output<UpdateTableCommandOutput> {
  refuseUnserved(input, 'UpdateOpenTableFormatInput', 'ViewUpdateAction', 'TransactionId');
  const { cloud } = glue;
  const change = input.TableInput ?? { Name: input.Name };
  const { catalogId, record, table } = throughTableLink(
    glue,
    caller,
    input.CatalogId ?? caller.accountId,
    input.DatabaseName ?? '',
    change.Name ?? '',
    'ALTER',
  );
  if (input.VersionId !== undefined && input.VersionId !== String(table.current.id)) {
    throw new AwsError(
      'ConcurrentModificationException',
      `Update table failed due to concurrent modifications: the version is ${table.current.id}.`,
    );
  }
  const moved = change.StorageDescriptor?.Location !== table.current.input.StorageDescriptor?.Location;
  if (moved) assertLocation(cloud, caller, catalogId, change.StorageDescriptor?.Location);
  if (input.SkipArchive !== true) table.archive.push(table.current);
  const { TargetTable: _, ...kept } = change;
  table.current = { id: table.current.id + 1, input: { ...kept, Name: table.name }, at: cloud.clock.now() };
  tableChanged(cloud, catalogId, { database: record.name, table: table.name }, 'UpdateTable');
  return {};
}

/** Deletes a table link, not the table behind it. */
export function deleteTable({ cloud, access }: Glue, caller: Caller, input: DeleteTableCommandInput): Output<DeleteTableCommandOutput> {
  const found = access.table(caller, input.CatalogId ?? caller.accountId, input.DatabaseName ?? '', input.Name ?? '', 'DROP');
  drop(cloud, found, found.table.name);
  databaseChanged(cloud, found.catalogId, found.record.name, 'DeleteTable', [found.table.name]);
  return {};
}

export function batchDeleteTable(
  { cloud, access }: Glue,
  caller: Caller,
  input: BatchDeleteTableCommandInput,
): Output<BatchDeleteTableCommandOutput> {
  const found = access.target(caller, input.CatalogId ?? caller.accountId, input.DatabaseName ?? '', 'DESCRIBE');
  const deleted: string[] = [];
  const Errors = (input.TablesToDelete ?? []).flatMap((TableName) => {
    try {
      const { name } = access.tableIn(caller, found, TableName, 'DROP');
      drop(cloud, found, name);
      deleted.push(name);
      return [];
    } catch (error) {
      return [{ TableName, ErrorDetail: errorDetail(error) }];
    }
  });
  if (deleted.length > 0) databaseChanged(cloud, found.catalogId, found.record.name, 'BatchDeleteTable', deleted);
  return { Errors };
}

/** The table, or what a table link points to; a link in a link database cannot be followed. */
export function throughTableLink(
  { catalogs, access }: Glue,
  caller: Caller,
  catalogId: string,
  database: string,
  name: string,
  permission: 'ALTER' | 'DESCRIBE' | 'SELECT' | 'INSERT',
): FoundTable {
  const seen = access.table(caller, catalogId, database, name, 'DESCRIBE');
  const link = tableTarget(seen.table, seen.catalogId);
  if (!link) return { ...seen, table: access.tableIn(caller, seen, name, permission) };
  if (seen.linked) throw invalidInput('The operation is not supported when both the database and the table are resource links.');
  const record = catalogs.database(link.catalogId, link.database);
  // The target of a table link needs no permission on its database beyond what the table brings.
  if (!record) throw insufficient('DESCRIBE', link.table);
  const found = { catalogId: link.catalogId, record, linked: true };
  return { ...found, table: access.tableIn(caller, found, link.table, permission) };
}

function drop(cloud: Glue['cloud'], { catalogId, record }: FoundDatabase, table: string): void {
  record.tables.delete(table);
  cloud.lakeformation.dropped({ catalogId, database: record.name, table });
}

/** A registered location needs DATA_LOCATION_ACCESS (Lake Formation developer guide, "Underlying data access control"). */
function assertLocation(cloud: Glue['cloud'], caller: Caller, catalogId: string, location: string | undefined): void {
  if (location === undefined || location === '' || cloud.lakeformation.mayUseLocation(caller, catalogId, location)) return;
  throw new AwsError('AccessDeniedException', `Insufficient Lake Formation permission(s) on ${location}`);
}
