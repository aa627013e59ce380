import { batches } from './batches.ts';
import { classOf } from './column-class.ts';
import { numberExpression, textExpression, unitOf } from './number-expression.ts';
import { byteLength, double, fromClause, maximumQueryBytes } from './sql.ts';
import type { Column, Source } from './source.ts';

/** The numbers' quantiles and distinct values are looked at in this many rows; extremes and categories in all. */
export const probeRows = 65_536;
/** Quantiles 1/32 … 32/32 of each number column anchor its grid. */
export const quantiles = 32;
/** At most this many categories are listed by value. */
export const maximumCategories = 2000;
/** A number column is counted by value when it has at most this many values … */
export const fewValues = 2000;
/** … and each occurs this often on average. */
export const repeats = 10;
/** Longer texts are never listed by value. */
export const longestCategory = 200;
/** From this share of distinct values on, and above 100 of them, a text column is near-unique (names, addresses, keys): never by value. */
export const nearUniqueShare = 0.5;
export const nearUniqueFrom = 100;

export interface AnchorOptions {
  /** Columns of which only the presence of a value is counted. */
  readonly private?: readonly string[];
  /** Values with fewer rows are never listed (default 10; 1: every number is counted by its value). */
  readonly minimumCount?: number;
}

/**
 * The one query before a product is profiled for the first time: it fixes what the grid is anchored on.
 * Result columns: what (`rows`, `range`, `quantile`, `category`), column ordinal, text, number, number, count, total, distinct.
 * Throws a RangeError when the text would exceed Athena's limit (from about 400 columns on: anchor in several batches and use `joinGrids`).
 */
export function anchorQuery(source: Source, columns: readonly Column[], options: AnchorOptions = {}): string {
  const { minimumCount = defaultMinimumCount } = options;
  const sql = [
    `SELECT 'rows' AS what, -1 AS c, CAST(NULL AS VARCHAR) AS k, CAST(NULL AS DOUBLE) AS v, CAST(NULL AS DOUBLE) AS w, COUNT(*) AS n, COUNT(*) AS total, 0 AS d ${fromClause(source)}`,
    ...batches(numbers(columns, options)).flatMap((batch) => [ranges(source, batch), quantilesOf(source, batch, minimumCount)]),
    ...batches(texts(columns, options)).map((batch) => categories(source, batch, minimumCount)),
  ].join('\nUNION ALL\n');
  if (byteLength(sql) > maximumQueryBytes) throw new RangeError(`The anchor query of ${columns.length} columns exceeds ${maximumQueryBytes} bytes`);
  return sql;
}

export const defaultMinimumCount = 10;

interface Numbered {
  readonly ordinal: number;
  readonly expression: string;
}

const largest = double(Number.MAX_VALUE);

function numbers(columns: readonly Column[], options: AnchorOptions): readonly Numbered[] {
  return columns.flatMap((column, ordinal) => {
    const unit = options.private?.includes(column.name) === true ? undefined : unitOf(column);
    return unit === undefined ? [] : [{ ordinal, expression: numberExpression(column, unit) }];
  });
}

function texts(columns: readonly Column[], options: AnchorOptions): readonly Numbered[] {
  return columns.flatMap((column, ordinal) =>
    options.private?.includes(column.name) !== true && ['text', 'character'].includes(classOf(column.type))
      ? [{ ordinal, expression: textExpression(column) }] : []);
}

/** Finite values only; DuckDB sorts NaN above all numbers, Trino compares it to none, so both leave it out here. */
function finite(source: Source, batch: readonly Numbered[], limit?: number): string {
  const raw = `SELECT ${batch.map(({ expression }, i) => `${expression} AS r${i}`).join(', ')} ${fromClause(source)}${limit === undefined ? '' : ` LIMIT ${limit}`}`;
  const list = batch.map((_, i) => `CASE WHEN r${i} >= -${largest} AND r${i} <= ${largest} THEN r${i} END AS x${i}`).join(', ');
  return `SELECT ${list} FROM (${raw}) AS raw`;
}

function pick(batch: readonly Numbered[], expression: (i: number) => string): string {
  return `CASE c ${batch.map((_, i) => `WHEN ${i} THEN ${expression(i)}`).join(' ')} END`;
}

/** One wide row turned into one row per column. */
function ranges(source: Source, batch: readonly Numbered[]): string {
  const wide = batch.map((_, i) => `MIN(x${i}) AS a${i}, MAX(x${i}) AS b${i}, COUNT(x${i}) AS n${i}`).join(', ');
  const counter = batch.map((_, i) => `(${i})`).join(', ');
  return `SELECT 'range', ${pick(batch, (i) => `${batch[i]?.ordinal}`)}, CAST(NULL AS VARCHAR), ${pick(batch, (i) => `a${i}`)}, ${pick(batch, (i) => `b${i}`)}, `
    + `${pick(batch, (i) => `n${i}`)}, row_count, 0 FROM (SELECT ${wide}, COUNT(*) AS row_count FROM (${finite(source, batch)}) AS f) AS wide CROSS JOIN (VALUES ${counter}) AS counter(c)`;
}

/** The quantiles; of a column with few values those that are frequent enough to be listed, and no rare one. */
function quantilesOf(source: Source, batch: readonly Numbered[], minimumCount: number): string {
  const grouped = groups(batch.map((_, i) => `x${i}`), `(${finite(source, batch, probeRows)}) AS f`);
  const tall = `SELECT ${ordinal(batch)} AS c, ${coalesce(batch.map((_, i) => `x${i}`))} AS v, n FROM (${grouped}) AS grouped`;
  const ranked = `SELECT c, v, n, SUM(n) OVER (PARTITION BY c ORDER BY v) AS upto, SUM(n) OVER (PARTITION BY c) AS total, `
    + `COUNT(*) OVER (PARTITION BY c) AS d FROM (${tall}) AS tall WHERE v IS NOT NULL`;
  const isQuantile = `${rank('upto')} > ${rank('upto - n')}`;
  return `SELECT 'quantile', c, CAST(NULL AS VARCHAR), v, CAST(upto AS DOUBLE), n, total, d FROM (${ranked}) AS ranked `
    + `WHERE ${minimumCount <= 1 ? isQuantile : `CASE WHEN d <= ${fewValues} AND d * ${repeats} <= total THEN n >= ${minimumCount} ELSE ${isQuantile} END`}`;
}

/** In doubles: Trino divides integers to an integer, DuckDB does not. */
function rank(upto: string): string {
  return `FLOOR(CAST((${upto}) * ${quantiles} AS DOUBLE) / CAST(total AS DOUBLE))`;
}

/** Values that may not be listed leave as NULL: of such a column one row remains, with its number of distinct values. */
function categories(source: Source, batch: readonly Numbered[], minimumCount: number): string {
  const raw = `SELECT ${batch.map(({ expression }, i) => `${expression} AS x${i}`).join(', ')} ${fromClause(source)}`;
  const grouped = groups(batch.map((_, i) => `x${i}`), `(${raw}) AS f`);
  const tall = `SELECT ${ordinal(batch)} AS c, ${coalesce(batch.map((_, i) => `x${i}`))} AS k, n FROM (${grouped}) AS grouped`;
  const ranked = `SELECT c, k, n, SUM(n) OVER (PARTITION BY c) AS total, COUNT(*) OVER (PARTITION BY c) AS d, `
    + `ROW_NUMBER() OVER (PARTITION BY c ORDER BY n DESC, k) AS r FROM (${tall}) AS tall WHERE k IS NOT NULL`;
  const shown = `n >= ${minimumCount} AND LENGTH(k) <= ${longestCategory} AND NOT (d > ${nearUniqueFrom} AND d > ${double(nearUniqueShare)} * total)`;
  return `SELECT 'category', c, CASE WHEN ${shown} THEN k END, CAST(NULL AS DOUBLE), CAST(r AS DOUBLE), n, total, d FROM (${ranked}) AS ranked `
    + `WHERE r = 1 OR (r <= ${maximumCategories} AND ${shown})`;
}

function groups(keys: readonly string[], from: string): string {
  return `SELECT GROUPING(${keys.join(', ')}) AS g, ${keys.join(', ')}, COUNT(*) AS n FROM ${from} GROUP BY GROUPING SETS (${keys.map((key) => `(${key})`).join(', ')})`;
}

function coalesce(keys: readonly string[]): string {
  return keys.length === 1 ? keys.join() : `COALESCE(${keys.join(', ')})`;
}

/** From the one zero bit of GROUPING to the column's position among all columns. */
function ordinal(batch: readonly Numbered[]): string {
  const all = (1n << BigInt(batch.length)) - 1n;
  const cases = batch.map(({ ordinal: position }, i) => `WHEN ${all ^ (1n << BigInt(batch.length - 1 - i))} THEN ${position}`);
  return `CASE g ${cases.join(' ')} END`;
}
