import type { GlueCatalog, NewTable, ResolvedTable } from '../core/cloud.ts';
import type { CatalogMetadata, DatabaseFacts, TableFacts } from '../core/governance.ts';
import type { Caller } from '../core/service.ts';
import type { Glue } from './glue.ts';
import { resolveTable } from './resolve.ts';
import { databaseTarget, tableTarget } from './state.ts';
import { createTable, deleteTable } from './tables.ts';

const PARQUET = {
  InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
};

/** The Data Catalog for the other rooms. */
export class LocalCatalog implements GlueCatalog, CatalogMetadata {
  readonly #glue: Glue;

  constructor(glue: Glue) {
    this.#glue = glue;
  }

  resolveTable(catalogId: string, database: string, table: string): ResolvedTable | undefined {
    return resolveTable(this.#glue.catalogs, catalogId, database, table);
  }

  createTable(caller: Caller, database: string, table: NewTable): void {
    this.#authorize(caller, 'glue:CreateTable', database, table.name);
    createTable(this.#glue, caller, {
      DatabaseName: database,
      TableInput: {
        Name: table.name,
        TableType: 'EXTERNAL_TABLE',
        Parameters: { EXTERNAL: 'TRUE', classification: table.format },
        StorageDescriptor: {
          ...PARQUET,
          Location: table.location,
          Columns: table.columns.map(({ name, type }) => ({ Name: name, Type: type })),
        },
      },
    });
  }

  dropTable(caller: Caller, database: string, table: string): void {
    this.#authorize(caller, 'glue:DeleteTable', database, table);
    deleteTable(this.#glue, caller, { DatabaseName: database, Name: table });
  }

  database(catalogId: string, name: string): DatabaseFacts | undefined {
    const record = this.#glue.catalogs.database(catalogId, name);
    const link = record && databaseTarget(record, catalogId);
    return record && { creator: record.creator, ...(link && { link }) };
  }

  table(catalogId: string, database: string, name: string): TableFacts | undefined {
    const record = this.#glue.catalogs.table(catalogId, database, name);
    if (!record) return undefined;
    const { StorageDescriptor, PartitionKeys } = record.current.input;
    const link = tableTarget(record, catalogId);
    return {
      creator: record.creator,
      columns: [...(StorageDescriptor?.Columns ?? []), ...(PartitionKeys ?? [])].map(({ Name }) => (Name ?? '').toLowerCase()),
      location: StorageDescriptor?.Location ?? '',
      ...(link && { link }),
    };
  }

  databases(catalogId: string): readonly string[] {
    return [...this.#glue.catalogs.of(catalogId).databases.keys()].toSorted();
  }

  tables(catalogId: string, database: string): readonly string[] {
    return [...(this.#glue.catalogs.database(catalogId, database)?.tables.keys() ?? [])].toSorted();
  }

  #authorize(caller: Caller, action: string, database: string, table: string): void {
    const arn = (rest: string) => `arn:aws:glue:${this.#glue.cloud.region}:${caller.accountId}:${rest}`;
    this.#glue.cloud.iam.authorize(caller, {
      action,
      resources: [arn('catalog'), arn(`database/${database}`), arn(`table/${database}/${table}`)],
    });
  }
}
