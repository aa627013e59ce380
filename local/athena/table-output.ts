import type { Cloud } from '../core/cloud.ts';
import type { QueryAnswer } from './engine.ts';
import type { Execution, Outcome } from './execution.ts';
import { ErrorType, QueryFailure } from './failure.ts';
import { folder } from './location.ts';
import { metadataFile } from './metadata-file.ts';
import { existingAddress, write } from './output.ts';
import { asCaller } from './sources.ts';
import type { Statement, TableName } from './statement.ts';

/** Statements that fill a folder. */
export type Writing = Extract<Statement, { kind: 'createTableAs' | 'unload' }>;

export interface Written {
  readonly location: string;
  /** A Parquet file; undefined for CREATE TABLE … WITH NO DATA. */
  readonly bytes: Uint8Array | undefined;
  readonly scanned: number;
}

const ROWS = { name: 'rows', type: 'bigint', precision: 19, scale: 0, hiveType: 'bigint' };

/** The folder that a statement fills: it has to be empty (Athena user guide, "Considerations and limitations for CTAS queries"). */
export function destination(cloud: Cloud, execution: Execution, statement: Writing): string {
  assertParquet(statement);
  const external = statement.kind === 'unload' ? statement.location : statement.properties.get('external_location');
  const location = folder(external ?? execution.outputLocation);
  const address = existingAddress(cloud, location);
  if (cloud.s3.list(address.bucket, address.key).length > 0) {
    const remedy = 'You may need to manually clean the data at this location before retrying. Athena will not delete data in your account.';
    throw new QueryFailure(ErrorType.invalidArgument, `HIVE_PATH_ALREADY_EXISTS: Target directory already exists: ${location}. ${remedy}`);
  }
  if (statement.kind === 'createTableAs') assertNew(cloud, execution, statement.name);
  return location;
}

/** Writes the file, the manifest that lists it, and makes the table. */
export function writeTable(cloud: Cloud, execution: Execution, statement: Writing, answer: QueryAnswer, written: Written): Outcome {
  const manifest = `${execution.outputLocation}-manifest.csv`;
  const file = `${written.location}${execution.id}.gz.parquet`;
  if (written.bytes) write(cloud, execution, file, written.bytes);
  write(cloud, execution, manifest, written.bytes ? `${file}\n` : '');
  if (statement.kind === 'createTableAs') {
    const { database, table } = target(execution, statement.name);
    const columns = answer.columns.map((column) => ({ name: column.name, type: column.hiveType }));
    asCaller(() =>
      cloud.glue.createTable(execution.caller, database, { name: table, location: written.location, columns, format: 'parquet' }),
    );
  }
  write(cloud, execution, `${execution.outputLocation}.metadata`, metadataFile(execution.id, [ROWS]));
  return { columns: [ROWS], scanned: written.scanned, updateCount: answer.rowCount, manifest };
}

export function dropTable(cloud: Cloud, execution: Execution, name: TableName, ifExists: boolean): Outcome {
  const { database, table } = target(execution, name);
  const exists = cloud.glue.resolveTable(execution.caller.accountId, database, table) !== undefined;
  if (exists) asCaller(() => cloud.glue.dropTable(execution.caller, database, table));
  else if (!ifExists) {
    throw new QueryFailure(ErrorType.notFound, `FAILED: SemanticException [Error 10001]: Table not found ${database}.${table}`);
  }
  write(cloud, execution, execution.outputLocation, '');
  return { columns: [], scanned: 0, updateCount: 0 };
}

function assertNew(cloud: Cloud, execution: Execution, name: TableName): void {
  const { database, table } = target(execution, name);
  if (!cloud.glue.resolveTable(execution.caller.accountId, database, table)) return;
  const message = `TABLE_ALREADY_EXISTS: line 1:1: Destination table 'awsdatacatalog.${database}.${table}' already exists`;
  throw new QueryFailure(ErrorType.tableExists, message);
}

function target(execution: Execution, name: TableName): { database: string; table: string } {
  const database = name.database ?? execution.submission.database?.toLowerCase();
  if (database !== undefined) return { database, table: name.table };
  throw new QueryFailure(ErrorType.syntax, 'MISSING_SCHEMA_NAME: line 1:1: Schema must be specified when session schema is not set');
}

/** Parquet, Athena's default for both statements, is what the local cloud writes; partitions and buckets it does not. */
function assertParquet({ properties }: Writing): void {
  const format = properties.get('format') ?? 'PARQUET';
  if (!/^PARQUET$/i.test(format)) throw notServed(`the local cloud writes PARQUET, not ${format}`);
  const layout = ['partitioned_by', 'bucketed_by', 'bucket_count'].find((name) => properties.has(name));
  if (layout !== undefined) throw notServed(`the local cloud does not serve the property ${layout}`);
  const kind = properties.get('table_type') ?? 'HIVE';
  if (!/^HIVE$/i.test(kind)) throw notServed(`the local cloud makes HIVE tables, not ${kind}`);
}

function notServed(what: string): QueryFailure {
  return new QueryFailure(ErrorType.notSupported, `NOT_SUPPORTED: ${what}`);
}
