import type { Column } from '@aws-sdk/client-glue';
import type { GlueCatalog, NewTable, ResolvedTable, ShownColumn } from '../core/cloud.ts';
import type { CatalogMetadata, DatabaseFacts, TableFacts } from '../core/governance.ts';
import type { Caller } from '../core/service.ts';
import { authorizations } from './authorize.ts';
import { getDatabases } from './databases.ts';
import type { Glue } from './glue.ts';
import { getPartitions } from './read-partitions.ts';
import { getTable, getTables } from './read-tables.ts';
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

  databaseNames(caller: Caller): readonly string[] {
    return this.#all(caller, 'GetDatabases', {}, getDatabases, ({ DatabaseList }) => DatabaseList).map(({ Name = '' }) => Name);
  }

  tableNames(caller: Caller, database: string): readonly string[] {
    return this.#all(caller, 'GetTables', { DatabaseName: database }, getTables, ({ TableList }) => TableList).map(({ Name = '' }) => Name);
  }

  columnsShown(caller: Caller, database: string, table: string): { readonly columns: readonly ShownColumn[]; readonly partitionKeys: readonly ShownColumn[] } {
    const input = { DatabaseName: database, Name: table };
    this.#ask(caller, 'GetTable', input);
    const { Table } = getTable(this.#glue, caller, input);
    return { columns: shown(Table?.StorageDescriptor?.Columns), partitionKeys: shown(Table?.PartitionKeys) };
  }

  partitionValues(caller: Caller, database: string, table: string): readonly (readonly string[])[] {
    const input = { DatabaseName: database, TableName: table };
    return this.#all(caller, 'GetPartitions', input, getPartitions, ({ Partitions }) => Partitions).map(({ Values = [] }) => Values);
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

  /** All pages of a reading operation, after IAM was asked as for a call of it. */
  #all<Input extends object, Result extends { readonly NextToken?: string | undefined }, Item>(
    caller: Caller,
    operation: string,
    input: Input,
    run: (glue: Glue, caller: Caller, input: Input & { readonly NextToken?: string }) => Result,
    items: (result: Result) => readonly Item[] | undefined,
  ): Item[] {
    this.#ask(caller, operation, input);
    const all: Item[] = [];
    let token: string | undefined;
    do {
      const result = run(this.#glue, caller, { ...input, ...(token === undefined ? {} : { NextToken: token }) });
      all.push(...(items(result) ?? []));
      token = result.NextToken;
    } while (token !== undefined);
    return all;
  }

  #ask(caller: Caller, operation: string, input: object): void {
    const { cloud, catalogs } = this.#glue;
    const call = { cloud, service: 'glue', operation, region: cloud.region, caller, requestId: '' };
    // `never` admits each operation's own input.
    for (const needed of authorizations(cloud, catalogs)[operation]?.(input as never, call) ?? []) cloud.iam.authorize(caller, needed);
  }

  #authorize(caller: Caller, action: string, database: string, table: string): void {
    const arn = (rest: string) => `arn:aws:glue:${this.#glue.cloud.region}:${caller.accountId}:${rest}`;
    this.#glue.cloud.iam.authorize(caller, {
      action,
      resources: [arn('catalog'), arn(`database/${database}`), arn(`table/${database}/${table}`)],
    });
  }
}

function shown(columns: readonly Column[] = []): ShownColumn[] {
  return columns.map(({ Name = '', Type = '', Comment = '' }) => ({ name: Name.toLowerCase(), type: Type, comment: Comment }));
}
