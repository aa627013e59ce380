import type { ResolvedTable } from '../core/cloud.ts';

/** Where a query names a table; `line` and `column` count from 1. */
export interface TableReference {
  readonly catalog?: string;
  readonly database?: string;
  readonly table: string;
  readonly line: number;
  readonly column: number;
}

export interface ParsedQuery {
  /** Each table once, common table expressions left out. */
  readonly tables: readonly TableReference[];
}

/** A table that the caller may read, with the columns that Lake Formation lets it see. */
export interface TableSource {
  /** As the query names it. */
  readonly database: string;
  readonly table: string;
  readonly definition: ResolvedTable;
  readonly visible: readonly string[];
  readonly files: readonly SourceFile[];
}

export interface SourceFile {
  /** On disk. */
  readonly path: string;
  /** `s3://bucket/key`, for messages. */
  readonly uri: string;
  readonly bytes: number;
  /** Values of the partition keys, in their order. */
  readonly partition: readonly string[];
}

export interface QueryRequest {
  /** A SELECT as the caller wrote it. */
  readonly sql: string;
  readonly tables: readonly TableSource[];
  /** What unqualified names belong to. */
  readonly database: string | undefined;
  /** Cloud time in milliseconds: what `now()` answers. */
  readonly now: number;
  /** A Parquet file for the rows instead of CSV, for CREATE TABLE AS SELECT and UNLOAD. */
  readonly parquet?: string;
}

export interface ResultColumn {
  readonly name: string;
  /** Athena's base type name, for example `varchar`. */
  readonly type: string;
  readonly precision: number;
  readonly scale: number;
  /** The whole type as Hive writes it, for a table made of the result. */
  readonly hiveType: string;
}

export interface QueryAnswer {
  readonly columns: readonly ResultColumn[];
  /** Values as Athena prints them, `null` for NULL; empty when the rows went to a Parquet file. */
  readonly rows: readonly (readonly (string | null)[])[];
  readonly rowCount: number;
}

/**
 * What evaluates a query's SQL. DuckDB by default; a simulation plugs answers that it computed before.
 * Both methods throw `QueryFailure` for what is wrong with the query or the data.
 */
export interface QueryEngine {
  parse(sql: string): Promise<ParsedQuery>;
  /** The tables without the files that the query's conditions on partitions leave out. Without it every file counts as read. */
  prune?(request: QueryRequest): Promise<readonly TableSource[]>;
  run(request: QueryRequest): Promise<QueryAnswer>;
  close(): void;
}
