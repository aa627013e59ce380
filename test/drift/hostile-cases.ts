import { DuckDBInstance } from '@duckdb/node-api';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { identifier } from '../../shared/drift/sql.ts';
import { writeCsv } from './command.ts';

/** What the command must say: a level, or an error whose message matches. */
export type Expected = 'none' | 'possible' | 'drift' | RegExp;

export interface Case {
  readonly name: string;
  readonly expected: Expected;
  readonly options?: readonly string[];
  /** Writes both files into the folder and returns their paths. */
  readonly write: (folder: string) => Promise<readonly [baseline: string, current: string]>;
}

const rows = 400;
const range = (n: number) => Array.from({ length: n }, (_, i) => i);

function csv(columns: Readonly<Record<string, (i: number) => string | null>>, file: string, n = rows): string {
  const names = Object.keys(columns);
  return writeCsv(file, names, range(n).map((i) => names.map((name) => columns[name]?.(i) ?? null)));
}

type Cell = (i: number) => string | null;

/** One column in CSV, before and now. */
function column(name: string, expected: Expected, before: Cell, now: Cell, { options = [], n = rows, m = rows }: { options?: readonly string[]; n?: number; m?: number } = {}): Case {
  return { name, expected, options, write: async (folder) => [csv({ x: before }, join(folder, 'a.csv'), n), csv({ x: now }, join(folder, 'b.csv'), m)] };
}

/** Two files of these bytes. */
function bytes(name: string, expected: Expected, before: string | Buffer, now: string | Buffer, endings: readonly [string, string] = ['csv', 'csv']): Case {
  return {
    name, expected,
    write: async (folder) => {
      const paths = [join(folder, `a.${endings[0]}`), join(folder, `b.${endings[1]}`)] as const;
      writeFileSync(paths[0], before);
      writeFileSync(paths[1], now);
      return paths;
    },
  };
}

function parquet(name: string, expected: Expected, before: string, now: string, options: readonly string[] = []): Case {
  return {
    name, expected, options,
    write: async (folder) => {
      const connection = await (await DuckDBInstance.create(':memory:')).connect();
      const paths = [join(folder, 'a.parquet'), join(folder, 'b.parquet')] as const;
      await connection.run(`COPY (${before}) TO '${paths[0]}' (FORMAT parquet)`);
      await connection.run(`COPY (${now}) TO '${paths[1]}' (FORMAT parquet)`);
      connection.closeSync();
      return paths;
    },
  };
}

const names = [
  'a"b', 'a;DROP TABLE baseline', '--', '/*', '\'', '"', '""', 'select', 'rows', 'g', 'k', 'v', 'n', 'x0', 'b0', 'r0', 'p0', ' ', ' a', 'a ', 'ü', '😀', '%s', '\\', '${x}', '{{x}}',
  'a.b', 'null', 'NaN', '1', '-1', 'A'.repeat(255), 'tab\there', 'line\nbreak', 'comma,here', '<script>alert(1)</script>', '__proto__', 'constructor', 'toString', '(other)', '(chunk)', 'baseline', 'ﬁ', 'a\u0301', '\u202Eabc',
];

function nameCases(): readonly Case[] {
  return names.flatMap((name, position) => {
    const shown = JSON.stringify(name.slice(0, 30));
    const cells = (shift: number): Readonly<Record<string, Cell>> => Object.fromEntries([[name, (i: number) => String((i % 40) + shift)], ['other column', (i: number) => `c${i % 3}`]]);
    const select = (shift: number) => `SELECT i % 40 + ${shift} AS ${identifier(name)}, 'c' || (i % 3) AS "other column" FROM range(${rows}) AS t(i)`;
    const all = [
      { name: `name ${shown} in CSV, same data`, expected: 'none', write: async (folder) => [csv(cells(0), join(folder, 'a.csv')), csv(cells(0), join(folder, 'b.csv'))] },
      { name: `name ${shown} in CSV, other data`, expected: 'drift', write: async (folder) => [csv(cells(0), join(folder, 'a.csv')), csv(cells(20), join(folder, 'b.csv'))] },
      parquet(`name ${shown} in Parquet, same data`, 'none', select(0), select(0)),
      parquet(`name ${shown} in Parquet, other data`, 'drift', select(0), select(20)),
    ] satisfies readonly Case[];
    // Two of the four by turns.
    return all.filter((_, i) => (i + Math.floor(i / 2) + position) % 2 === 0);
  });
}

const texts = [
  '\'', '"', '""', '\'; DROP TABLE x; --', '<b>', '&amp;', '\\N', 'NULL', 'null', 'NA', 'N/A', 'nan ', 'None', '-', ' ', '  x  ', '\t', 'a,b', 'a;b', 'line\nbreak', 'cr\r\nlf', '😀', 'ﬁ', '\u200B', '\uFEFF', '(other)', 'other values', 'rare values',
  '__proto__', 'true', 'TRUE', '0x1F', '1_000', '1,5', '1 000', ' 1', '1 ', '$5', '5 %', '١٢', 'x'.repeat(5000), '=1+1', '\u202Eabc', 'a\u0301', '1e5x', 'infinite', '2024-13-45', '24:61',
];

function textCases(): readonly Case[] {
  return texts.flatMap((text) => {
    const shown = JSON.stringify(text.slice(0, 30));
    return [
      column(`text ${shown}, same data`, 'none', (i) => (i % 2 === 0 ? text : 'b'), (i) => (i % 2 === 0 ? text : 'b')),
      column(`text ${shown} is new`, 'drift', (i) => (i % 2 === 0 ? 'a' : 'b'), (i) => (i % 3 === 0 ? text : 'b')),
      column(`text ${shown} everywhere, then gone`, 'drift', () => text, () => 'b'),
    ];
  });
}

const numbers: readonly (readonly [string, Cell])[] = [
  ['all zero', () => '0'], ['minus zero and zero', (i) => (i % 2 === 0 ? '0' : '-0')], ['huge', (i) => `${i}e305`], ['both ends of the doubles', (i) => (i % 2 === 0 ? '1.7976931348623157e308' : '-1.7976931348623157e308')],
  ['subnormal', (i) => `${i + 1}e-320`], ['whole numbers beyond 2^53', (i) => String(9_007_199_254_740_993n + BigInt(i))], ['all nan', () => 'nan'], ['all inf', () => 'inf'], ['all -inf', () => '-inf'],
  ['nan, inf and numbers', (i) => ['nan', 'inf', '-inf', String(i)][i % 4] ?? null], ['written in all ways', (i) => ['1', '1.0', '+1', '1e0', '01', '.5', '5.', 'NaN', 'Infinity'][i % 9] ?? null],
  ['mostly null', (i) => (i % 20 === 0 ? String(i) : null)], ['sentinel', (i) => (i % 10 === 0 ? '-999999999' : String(i % 50))], ['one outlier', (i) => (i === 7 ? '1e300' : String(i / 7))],
  ['close together far out', (i) => String(1e15 + i / 8)], ['many decades', (i) => `1e${(i % 80) - 40}`], ['overflowing', (i) => (i % 2 === 0 ? '1e999' : '1')], ['boolean', (i) => String(i % 2 === 0)], ['dates', (i) => `2024-01-${String((i % 28) + 1).padStart(2, '0')}`],
  ['times', (i) => `2024-01-01 10:${String(i % 60).padStart(2, '0')}:00`], ['leading zeros', (i) => String(i % 30).padStart(5, '0')], ['all null', () => null],
];

function numberCases(): readonly Case[] {
  return [
    ...numbers.map(([name, cell]) => column(`${name}, same data`, 'none', cell, cell)),
    ...numbers.map(([name, cell]) => column(`${name}, as text, same data`, 'none', cell, cell, { options: ['--categorical', 'x'] })),
    ...numbers.filter(([name]) => name !== 'all null').map(([name, cell]) => column(`${name}, then all null`, name === 'mostly null' ? 'drift' : 'drift', cell, () => null)),
    ...numbers.filter(([name]) => !['all null', 'dates', 'times', 'boolean'].includes(name)).map(([name, cell]) => column(`${name}, then texts`, 'drift', cell, (i) => `t${i % 3}`)),
    column('zero becomes one', 'drift', () => '0', () => '1'),
    column('zero becomes nan', 'drift', () => '0', () => 'nan'),
    column('numbers become inf', 'drift', (i) => String(i % 50), () => 'inf'),
    column('tiny values move', 'drift', (i) => `${(i % 40) + 1}e-200`, (i) => `${(i % 40) + 30}e-200`),
    column('huge values move', 'drift', (i) => `${(i % 40) + 1}e300`, (i) => `${(i % 40) + 30}e300`),
    column('a shift far out', 'drift', (i) => String(1.7e9 + ((i * 7919) % 401) * 3.5), (i) => String(1.7e9 + ((i * 7919) % 401) * 3.5 + 900)),
    column('a running number goes on', 'none', (i) => String(i + 1), (i) => String(i + 401)),
    column('all nulls stay null', 'none', () => null, () => null),
    column('nulls vanish', 'drift', (i) => (i % 2 === 0 ? null : String(i % 7)), (i) => String(i % 7)),
    column('null share grows a little', 'none', (i) => (i % 50 === 0 ? null : String(i % 7)), (i) => (i % 40 === 0 ? null : String(i % 7))),
    column('one row each, the same', 'none', () => '1', () => '1', { n: 1, m: 1 }),
    column('one row each, another', 'none', () => '1', () => '2', { n: 1, m: 1 }),
    column('one row now', 'possible', (i) => String(i % 5), () => '3', { m: 1 }),
    column('two rows before', 'none', (i) => String(i), (i) => String(i % 2), { n: 2 }),
    column('few rows, another category', 'none', () => 'a', () => 'b', { n: 3, m: 3 }),
    column('a hundred times as many rows', 'none', (i) => String(i % 9), (i) => String(i % 9), { n: 180, m: 18_000 }),
    column('ids go on', 'none', (i) => `user-${i}-x`, (i) => `user-${i + 400}-x`),
  ];
}

const good = `a,b\n${range(rows).map((i) => `${i % 7},c${i % 3}\n`).join('')}`;

function fileCases(): readonly Case[] {
  return [
    bytes('an empty file', /empty: it has no header/, '', good), bytes('an empty current file', /empty: it has no header/, good, ''), bytes('blanks only', /no header/, '  \n\n', good),
    bytes('a header only', /baseline data has no rows/, 'a,b\n', good), bytes('a header only now', /current data has no rows/, good, 'a,b\n'), bytes('a header without line end', /no rows/, good, 'a,b'),
    bytes('a row with too few fields', /cannot be read/, good, `${good}1\n`), bytes('a row with too many fields', /cannot be read/, good, `${good}1,2,3\n`), bytes('too many fields early', /cannot be read/, 'a,b\n1,2\n3,4,5\n', good),
    bytes('a quote never closed', /cannot be read/, good, `${good}1,"x\n`), bytes('a quote in the header never closed', /never closed/, '"a,b\n1,2\n', good), bytes('text after a quoted field', /cannot be read/, good, `${good}1,"x"y\n`),
    bytes('Latin-1', /cannot be read|not UTF-8/, good, Buffer.from(`${good}1,caf\xe9\n`, 'latin1')), bytes('Latin-1 in the header', /not UTF-8/, Buffer.from('caf\xe9,b\n1,2\n', 'latin1'), good), bytes('UTF-16', /UTF-16/, Buffer.from(`\uFEFF${good}`, 'utf16le'), good),
    bytes('a byte order mark', 'none', `\uFEFF${good}`, good), bytes('CRLF', 'none', good.replaceAll('\n', '\r\n'), good), bytes('no line end at the end', 'none', good.trimEnd(), good), bytes('semicolons', 'none', good.replaceAll(',', ';'), good),
    bytes('tabs', 'none', good.replaceAll(',', '\t'), good), bytes('quoted fields', 'none', good.replaceAll(/(c\d)/g, '"$1"'), good), bytes('a column twice', /has the column "a" twice/, 'a,a\n1,2\n', good), bytes('a column twice but for case', /twice/, 'a,A\n1,2\n', good),
    bytes('columns in another order', 'none', good, `b,a\n${range(rows).map((i) => `c${i % 3},${i % 7}\n`).join('')}`), bytes('a column is missing', 'drift', good, good.replaceAll(/,(b|c\d)\n/g, '\n')), bytes('a column is new', 'none', good.replaceAll(/,(b|c\d)\n/g, '\n'), good),
    bytes('no column in common', 'drift', good, good.replace('a,b', 'c,d')), bytes('a header without names', 'none', good.replace('a,b', ','), good.replace('a,b', ',')), bytes('a trailing comma in the header', /cannot be read/, good.replace('a,b', 'a,b,'), good),
    bytes('a NUL character in a value', 'none', `${good}1,x\0y\n`, `${good}1,x\0y\n`), bytes('a NUL character in the header', /NUL/, good.replace('a,b', 'a,b\0'), good), bytes('blank lines in one column', 'none', `a\n${'1\n\n'.repeat(200)}`, `a\n${'1\n\n'.repeat(200)}`),
    bytes('a line break in the header, other ones between the rows', 'none', good.replaceAll('\n', '\r\n').replace('a,b', '"a\nx",b'), good.replace('a,b', '"a\nx",b')), bytes('a line break in the header, other ones between the rows, other data', 'drift', good.replace('a,b', '"a\r\nx",b'), good.replace('a,b', '"a\r\nx",b').replaceAll(/c[01]/g, 'c2')),
    bytes('gzip', 'none', gzipSync(good), good, ['csv.gz', 'csv']), bytes('gzip cut off', /not a whole gzip file/, gzipSync(good).subarray(0, 60), good, ['csv.gz', 'csv']), bytes('gzip that is none', /not a whole gzip file/, good, good, ['csv.gz', 'csv']),
    bytes('Parquet that is none', /cannot be read/, good, good, ['parquet', 'csv']), bytes('an empty Parquet file', /cannot be read/, '', good, ['parquet', 'csv']), bytes('Parquet magic only', /cannot be read/, 'PAR1PAR1', good, ['parquet', 'csv']), bytes('an unknown ending', /neither CSV nor Parquet/, good, good, ['xlsx', 'csv']),
    bytes('JSON named CSV', /cannot be read|no rows/, '{"a": 1, "b": 2}\n{"a": 1}\n', good), bytes('a line of a million characters', 'none', `${good}1,${'x'.repeat(1_000_000)}\n`, good),
    bytes('numbers with a stray text', 'drift', good, `${good}oops,c1\n`), bytes('numbers with a thousand separator', 'drift', good, `${good}"1,000",c1\n`), bytes('a decimal comma', 'drift', good, `${good}"1,5",c1\n`),
  ];
}

function parquetCases(): readonly Case[] {
  const from = `FROM range(${rows}) AS t(i)`;
  // Each counted column costs DuckDB time; those that are left out go through all else.
  const wide = range(2000).map((i) => `${i % 20 > 0 ? '[i]' : i % 40 === 0 ? 'i % 7' : '\'c\' || (i % 3)'} AS "column ${i}"`).join(', ');
  const same = (type: string, expression: string, expected: Expected = 'none') => parquet(`Parquet ${type}, same data`, expected, `SELECT ${expression} AS x, i % 5 AS y ${from}`, `SELECT ${expression} AS x, i % 5 AS y ${from}`);
  return [
    ...['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT', 'FLOAT', 'DOUBLE', 'DECIMAL(4,1)', 'DECIMAL(38,10)', 'VARCHAR', 'BOOLEAN'].map((type) => same(type, `CAST(i % 20 AS ${type})`)),
    same('HUGEINT', 'CAST(i % 20 AS HUGEINT)'), same('DATE', 'DATE \'2024-01-01\' + CAST(i % 20 AS INTEGER)'), same('TIMESTAMP', 'TIMESTAMP \'2024-01-01\' + INTERVAL 1 HOUR * i'), same('TIMESTAMPTZ', 'TIMESTAMPTZ \'2024-01-01 00:00:00+00\' + INTERVAL 1 HOUR * i'),
    same('TIME', 'CAST(TIMESTAMP \'2024-01-01\' + INTERVAL 1 HOUR * (i % 20) AS TIME)'), same('UUID', 'CAST(\'00000000-0000-0000-0000-00000000000\' || (i % 5) AS UUID)'), same('ENUM', 'CAST([\'a\', \'b\'][1 + i % 2] AS ENUM(\'a\', \'b\'))'), same('BLOB', 'CAST(\'x\' AS BLOB)'),
    same('LIST', '[i]'), same('STRUCT', '{a: i}'), same('MAP', 'MAP {\'a\': i}'), same('nulls only', 'CAST(NULL AS INTEGER)'), same('INTERVAL', 'INTERVAL 1 DAY * i'),
    parquet('integers that became doubles', 'none', `SELECT i % 20 AS x ${from}`, `SELECT CAST(i % 20 AS DOUBLE) AS x ${from}`), parquet('integers that became texts', 'drift', `SELECT i % 20 AS x ${from}`, `SELECT CAST(i % 20 AS VARCHAR) AS x ${from}`),
    parquet('integers that became texts, as categories', 'none', `SELECT i % 20 AS x ${from}`, `SELECT CAST(i % 20 AS VARCHAR) AS x ${from}`, ['--categorical', 'x']), parquet('no rows', /has no rows/, `SELECT i ${from} WHERE false`, `SELECT i ${from}`),
    parquet('dates that became times', 'none', `SELECT DATE '2024-01-01' AS x, i % 4 AS y ${from}`, `SELECT TIMESTAMP '2024-01-01' AS x, i % 4 AS y ${from}`), parquet('a list that became a number', 'drift', `SELECT [i] AS x ${from}`, `SELECT i AS x ${from}`),
    parquet('years out of range', 'none', `SELECT DATE '0001-01-01' AS x, i % 3 AS y ${from}`, `SELECT DATE '9999-12-31' AS x, i % 3 AS y ${from}`), parquet('NaN and infinities', 'drift', `SELECT CAST(i % 20 AS DOUBLE) AS x ${from}`, `SELECT CASE WHEN i % 2 = 0 THEN CAST('NaN' AS DOUBLE) ELSE CAST('Infinity' AS DOUBLE) END AS x ${from}`),
    parquet('an infinite date', 'none', `SELECT DATE 'infinity' AS x, i % 3 AS y ${from}`, `SELECT DATE '-infinity' AS x, i % 3 AS y ${from}`),
    parquet('2,000 columns, most of them lists, one moved', 'drift', `SELECT ${wide} ${from}`, `SELECT * REPLACE (i % 7 + 5 AS "column 400") FROM (SELECT i, ${wide} ${from})`),
    parquet('columns that differ by case', /twice|cannot be read|none/, `SELECT i AS "a", i AS "A" ${from}`, `SELECT i AS "a", i AS "A" ${from}`),
  ];
}

export const cases: readonly Case[] = [...nameCases(), ...textCases(), ...numberCases(), ...fileCases(), ...parquetCases()];
