import { GetPartitionsCommand, GetTableCommand, GetTablesCommand, type GlueClient, type Table } from '@aws-sdk/client-glue';
import { digestOf } from '../catalog/hash.ts';
import type { Column, Partition, TableVersion } from '../catalog/table-version.ts';
import { glueOf } from './glue.ts';
import type { Credentials } from './reader.ts';
import { visible } from './visible.ts';

/** Names of all tables that the caller sees in a database. Throws NotYetVisible when the database is out of sight. */
export async function listTables(
  database: { readonly catalogId?: string; readonly name: string },
  credentials?: Credentials,
): Promise<readonly string[]> {
  const glue = glueOf(credentials);
  const names: string[] = [];
  let token: string | undefined;
  do {
    const page = await visible(
      `Database ${database.name}`,
      glue.send(new GetTablesCommand({ CatalogId: database.catalogId, DatabaseName: database.name, NextToken: token })),
    );
    names.push(...(page.TableList ?? []).flatMap(({ Name }) => Name ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return names.toSorted();
}

/** What the catalog says about the present version of a table. Throws NotYetVisible when it is out of sight. */
export async function readTableVersion(database: string, table: string, credentials: Credentials): Promise<TableVersion> {
  const glue = glueOf(credentials);
  const what = `Table ${table} of ${database}`;
  const { Table: found } = await visible(what, glue.send(new GetTableCommand({ DatabaseName: database, Name: table })));
  const partitioned = (found?.PartitionKeys ?? []).length > 0;
  return versionOf(found ?? { Name: table }, partitioned ? await visible(what, listPartitions(glue, database, table)) : []);
}

async function listPartitions(glue: GlueClient, database: string, table: string): Promise<readonly Partition[]> {
  const partitions: Partition[] = [];
  let token: string | undefined;
  do {
    const page = await glue.send(
      new GetPartitionsCommand({ DatabaseName: database, TableName: table, ExcludeColumnSchema: true, NextToken: token }),
    );
    for (const { Values = [], StorageDescriptor, CreationTime, Parameters = {} } of page.Partitions ?? []) {
      partitions.push({
        values: Values,
        location: StorageDescriptor?.Location ?? '',
        createdAt: CreationTime?.getTime() ?? 0,
        updatedAt: Number(Parameters['transient_lastDdlTime'] ?? 0) * 1000 || 0,
        parameters: digestOf(JSON.stringify(Object.entries(Parameters).toSorted(([a], [b]) => (a < b ? -1 : 1)))),
      });
    }
    token = page.NextToken;
  } while (token !== undefined);
  return partitions;
}

function versionOf(
  { StorageDescriptor, PartitionKeys, Parameters, CreateTime, VersionId, UpdateTime }: Table,
  partitions: readonly Partition[],
): TableVersion {
  return {
    columns: columnsOf(StorageDescriptor?.Columns),
    partitionKeys: columnsOf(PartitionKeys),
    location: StorageDescriptor?.Location ?? '',
    createdAt: CreateTime?.getTime() ?? 0,
    versionId: VersionId ?? UpdateTime?.toISOString() ?? '',
    metadataLocation: Parameters?.['metadata_location'] ?? '',
    snapshotId: Parameters?.['current-snapshot-id'] ?? '',
    updatedAt: (UpdateTime ?? CreateTime)?.getTime() ?? 0,
    partitions,
  };
}

function columnsOf(columns: Table['PartitionKeys'] = []): readonly Column[] {
  return columns.map(({ Name = '', Type = '' }) => ({ name: Name, type: Type }));
}
