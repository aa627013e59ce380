import type { DuckDBConnection } from '@duckdb/node-api';
import { createReadStream, createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { identifier, text } from '../../shared/drift/sql.ts';
import { fileClass } from './column-class.ts';
import type { FileClass, FileColumn } from './column-class.ts';
import { readHeader } from './csv-header.ts';
import type { Header } from './csv-header.ts';
import { queryRows, roomFor } from './duckdb.ts';
import type { Database } from './duckdb.ts';
import type { Files } from './files.ts';
import { Problem } from './problem.ts';
import { unpack } from './unpack.ts';

/** One side of the comparison as a relation of the database. */
export interface Side {
  readonly relation: string;
  readonly rows: number;
  readonly columns: readonly FileColumn[];
  /** Values are texts that still have to be converted (CSV). */
  readonly texts: boolean;
}

/** Reads the files into a relation. Throws a Problem when they cannot be read, differ in their columns or have no rows. */
export async function load({ connection, folder }: Pick<Database, 'connection' | 'folder'>, files: Files, relation: string, categorical: ReadonlySet<string>): Promise<Side> {
  try {
    const side = files.format === 'csv' ? await loadCsv({ connection, folder }, files.paths, relation, categorical) : await loadParquet(connection, files.paths, relation);
    if (side.rows === 0) throw new Problem(`The ${relation} data has no rows (${files.paths.join(', ').slice(0, 200)}).`);
    return side;
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`The ${relation} data cannot be read: ${firstSentences(error)}`, { cause: error });
  }
}

/** DuckDB's message without the line of data that it quotes and its advice on options that are not ours. */
function firstSentences(error: unknown): string {
  const [message = ''] = (error instanceof Error ? error.message : String(error)).split(/\n?Possible (?:fixes|solutions)/i);
  return message.split('\n').filter((line) => line !== '' && !line.startsWith('Original Line')).slice(0, 3).join(' ').slice(0, 400);
}

async function loadParquet(connection: DuckDBConnection, paths: readonly string[], relation: string): Promise<Side> {
  await connection.run(`CREATE VIEW ${identifier(relation)} AS SELECT * FROM read_parquet([${paths.map(text).join(', ')}], union_by_name = true, hive_partitioning = false)`);
  const [[rows] = []] = await queryRows(connection, `SELECT COUNT(*) FROM ${identifier(relation)}`);
  const columns = (await queryRows(connection, `DESCRIBE ${identifier(relation)}`)).map(([name, type]) => ({ name: name ?? '', type: type ?? '', class: fileClass(type ?? '') }));
  await roomFor(connection, columns.length);
  return { relation, rows: Number(rows), columns, texts: false };
}

async function withPlainHeader(path: string, { names, delimiter, end, lineEnd }: Header, copy: string): Promise<string> {
  writeFileSync(copy, `${names.map((_, i) => `c${i}`).join(delimiter)}${lineEnd}`);
  await pipeline(createReadStream(path, { start: end }), createWriteStream(copy, { flags: 'a' }));
  return copy;
}

async function loadCsv({ connection, folder }: Pick<Database, 'connection' | 'folder'>, paths: readonly string[], relation: string, categorical: ReadonlySet<string>): Promise<Side> {
  const plain = await Promise.all(paths.map(async (path, i) => (path.endsWith('.gz') ? unpack(path, folder, i) : path)));
  const headers = plain.map((path) => readHeader(path));
  const [first] = headers;
  if (first === undefined) throw new Problem('No file.');
  const odd = headers.findIndex(({ names, delimiter }) => names.join('\0') !== first.names.join('\0') || delimiter !== first.delimiter);
  if (odd !== -1) throw new Problem(`${paths[odd]} has other columns than ${paths[0]}.`);
  const columns = first.names.map((name) => `${text(name)}: 'VARCHAR'`).join(', ');
  await roomFor(connection, first.names.length);
  // Everything is said, nothing is sniffed: only an empty field is null and nothing is trimmed.
  const settings = `auto_detect = false, header = true, delim = ${text(first.delimiter)}, quote = '"', escape = '"', nullstr = '', strict_mode = true, max_line_size = 16777216`;
  // DuckDB reads no row at all where the header has a line break of another kind than the rows: then it gets a plain one, whose names do not count.
  const isBroken = first.names.some((name) => /[\r\n]/.test(name));
  const readable = isBroken ? await Promise.all(plain.map(async (path, i) => withPlainHeader(path, headers[i] ?? first, join(folder, `${i}-rows.csv`)))) : plain;
  await connection.run(`CREATE TABLE ${identifier(relation)} AS SELECT * FROM read_csv([${readable.map(text).join(', ')}], ${settings}, columns = {${columns}})`);
  const [[rows] = []] = await queryRows(connection, `SELECT COUNT(*) FROM ${identifier(relation)}`);
  const classes = await textClasses(connection, relation, first.names.filter((name) => !categorical.has(name)), Number(rows));
  return { relation, rows: Number(rows), columns: first.names.map((name) => ({ name, type: 'text', class: classes.get(name) ?? 'text' })), texts: true };
}

const lookedAtFirst = 10_000;
const columnsAtOnce = 100;

/** What the texts of each column are: a look at some rows leaves out most text columns, the others are checked in all rows. */
async function textClasses(connection: DuckDBConnection, relation: string, names: readonly string[], rows: number): Promise<ReadonlyMap<string, FileClass>> {
  const classes = new Map<string, FileClass>();
  for (let i = 0; i < names.length; i += columnsAtOnce) {
    const batch = names.slice(i, i + columnsAtOnce);
    const sample = await queryRows(connection, `SELECT ${batch.map(identifier).join(', ')} FROM ${identifier(relation)} LIMIT ${lookedAtFirst}`);
    const seen = batch.map((_, j) => classOfTexts(sample.map((row) => row[j] ?? null)));
    const checked = rows > lookedAtFirst ? await check(connection, relation, batch, seen) : seen;
    for (const [j, name] of batch.entries()) classes.set(name, checked[j] ?? 'text');
  }
  return classes;
}

const number = /^([+-]?((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|inf|infinity)|nan)$/i;
const time = /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$/;

function classOfTexts(values: readonly (string | null)[]): FileClass {
  const present = values.filter((value) => value !== null);
  if (present.length === 0) return 'empty';
  if (present.every((value) => number.test(value))) return present.every((value) => Number.isSafeInteger(Number(value))) ? 'whole' : 'number';
  return present.every((value) => time.test(value) && !Number.isNaN(Date.parse(value.replace(' ', 'T')))) ? 'timestamp' : 'text';
}

/** The classes that hold in every row, for columns that looked like something else than text. */
async function check(connection: DuckDBConnection, relation: string, names: readonly string[], seen: readonly FileClass[]): Promise<readonly FileClass[]> {
  const open = names.flatMap((name, i) => (seen[i] === 'text' ? [] : [name]));
  if (open.length === 0) return seen;
  const [counts = []] = await queryRows(connection, `SELECT ${open.flatMap(countsOf).join(', ')} FROM ${identifier(relation)}`);
  return names.map((name, i) => {
    const at = open.indexOf(name) * 4;
    return at < 0 ? seen[i] ?? 'text' : classFrom(counts.slice(at, at + 4).map(Number));
  });
}

/** DuckDB's cast is more generous than a number in a CSV file is: it trims blanks and allows underscores. */
function numberOf(name: string): string {
  const column = identifier(name);
  const odd = [' ', '_', '\t', '\n', '\v', '\f', '\r'].map((character) => `contains(${column}, ${text(character)})`).join(' OR ');
  return `CASE WHEN ${odd} THEN NULL ELSE TRY_CAST(${column} AS DOUBLE) END`;
}

const isoDate = '[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?';

function timeOf(name: string): string {
  const column = identifier(name);
  return `CASE WHEN regexp_full_match(${column}, '${isoDate}') THEN TRY_CAST(${column} AS TIMESTAMP) END`;
}

function countsOf(name: string): readonly string[] {
  const value = numberOf(name);
  return [
    `COUNT(${identifier(name)})`,
    `COUNT(${value})`,
    `COUNT(*) FILTER (${value} = FLOOR(${value}) AND ABS(${value}) <= 9007199254740992)`,
    `COUNT(${timeOf(name)})`,
  ];
}

function classFrom([present = 0, numbers = 0, wholes = 0, times = 0]: readonly number[]): FileClass {
  if (present === 0) return 'empty';
  if (numbers === present) return wholes === present ? 'whole' : 'number';
  return times === present ? 'timestamp' : 'text';
}
