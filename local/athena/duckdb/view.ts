import type { TableSource } from '../engine.ts';
import { ErrorType, QueryFailure } from '../failure.ts';
import { identifier, literal } from '../quote.ts';
import { csvReader } from './csv.ts';
import { duckdbType, parseHiveType } from './hive-type.ts';
import { jsonReader } from './json.ts';
import { parquetReader } from './parquet.ts';
import { FILE_COLUMN } from './reader.ts';
import type { Column, Describe, Reader } from './reader.ts';

/** What Hive writes in place of an absent partition value. */
const NO_PARTITION_VALUE = '__HIVE_DEFAULT_PARTITION__';

/** A SELECT over the table's files with its declared names and types, of the visible columns only. */
export async function selectOf(source: TableSource, describe: Describe): Promise<string> {
  const { definition, visible } = source;
  const data = definition.columns.map((column) => ({ name: column.name, type: parseHiveType(column.type) }));
  const keys = definition.partitionKeys.map((column) => ({ name: column.name, type: parseHiveType(column.type) }));
  const seen = new Set(visible.map((name) => name.toLowerCase()));
  const shown = ({ name }: Column) => seen.has(name.toLowerCase());
  if (source.files.length === 0) {
    const nulls = [...data, ...keys].filter(shown).map((column) => named(`CAST(NULL AS ${duckdbType(column.type)})`, column));
    return `SELECT ${list(nulls)} WHERE false`;
  }
  const reader = await readerOf(source, data, describe);
  const columns = data.flatMap((column, index) => (shown(column) ? [named(reader.expression(column, index), column)] : []));
  const partition = keys.flatMap((column, index) => (shown(column) ? [named(partitionValue(column, index), column)] : []));
  const joined = partition.length === 0 ? '' : ` JOIN ${partitionTable(source)} ON d.${identifier(FILE_COLUMN)} = p.path`;
  return `SELECT ${list([...columns, ...partition])} FROM ${reader.from} AS d${joined}`;
}

function readerOf(source: TableSource, columns: readonly Column[], describe: Describe): Reader | Promise<Reader> {
  switch (source.definition.format) {
    case 'csv':
      return csvReader(source, columns);
    case 'json':
      return jsonReader(source, columns);
    case 'parquet':
      return parquetReader(source, describe);
  }
}

/** Each file's partition values, in a table to join. */
function partitionTable(source: TableSource): string {
  const keys = source.definition.partitionKeys.map((_key, index) => `k${index}`);
  const rows = source.files.map(
    (file) => `(${[file.path, ...keys.map((_key, index) => file.partition[index] ?? '')].map(literal).join(', ')})`,
  );
  return `(VALUES ${rows.join(', ')}) AS p(${['path', ...keys].join(', ')})`;
}

/** A partition's value in the type of its key; `p.k0`, `p.k1`, … are the values as text. */
export function partitionValue(column: Column, index: number): string {
  return `CAST(nullif(p.k${index}, ${literal(NO_PARTITION_VALUE)}) AS ${duckdbType(column.type)})`;
}

function named(expression: string, column: Column): string {
  return `${expression} AS ${identifier(column.name.toLowerCase())}`;
}

function list(items: readonly string[]): string {
  if (items.length === 0)
    throw new QueryFailure(ErrorType.permission, 'Insufficient permissions to execute the query. No column of the table may be read');
  return items.join(', ');
}
