import type { Column, TableInput } from '@aws-sdk/client-glue';
import type { ResolvedTable } from '../core/cloud.ts';
import { databaseTarget, tableTarget, type Catalogs, type TableRecord } from './state.ts';

/** The table behind a name, as queries read it: through a link database or a table link, one step far. */
export function resolveTable(catalogs: Catalogs, catalogId: string, database: string, name: string): ResolvedTable | undefined {
  const record = catalogs.database(catalogId, database);
  if (!record) return undefined;
  const link = databaseTarget(record, catalogId);
  const at = link ?? { catalogId, database: record.name };
  const table = catalogs.table(at.catalogId, at.database, name);
  if (!table) return undefined;
  const tableLink = tableTarget(table, at.catalogId);
  // Links lead one step: a link database has no tables of its own, and a table link in it is not followed.
  if (link && tableLink) return undefined;
  if (!tableLink) return { ...resolved(at, table), ...(link && { throughLink: record.name }) };
  const target = catalogs.table(tableLink.catalogId, tableLink.database, tableLink.table);
  return target && !target.current.input.TargetTable ? resolved(tableLink, target) : undefined;
}

function resolved({ catalogId, database }: { catalogId: string; database: string }, table: TableRecord): ResolvedTable {
  const { input } = table.current;
  const { Location = '', SerdeInfo, Columns } = input.StorageDescriptor ?? {};
  return {
    catalogId,
    database,
    table: table.name,
    location: Location,
    columns: columns(Columns),
    partitionKeys: columns(input.PartitionKeys),
    partitions: [...table.partitions.values()].map((partition) => ({
      values: partition.input.Values ?? [],
      location: partition.input.StorageDescriptor?.Location ?? Location,
    })),
    format: format(input),
    ...(SerdeInfo?.SerializationLibrary !== undefined && { serde: SerdeInfo.SerializationLibrary }),
    serdeParameters: SerdeInfo?.Parameters ?? {},
    tableParameters: input.Parameters ?? {},
  };
}

function columns(all: readonly Column[] | undefined): { name: string; type: string }[] {
  return (all ?? []).map(({ Name, Type }) => ({ name: (Name ?? '').toLowerCase(), type: (Type ?? 'string').toLowerCase() }));
}

/** As Athena tells: by the SerDe, then by the crawler's classification. */
function format({ StorageDescriptor, Parameters }: TableInput): 'csv' | 'parquet' | 'json' {
  const hints = [StorageDescriptor?.SerdeInfo?.SerializationLibrary, StorageDescriptor?.InputFormat, Parameters?.['classification']];
  const hint = hints.find((text) => text !== undefined && /parquet|json/i.test(text)) ?? '';
  if (/parquet/i.test(hint)) return 'parquet';
  return /json/i.test(hint) ? 'json' : 'csv';
}
