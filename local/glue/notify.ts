import type { Cloud } from '../core/cloud.ts';

/** Names in one event; a longer list comes in several (AWS Glue developer guide, "Automating AWS Glue with EventBridge"). */
const MOST_NAMES = 100;

type DatabaseChange = 'CreateDatabase' | 'DeleteDatabase' | 'CreateTable' | 'DeleteTable' | 'BatchDeleteTable';
type TableChange =
  | 'UpdateTable'
  | 'CreatePartition'
  | 'BatchCreatePartition'
  | 'UpdatePartition'
  | 'BatchUpdatePartition'
  | 'DeletePartition'
  | 'BatchDeletePartition';

/** A database changed, or the list of its tables: creating a table is a change of its database. */
export function databaseChanged(
  cloud: Cloud,
  catalogId: string,
  databaseName: string,
  typeOfChange: DatabaseChange,
  tables: readonly string[] = [],
): void {
  const arn = (rest: string) => `arn:aws:glue:${cloud.region}:${catalogId}:${rest}`;
  for (const changedTables of chunks(tables)) {
    cloud.events.emit(catalogId, {
      source: 'aws.glue',
      detailType: 'Glue Data Catalog Database State Change',
      detail: { databaseName, typeOfChange, changedTables },
      resources:
        changedTables.length > 0 ? changedTables.map((table) => arn(`table/${databaseName}/${table}`)) : [arn(`database/${databaseName}`)],
    });
  }
}

/** @param partitions values of each changed partition */
export function tableChanged(
  cloud: Cloud,
  catalogId: string,
  { database, table }: { database: string; table: string },
  typeOfChange: TableChange,
  partitions: readonly (readonly string[])[] = [],
): void {
  for (const changedPartitions of chunks(partitions.map((values) => `[${values.join(', ')}]`))) {
    cloud.events.emit(catalogId, {
      source: 'aws.glue',
      detailType: 'Glue Data Catalog Table State Change',
      detail: { databaseName: database, changedPartitions, typeOfChange, tableName: table },
      resources: [`arn:aws:glue:${cloud.region}:${catalogId}:table/${database}/${table}`],
    });
  }
}

function chunks(names: readonly string[]): string[][] {
  const count = Math.max(1, Math.ceil(names.length / MOST_NAMES));
  return Array.from({ length: count }, (_, index) => names.slice(index * MOST_NAMES, (index + 1) * MOST_NAMES));
}
