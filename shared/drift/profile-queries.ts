import { longestCategory } from './anchor-query.ts';
import { batches, columnsPerQuery } from './batches.ts';
import { gridOf } from './grid-of.ts';
import type { ColumnGrid, Grid } from './grid.ts';
import { keyExpression } from './keys.ts';
import { numberExpression, textExpression } from './number-expression.ts';
import { byteLength, double, fromClause, identifier, maximumQueryBytes, text } from './sql.ts';
import type { Column, Source } from './source.ts';

/** No column brings more rows than this; what is beyond counts as the rest. Guards against a column that was few-valued once. */
export const rowsPerColumn = 20_000;

export interface ProfileOptions {
  /** Partition keys: counts are for each partition by itself. */
  readonly by?: readonly Column[];
  /** Values that the grid does not list leave the query only from this many rows on (1: all do). */
  readonly minimumCount?: number;
}

/**
 * One query per at most 60 columns, each a single scan: a row per column and bin.
 * Result columns: the partition keys named in `by` (as text), GROUPING mask, key (text), value (number), count.
 */
export function profileQueries(source: Source, columns: readonly Column[], grid: Grid, { by = [], minimumCount = 1 }: ProfileOptions = {}): string[] {
  return profileBatches(columns, grid).map((batch) => profileQuery(source, batch, by, minimumCount));
}

export interface Counted {
  readonly column: Column;
  readonly grid: ColumnGrid;
}

/** Which columns each query counts. Columns without countable values are in none; there is always one query, for the number of rows. */
export function profileBatches(columns: readonly Column[], grid: Grid): readonly (readonly Counted[])[] {
  const counted = columns.map((column) => ({ column, grid: gridOf(grid, column) })).filter(({ grid: { kind } }) => kind !== 'none');
  const result = batches(counted, columnsPerQuery).flatMap(splitBySize);
  return result.length === 0 ? [[]] : result;
}

/** Long lists of categories can exceed the query's size before 60 columns do. */
function splitBySize(batch: readonly Counted[]): readonly (readonly Counted[])[] {
  const room = maximumQueryBytes / 2;
  const size = batch.reduce((sum, item) => sum + byteLength(selectItem(item, 0)) + byteLength(folded(item.grid, 'CAST(b00 AS VARCHAR)', 2) ?? '') + byteLength(foldedNumber(item, 'b00', 2)), 0);
  if (size <= room || batch.length === 1) return [batch];
  const half = Math.ceil(batch.length / 2);
  return [...splitBySize(batch.slice(0, half)), ...splitBySize(batch.slice(half))];
}

function profileQuery(source: Source, batch: readonly Counted[], by: readonly Column[], minimumCount: number): string {
  const parts = by.map(({ name }, i) => `CAST(${identifier(name)} AS VARCHAR) AS p${i}`);
  const partNames = by.map((_, i) => `p${i}`);
  if (batch.length === 0) {
    const group = by.length === 0 ? '' : ` GROUP BY ${by.map((_, i) => i + 1).join(', ')}`;
    return `SELECT ${[...parts, '0 AS g', 'CAST(NULL AS VARCHAR) AS k', 'CAST(NULL AS DOUBLE) AS v', 'COUNT(*) AS n'].join(', ')} ${fromClause(source)}${group}`;
  }
  const keys = batch.map((_, i) => `b${i}`);
  const sets = [...keys.map((key) => `(${[...partNames, key].join(', ')})`), `(${partNames.join(', ')})`];
  const inner = `SELECT ${[...parts, ...batch.map((item, i) => selectItem(item, i))].join(', ')} ${fromClause(source)}`;
  const grouped = `SELECT ${[...partNames, `GROUPING(${keys.join(', ')}) AS g`, ...keys, 'COUNT(*) AS n'].join(', ')} FROM (${inner}) AS x GROUP BY GROUPING SETS (${sets.join(', ')})`;
  const isValue = (i: number) => batch[i]?.grid.kind === 'values';
  const textKeys = batch.flatMap(({ grid }, i) => folded(grid, `CAST(b${i} AS VARCHAR)`, minimumCount) ?? []);
  const tall = `SELECT ${[...partNames, 'g', `${coalesce(textKeys, 'VARCHAR')} AS k`, `${coalesce(batch.flatMap((item, i) => isValue(i) ? [foldedNumber(item, `b${i}`, minimumCount)] : []), 'DOUBLE')} AS v`, 'n'].join(', ')} FROM (${grouped}) AS y`;
  const ranked = `SELECT ${[...partNames, 'g', 'k', 'v', 'n', `ROW_NUMBER() OVER (PARTITION BY ${[...partNames, 'g'].join(', ')} ORDER BY n DESC, k, v) AS r`].join(', ')} FROM (${tall}) AS z`;
  return `SELECT ${[...partNames, 'g', 'k', 'v', 'n'].join(', ')} FROM (${ranked}) AS w WHERE r <= ${rowsPerColumn}`;
}

/** A rare value stays in the warehouse: what the query's result names could be read there. Of a number that stays there is a key, but no value. */
function folded(grid: ColumnGrid, key: string, minimumCount: number): string | undefined {
  if (grid.kind === 'values') return grid.listed === undefined || minimumCount <= 1 ? undefined : `CASE WHEN ${key} IS NOT NULL THEN '' END`;
  if (grid.kind !== 'categories' || !grid.open || minimumCount <= 1) return key;
  const listed = grid.listed.length === 0 ? '' : ` OR ${key} IN (${grid.listed.map(text).join(', ')})`;
  return `CASE WHEN n >= ${minimumCount} AND LENGTH(${key}) <= ${longestCategory}${listed} THEN ${key} WHEN ${key} IS NOT NULL THEN ${text(grid.other)} END`;
}

function foldedNumber(item: Counted, name: string, minimumCount: number): string {
  const value = numberOf(item, name);
  if (item.grid.kind !== 'values' || item.grid.listed === undefined || minimumCount <= 1) return value;
  const listed = item.grid.listed.length === 0 ? '' : ` OR ${value} IN (${item.grid.listed.map(double).join(', ')})`;
  return `CASE WHEN n >= ${minimumCount}${listed} OR NOT (${value} >= -${largest} AND ${value} <= ${largest}) THEN ${value} END`;
}

const largest = double(Number.MAX_VALUE);

function coalesce(keys: readonly string[], type: string): string {
  if (keys.length === 0) return `CAST(NULL AS ${type})`;
  return keys.length === 1 ? keys.join() : `COALESCE(${keys.join(', ')})`;
}

function selectItem({ column, grid }: Counted, index: number): string {
  return `${key(column, grid)} AS b${index}`;
}

function numberOf({ column, grid }: Counted, name: string): string {
  return grid.kind === 'values' && grid.unit !== 'second' ? numberExpression({ name, type: column.type }, grid.unit) : name;
}

function key(column: Column, grid: ColumnGrid): string {
  switch (grid.kind) {
    // The raw value groups fastest (the engine sees dictionaries); it becomes a number outside.
    case 'values': return grid.unit === 'second' ? numberExpression(column, grid.unit) : identifier(column.name);
    case 'bins': return keyExpression(numberExpression(column, grid.unit), grid);
    case 'presence': return `CASE WHEN ${identifier(column.name)} IS NULL THEN NULL ELSE 1 END`;
    case 'categories': return categoryKey(column, grid);
    case 'none': throw new Error(`Column ${column.name} is not counted`);
  }
}

function categoryKey(column: Column, grid: Extract<ColumnGrid, { kind: 'categories' }>): string {
  const value = column.type.trim().toLowerCase().startsWith('bool')
    ? `CASE WHEN ${identifier(column.name)} THEN 'true' WHEN NOT ${identifier(column.name)} THEN 'false' END`
    : textExpression(column);
  if (grid.open) return value;
  const listed = grid.listed.length === 0 ? '' : `WHEN ${value} IN (${grid.listed.map(text).join(', ')}) THEN ${value} `;
  return `CASE ${listed}WHEN ${value} IS NOT NULL THEN ${text(grid.other)} END`;
}
