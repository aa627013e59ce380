import type { Database, Partition, Table } from '@aws-sdk/client-glue';
import type { DatabaseRecord, PartitionRecord, TableRecord, TableVersionRecord } from './state.ts';

export function describeDatabase(record: DatabaseRecord, CatalogId: string): Database {
  const { Description, LocationUri, Parameters, TargetDatabase } = record.input;
  return {
    Name: record.name,
    ...(Description !== undefined && { Description }),
    ...(LocationUri !== undefined && { LocationUri }),
    ...(Parameters && { Parameters }),
    ...(TargetDatabase && { TargetDatabase }),
    CreateTime: new Date(record.createdAt),
    CreateTableDefaultPermissions: record.tableDefaults.map(({ Principal, Permissions }) => ({
      Principal,
      Permissions: Permissions?.filter(isGlues),
    })),
    CatalogId,
  };
}

/** A link that is followed: the target's properties under the link's name (developer guide, "Resource link handling in AWS Glue APIs"). */
export function describeLinked(link: DatabaseRecord, CatalogId: string, target: Database): Database {
  return { ...target, Name: link.name, CatalogId, CreateTime: new Date(link.createdAt), TargetDatabase: link.input.TargetDatabase };
}

export interface TableView {
  readonly catalogId: string;
  readonly database: string;
  readonly registered: boolean;
  /** The columns that the caller sees. */
  readonly visible: ReadonlySet<string>;
}

export function describeTable(record: TableRecord, view: TableView, version: TableVersionRecord = record.current): Table {
  const { input } = version;
  const seen = (column: { Name: string | undefined }) => view.visible.has((column.Name ?? '').toLowerCase());
  const { StorageDescriptor, PartitionKeys, ViewDefinition: _view, FederatedTable: _federated, ...rest } = input;
  return {
    ...rest,
    Name: record.name,
    DatabaseName: view.database,
    CreateTime: new Date(record.createdAt),
    UpdateTime: new Date(version.at),
    ...(StorageDescriptor && {
      StorageDescriptor: { ...StorageDescriptor, ...(StorageDescriptor.Columns && { Columns: StorageDescriptor.Columns.filter(seen) }) },
    }),
    ...(PartitionKeys && { PartitionKeys: PartitionKeys.filter(seen) }),
    CreatedBy: record.creator,
    IsRegisteredWithLakeFormation: view.registered,
    CatalogId: view.catalogId,
    VersionId: String(version.id),
  };
}

export function describePartition(record: PartitionRecord, place: { catalogId: string; database: string; table: string }): Partition {
  return {
    ...record.input,
    DatabaseName: place.database,
    TableName: place.table,
    CreationTime: new Date(record.createdAt),
    CatalogId: place.catalogId,
  };
}

/** Glue's own enum lacks Lake Formation's newer permissions. */
type GluePermission =
  'ALL' | 'SELECT' | 'ALTER' | 'DROP' | 'DELETE' | 'INSERT' | 'CREATE_DATABASE' | 'CREATE_TABLE' | 'DATA_LOCATION_ACCESS';
const GLUE: ReadonlySet<string> = new Set<GluePermission>([
  'ALL',
  'SELECT',
  'ALTER',
  'DROP',
  'DELETE',
  'INSERT',
  'CREATE_DATABASE',
  'CREATE_TABLE',
  'DATA_LOCATION_ACCESS',
]);

function isGlues(permission: string): permission is GluePermission {
  return GLUE.has(permission);
}
