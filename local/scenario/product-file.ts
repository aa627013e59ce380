import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';

/** One version of a data product as its producer publishes it: a Parquet file and its columns in Hive types. */
export interface ProductFile {
  readonly path: string;
  readonly rows: number;
  readonly columns: readonly { readonly Name: string; readonly Type: string }[];
}

/** The file cannot be read as a table; the message names the file and what to do. */
export class UnreadableData extends Error {
  override readonly name = 'UnreadableData';
}

/** The demonstration's own update, for a file that comes alone: amounts half as high again, applicants four years older. */
const shift: Readonly<Record<string, string>> = { amount: '* 1.5', age: '+ 4' };

/** Reads a CSV or Parquet file and writes the version that the producer publishes. */
export async function publishFile(source: string, folder: string, name: string): Promise<ProductFile> {
  await assertReadable(source);
  return await withDuckDb(async (db) => await write(db, `SELECT * FROM ${reader(source)}`, source, join(folder, name)));
}

/** The same rows as `first`, with amount × 1.5 and age + 4 where those columns exist. */
export async function publishShifted(first: ProductFile, source: string, folder: string, name: string): Promise<ProductFile> {
  const shifted = first.columns.filter((column) => column.Name in shift);
  if (shifted.length === 0) {
    throw new UnreadableData(`${source} has no column "amount" or "age" to shift. Name the second version with --update FILE.`);
  }
  const replaced = shifted.map(({ Name, Type }) => `CAST("${Name}" ${shift[Name]} AS ${duckType(Type)}) AS "${Name}"`);
  const query = `SELECT * REPLACE (${replaced.join(', ')}) FROM read_parquet('${quote(first.path)}')`;
  return await withDuckDb(async (db) => await write(db, query, source, join(folder, name)));
}

/** What a query over Parquet files answers, as a version; `source` names the data in messages. */
export async function publishQuery(query: string, source: string, folder: string, name: string): Promise<ProductFile> {
  return await withDuckDb(async (db) => await write(db, query, source, join(folder, name)));
}

async function assertReadable(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new UnreadableData(`${path} does not exist. Give the path of a CSV or Parquet file.`);
  if (!found.isFile()) throw new UnreadableData(`${path} is not a file. Give the path of a CSV or Parquet file.`);
  if (found.size === 0) throw new UnreadableData(`${path} is empty. Give a CSV file with a header line and rows, or a Parquet file.`);
}

async function write(db: DuckDBConnection, query: string, source: string, target: string): Promise<ProductFile> {
  const path = `${target}.parquet`;
  try {
    await db.run(`COPY (${query}) TO '${quote(path)}' (FORMAT parquet)`);
    const described = await db.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet('${quote(path)}')`);
    const columns = described.getRows().map(([name, type]) => ({ Name: String(name).toLowerCase(), Type: hiveType(String(type), String(name), source) }));
    const counted = await db.runAndReadAll(`SELECT count(*) FROM read_parquet('${quote(path)}')`);
    const rows = Number(counted.getRows()[0]?.[0]);
    if (rows === 0) throw new UnreadableData(`${source} has a header but no rows. Give a file with at least one row.`);
    return { path, rows, columns };
  } catch (error) {
    if (error instanceof UnreadableData) throw error;
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    throw new UnreadableData(`${source} cannot be read as CSV or Parquet: ${reason}. Check the file's format and encoding (UTF-8).`);
  }
}

function reader(path: string): string {
  return /\.(parquet|pq)$/i.test(path) ? `read_parquet('${quote(path)}')` : `read_csv('${quote(path)}', header = true, sample_size = -1)`;
}

const hiveTypes: Readonly<Record<string, string>> = {
  TINYINT: 'tinyint', SMALLINT: 'smallint', INTEGER: 'int', BIGINT: 'bigint', FLOAT: 'float', DOUBLE: 'double', VARCHAR: 'string',
  BOOLEAN: 'boolean', DATE: 'date', TIMESTAMP: 'timestamp', UINTEGER: 'bigint', USMALLINT: 'int', UTINYINT: 'smallint', HUGEINT: 'decimal(38,0)',
  'TIMESTAMP WITH TIME ZONE': 'timestamp', BLOB: 'binary', TIME: 'string', UUID: 'string',
};

function hiveType(duckDbType: string, column: string, source: string): string {
  const decimal = /^DECIMAL\(\d+,\d+\)$/.test(duckDbType) ? duckDbType.toLowerCase() : undefined;
  const type = hiveTypes[duckDbType] ?? decimal;
  if (!type) throw new UnreadableData(`${source}: column "${column}" has type ${duckDbType}, which a Glue table of this demonstration cannot hold. Leave it out.`);
  return type;
}

function duckType(hive: string): string {
  return hive === 'string' ? 'VARCHAR' : hive.toUpperCase();
}

function quote(path: string): string {
  return path.replaceAll("'", "''");
}

async function withDuckDb<T>(work: (db: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '512MB', threads: '2' });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
