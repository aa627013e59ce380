import { numberExpression, unitOf } from './number-expression.ts';
import { double, fromClause, identifier } from './sql.ts';
import type { Column, Source } from './source.ts';

/** The query has a sum for each pair of columns: 30 columns have 465. */
export const maximumMomentColumns = 30;

/** Where a column's values lie, roughly: keeps the sums of products in the range where doubles are exact enough. Frozen with the first query. */
export interface MomentAnchor {
  readonly column: Column;
  readonly centre: number;
  readonly scale: number;
}

/** Chunks by row, for tables without partitions; their reconstruction errors give the threshold. */
const chunks = 10;

/**
 * First and second moments of the number columns, in chunks: what the multivariate check needs instead of rows. A query of its own, optional.
 * Result columns: chunk, rows, a sum per column, a sum per pair of columns (a with itself and those after it). What is no finite number, or is farther
 * than a million scales from the centre, counts as the centre. `by`: partition keys as chunks.
 */
export function momentsQuery(source: Source, anchors: readonly MomentAnchor[], by: readonly Column[] = []): string {
  if (anchors.length < 2 || anchors.length > maximumMomentColumns) throw new RangeError(`The multivariate check takes 2 to ${maximumMomentColumns} number columns, not ${anchors.length}`);
  const far = double(1e6);
  const scaled = anchors.map(({ column, centre, scale }, i) => `(${numberExpression(column, unitOf(column) ?? 'number')} - ${double(centre)}) / ${double(scale)} AS s${i}`);
  const bounded = anchors.map((_, i) => `CASE WHEN s${i} >= -${far} AND s${i} <= ${far} THEN s${i} ELSE 0E0 END AS u${i}`);
  const chunk = by.length === 0 ? `ROW_NUMBER() OVER () % ${chunks}` : by.map(({ name }) => `COALESCE(CAST(${identifier(name)} AS VARCHAR), '')`).join(' || \'/\' || ');
  const sums = anchors.map((_, i) => `SUM(u${i})`);
  const products = anchors.flatMap((_, i) => anchors.slice(i).map((_unused, j) => `SUM(u${i} * u${i + j})`));
  return `SELECT c, COUNT(*), ${[...sums, ...products].join(', ')} FROM (SELECT c, ${bounded.join(', ')} FROM (SELECT ${chunk} AS c, ${scaled.join(', ')} ${fromClause(source)}) AS s) AS u GROUP BY c ORDER BY c`;
}
