import type { DuckDBConnection } from '@duckdb/node-api';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { classOf } from '../../../shared/drift/column-class.ts';
import { identifier } from '../../../shared/drift/sql.ts';
import type { Column } from '../../../shared/drift/source.ts';
import { queryRows } from '../duckdb.ts';

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  /** Partition keys. */
  readonly by: readonly Column[];
  readonly select: string;
}

const uniform = (column: number) => `((hash(i * 1009 + ${column}) % 1000003) / 1000003.0)`;
const special = (column: number, otherwise: string) => `CASE CAST(hash(i + ${column}) % 23 AS INTEGER) WHEN 0 THEN NULL WHEN 1 THEN CAST('NaN' AS DOUBLE) WHEN 2 THEN CAST('Infinity' AS DOUBLE) WHEN 3 THEN CAST('-Infinity' AS DOUBLE) WHEN 4 THEN -0E0 WHEN 5 THEN 0E0 ELSE ${otherwise} END`;

/** Every type and every kind of grid, with what engines see differently: NaN, infinities, minus zero, values on edges, blanks, quotes, other scripts. */
const columns: readonly (readonly [name: string, hive: string, expression: string])[] = [
  ['few', 'bigint', 'i % 7'], ['many', 'bigint', `CAST(floor(${uniform(1)} * 1e6) AS BIGINT)`], ['running', 'bigint', 'i'], ['huge', 'bigint', `9007199254740993 + CAST(floor(${uniform(2)} * 1e15) AS BIGINT)`],
  ['small', 'smallint', 'CAST(i % 300 AS SMALLINT)'], ['plain', 'int', `CAST(floor(${uniform(3)} * 5000) - 2500 AS INTEGER)`],
  ['double', 'double', special(4, `${uniform(4)} * 100 - 20`)], ['few doubles', 'double', special(5, '(i % 5) / 4.0')], ['tail', 'double', `exp(6 * ${uniform(6)})`], ['decades', 'double', `power(10, floor(60 * ${uniform(7)}) - 30)`],
  ['clusters', 'double', `CASE i % 3 WHEN 0 THEN ${uniform(8)} WHEN 1 THEN 1e9 + ${uniform(8)} * 1e3 ELSE -1e12 END`], ['real', 'float', `CAST(${uniform(9)} * 8 AS FLOAT)`], ['money', 'decimal(12,2)', `CAST(floor(${uniform(10)} * 1e7) / 100 AS DECIMAL(12,2))`],
  ['whole money', 'decimal(9,0)', `CAST(floor(${uniform(11)} * 1e4) AS DECIMAL(9,0))`], ['day', 'date', `DATE '1969-06-01' + CAST(floor(${uniform(12)} * 9000) AS INTEGER)`],
  ['at', 'timestamp', `epoch_ms(CAST(floor(${uniform(13)} * 4e12) AS BIGINT) - 1500)`], ['flag', 'boolean', 'CASE WHEN i % 11 = 0 THEN NULL ELSE i % 3 = 0 END'],
  ['kind', 'string', '[\'a\', \'b\', \'it\'\'s\', \'say "x"\', \'ü\', \'😀\', \'\', \' blank \', \'a\' || chr(10) || \'b\'][1 + CAST(i % 9 AS INTEGER)]'], ['rare', 'varchar(40)', 'CASE WHEN i % 2 = 0 THEN \'common\' ELSE \'r\' || (i % 700) END'],
  ['wide', 'string', `'value ' || CAST(floor(${uniform(14)} * 2600) AS INTEGER)`], ['name', 'string', '\'customer number \' || i'], ['code', 'char(5)', '[\'x\', \'xy\', \'xyz\'][1 + CAST(i % 3 AS INTEGER)]'],
  ['nothing', 'double', 'CAST(NULL AS DOUBLE)'], ['select "from"', 'bigint', 'i % 4'],
];

export const everyType: Table = {
  name: 'every_type',
  columns: columns.map(([name, type]) => ({ name, type })),
  by: [{ name: 'region', type: 'string' }, { name: 'year', type: 'int' }],
  select: `SELECT ${columns.map(([name, , expression]) => `${expression} AS ${identifier(name)}`).join(', ')}, ['north', 'it''s', NULL][1 + CAST(i % 3 AS INTEGER)] AS region, CAST(2024 + i % 2 AS INTEGER) AS year FROM range(6000) AS t(i)`,
};

/** The table in DuckDB and, value for value, as the file from which Server.java serves it. */
export async function makeTable(connection: DuckDBConnection, { name, columns: own, by, select }: Table, folder: string): Promise<void> {
  await connection.run(`CREATE TABLE ${identifier(name)} AS ${select}`);
  const all = [...own, ...by];
  const rows = await queryRows(connection, `SELECT ${all.map(native).join(', ')} FROM ${identifier(name)}`);
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ columns: all.map((column) => [column.name, trinoType(column.type)]), rows }));
}

function trinoType(hive: string): string {
  return { string: 'varchar', float: 'real', int: 'integer', timestamp: 'timestamp(3)' }[hive] ?? hive;
}

/** A value as Trino keeps it, as text. */
function native({ name, type }: Column): string {
  const column = identifier(name);
  const scale = /^decimal\(\d+,(\d+)\)$/.exec(type)?.[1];
  if (scale !== undefined) return `CAST(CAST(${column} * ${10 ** Number(scale)} AS BIGINT) AS VARCHAR)`;
  switch (classOf(type)) {
    case 'date': return `CAST(date_diff('day', DATE '1970-01-01', ${column}) AS VARCHAR)`;
    case 'timestamp': return `CAST(epoch_us(${column}) AS VARCHAR)`;
    case 'fraction': return `CASE WHEN isnan(${column}) THEN 'NaN' WHEN isinf(${column}) THEN CASE WHEN ${column} > 0 THEN 'Infinity' ELSE '-Infinity' END ELSE CAST(${column} AS VARCHAR) END`;
    default: return `CAST(${column} AS VARCHAR)`;
  }
}
