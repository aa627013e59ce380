import { classOf } from './column-class.ts';
import { numberExpression, textExpression, unitOf } from './number-expression.ts';
import { fromClause, identifier } from './sql.ts';
import type { Column, Source } from './source.ts';

/**
 * The exact counts of one column by value: what presets need that a grid cannot give. Result columns: value (number or text), count; numbers ascending.
 * Undefined for a column that has no countable values. Unlike the profile's queries this returns every value, however private.
 */
export function valueCountsQuery(source: Source, column: Column): string | undefined {
  const unit = unitOf(column);
  if (unit !== undefined) return `SELECT ${numberExpression(column, unit)} AS v, COUNT(*) AS n ${fromClause(source)} GROUP BY 1 ORDER BY 1`;
  switch (classOf(column.type)) {
    case 'text':
    case 'character': return `SELECT ${textExpression(column)} AS k, COUNT(*) AS n ${fromClause(source)} GROUP BY 1`;
    case 'boolean': return `SELECT CASE WHEN ${identifier(column.name)} THEN 'true' WHEN NOT ${identifier(column.name)} THEN 'false' END AS k, COUNT(*) AS n ${fromClause(source)} GROUP BY 1`;
    default: return undefined;
  }
}
