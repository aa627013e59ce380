/** Trino's GROUPING takes at most 63 arguments (io.trino.sql.analyzer.ExpressionAnalyzer). */
export const columnsPerQuery = 60;

export function batches<T>(items: readonly T[], size: number = columnsPerQuery): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/** Which grouping set a result row belongs to: the position of the one zero bit of GROUPING(a0, …, an), -1 for the set of all rows. */
export function groupedBy(grouping: string, columns: number): number {
  const bits = BigInt(grouping).toString(2).padStart(columns, '0');
  return bits.indexOf('0');
}
