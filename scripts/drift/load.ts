import type { DuckDBConnection } from '@duckdb/node-api';
import { identifier, text } from '../../shared/drift/sql.ts';
import { fileClass } from './column-class.ts';
import type { FileClass, FileColumn } from './column-class.ts';
import { readHeader } from './csv-header.ts';
import { queryRows } from './duckdb.ts';
import type { Files } from './files.ts';
import { Problem } from './problem.ts';

/** One side of the comparison as a relation of the database. */
export interface Side {
  readonly relation: string;
  readonly rows: number;
  readonly columns: readonly FileColumn[];
  /** Values are texts that still have to be converted (CSV). */
  readonly texts: boolean;
}

/** Reads the files into a relation. Throws a Problem when they cannot be read, differ in their columns or have no rows. */
export async function load(connection: DuckDBConnection, files: Files, relation: string, categorical: ReadonlySet<string>): Promise<Side> {
  try {
    const side = files.format === 'csv' ? await loadCsv(connection, files.paths, relation, categorical) : await loadParquet(connection, files.paths, relation);
    if (side.rows === 0) throw new Problem(`The ${relation} has no rows (${files.paths.join(', ').slice(0, 200)}).`);
    return side;
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`The ${relation} cannot be read: ${firstSentences(error)}`, { cause: error });
  }
}

/** DuckDB's message without the line of data that it quotes. */
function firstSentences(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n').filter((line) => !line.startsWith('Original Line'));
  return lines.slice(0, 3).join(' ').slice(0, 400);
}

async function loadParquet(connection: DuckDBConnection, paths: readonly string[], relation: string): Promise<Side> {
  await connection.run(`CREATE VIEW ${identifier(relation)} AS SELECT * FROM read_parquet([${paths.map(text).join(', ')}], union_by_name = true, hive_partitioning = false)`);
  const [[rows] = []] = await queryRows(connection, `SELECT COUNT(*) FROM ${identifier(relation)}`);
  const columns = (await queryRows(connection, `DESCRIBE ${identifier(relation)}`)).map(([name, type]) => ({ name: name ?? '', type: type ?? '', class: fileClass(type ?? '') }));
  return { relation, rows: Number(rows), columns, texts: false };
}

async function loadCsv(connection: DuckDBConnection, paths: readonly string[], relation: string, categorical: ReadonlySet<string>): Promise<Side> {
  const headers = paths.map(readHeader);
  const [first] = headers;
  if (first === undefined) throw new Problem('No file.');
  const odd = headers.findIndex(({ names, delimiter }) => names.join('\0') !== first.names.join('\0') || delimiter !== first.delimiter);
  if (odd !== -1) throw new Problem(`${paths[odd]} has other columns than ${paths[0]}.`);
  const columns = first.names.map((name) => `${text(name)}: 'VARCHAR'`).join(', ');
  // Everything is said, nothing is sniffed: only an empty field is null and nothing is trimmed.
  const settings = `auto_detect = false, header = true, delim = ${text(first.delimiter)}, quote = '"', escape = '"', nullstr = '', strict_mode = true, max_line_size = 16777216`;
  await connection.run(`CREATE TABLE ${identifier(relation)} AS SELECT * FROM read_csv([${paths.map(text).join(', ')}], ${settings}, columns = {${columns}})`);
  const [[rows] = []] = await queryRows(connection, `SELECT COUNT(*) FROM ${identifier(relation)}`);
  const classes = await textClasses(connection, relation, first.names.filter((name) => !categorical.has(name)));
  return { relation, rows: Number(rows), columns: first.names.map((name) => ({ name, type: 'text', class: classes.get(name) ?? 'text' })), texts: true };
}

const lookedAtFirst = 10_000;
const columnsAtOnce = 100;

/** What the texts of each column are: a first look at some rows leaves out most text columns, a second one reads all rows of the others. */
async function textClasses(connection: DuckDBConnection, relation: string, names: readonly string[]): Promise<ReadonlyMap<string, FileClass>> {
  const seen = await look(connection, `(SELECT * FROM ${identifier(relation)} LIMIT ${lookedAtFirst})`, names);
  const open = names.filter((name) => seen.get(name) !== 'text');
  return new Map([...seen, ...(await look(connection, identifier(relation), open))]);
}

async function look(connection: DuckDBConnection, from: string, names: readonly string[]): Promise<Map<string, FileClass>> {
  const classes = new Map<string, FileClass>();
  for (let i = 0; i < names.length; i += columnsAtOnce) {
    const batch = names.slice(i, i + columnsAtOnce);
    const [counts = []] = await queryRows(connection, `SELECT ${batch.flatMap(countsOf).join(', ')} FROM ${from}`);
    for (const [j, name] of batch.entries()) classes.set(name, classFrom(counts.slice(j * 4, j * 4 + 4).map(Number)));
  }
  return classes;
}

/** DuckDB's cast is more generous than a number in a CSV file is: it trims blanks and allows underscores. */
export function numberOf(name: string): string {
  const column = identifier(name);
  return `CASE WHEN regexp_matches(${column}, '[\\s_]') THEN NULL ELSE TRY_CAST(${column} AS DOUBLE) END`;
}

const isoDate = '[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?';

export function timeOf(name: string): string {
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
