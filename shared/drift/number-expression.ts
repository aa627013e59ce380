import { classOf } from './column-class.ts';
import { identifier } from './sql.ts';
import type { Column } from './source.ts';

/** What one unit of a numeric grid is. Dates count days and timestamps whole seconds since 1970-01-01. */
export type Unit = 'number' | 'day' | 'second' | 'length';

export function unitOf(column: Column): Unit | undefined {
  switch (classOf(column.type)) {
    case 'integer':
    case 'fraction': return 'number';
    case 'date': return 'day';
    case 'timestamp': return 'second';
    default: return undefined;
  }
}

/** A DOUBLE in SQL for a value of the column. Only functions with one meaning in Trino and DuckDB: `date_diff` of dates, `hour`, `minute`, `second`. */
export function numberExpression(column: Column, unit: Unit): string {
  const name = identifier(column.name);
  const days = `date_diff('day', DATE '1970-01-01', CAST(${name} AS DATE))`;
  switch (unit) {
    case 'number': return `CAST(${name} AS DOUBLE)`;
    case 'day': return `CAST(${days} AS DOUBLE)`;
    case 'second': return `CAST(${days} * 86400 + hour(${name}) * 3600 + minute(${name}) * 60 + second(${name}) AS DOUBLE)`;
    case 'length': return `CAST(LENGTH(${name}) AS DOUBLE)`;
  }
}

/** A VARCHAR in SQL. Trino pads `char(n)` with blanks when it becomes a varchar, DuckDB knows no padding. */
export function textExpression(column: Column): string {
  const name = identifier(column.name);
  return classOf(column.type) === 'character' ? `RTRIM(CAST(${name} AS VARCHAR))` : name;
}
