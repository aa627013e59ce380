import type { CreateCrawlerRequest, DatabaseInput, LastCrawlInfo, PartitionInput, TableInput } from '@aws-sdk/client-glue';
import type { PrincipalPermissions } from '@aws-sdk/client-lakeformation';

export interface DatabaseRecord {
  readonly name: string;
  input: DatabaseInput;
  readonly createdAt: number;
  /** ARN of the principal that made it. */
  readonly creator: string;
  readonly tableDefaults: readonly PrincipalPermissions[];
  readonly tags: Map<string, string>;
  readonly tables: Map<string, TableRecord>;
}

export interface TableVersionRecord {
  readonly id: number;
  readonly input: TableInput;
  readonly at: number;
}

export interface TableRecord {
  readonly name: string;
  readonly createdAt: number;
  readonly creator: string;
  current: TableVersionRecord;
  /** Earlier versions that were not skipped, oldest first. */
  readonly archive: TableVersionRecord[];
  /** By the values, in the order of the keys. */
  readonly partitions: Map<string, PartitionRecord>;
}

export interface PartitionRecord {
  input: PartitionInput;
  readonly createdAt: number;
}

export interface CrawlerRecord {
  readonly input: CreateCrawlerRequest;
  readonly createdAt: number;
  readonly tags: Map<string, string>;
  state: 'READY' | 'RUNNING' | 'STOPPING';
  startedAt?: number;
  lastCrawl?: LastCrawlInfo;
}

/** The Data Catalog of one account. */
export interface Catalog {
  readonly catalogId: string;
  readonly databases: Map<string, DatabaseRecord>;
  readonly crawlers: Map<string, CrawlerRecord>;
}

export class Catalogs {
  readonly #catalogs = new Map<string, Catalog>();

  of(catalogId: string): Catalog {
    const known = this.#catalogs.get(catalogId);
    if (known) return known;
    const catalog: Catalog = { catalogId, databases: new Map(), crawlers: new Map() };
    this.#catalogs.set(catalogId, catalog);
    return catalog;
  }

  database(catalogId: string, name: string): DatabaseRecord | undefined {
    return this.of(catalogId).databases.get(fold(name));
  }

  table(catalogId: string, database: string, name: string): TableRecord | undefined {
    return this.database(catalogId, database)?.tables.get(fold(name));
  }
}

/** Names are folded to lower case when stored (AWS Glue developer guide, "Database API" and "Table API"). */
export function fold(name: string | undefined): string {
  return (name ?? '').toLowerCase();
}

export function partitionKey(values: readonly string[] | undefined): string {
  return JSON.stringify(values ?? []);
}

/** Where a database link points. */
export function databaseTarget(record: DatabaseRecord, ownCatalog: string): { catalogId: string; database: string } | undefined {
  const target = record.input.TargetDatabase;
  return target && { catalogId: target.CatalogId ?? ownCatalog, database: fold(target.DatabaseName) };
}

/** Where a table link points. */
export function tableTarget(record: TableRecord, ownCatalog: string): { catalogId: string; database: string; table: string } | undefined {
  const target = record.current.input.TargetTable;
  return target && { catalogId: target.CatalogId ?? ownCatalog, database: fold(target.DatabaseName), table: fold(target.Name) };
}
