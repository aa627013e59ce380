import type { ColumnGrid, Grid } from './grid.ts';
import type { Column } from './source.ts';

/** The frozen part of the grid for a column. A column that is new, or has another type than when the grid was made, has none yet. */
export function gridOf(grid: Grid, column: Column): ColumnGrid {
  const found = grid.columns.find(({ name }) => name === column.name);
  if (found?.type === column.type) return found;
  return { name: column.name, type: column.type, kind: 'none', reason: found === undefined ? 'The grid does not know the column yet' : `The grid was made for the type ${found.type}` };
}

/** Columns to anchor before the next profile: new ones and those of another type. */
export function unanchored(grid: Grid, columns: readonly Column[]): readonly Column[] {
  return columns.filter(({ name, type }) => !grid.columns.some((known) => known.name === name && known.type === type));
}

/** A grid with the columns of both; where both know a column, `newer` counts. */
export function joinGrids(older: Grid, newer: Grid): Grid {
  const names = new Set(newer.columns.map(({ name }) => name));
  return { version: 1, rows: older.rows, columns: [...older.columns.filter(({ name }) => !names.has(name)), ...newer.columns] };
}
