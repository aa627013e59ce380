import type { ColumnGrid, Grid } from './grid.ts';
import type { Column } from './source.ts';

/** The frozen part of the grid for a column. A column that is new, or has another type than when the grid was made, has none yet. */
export function gridOf(grid: Grid, column: Column): ColumnGrid {
  const found = grid.columns.find(({ name }) => name === column.name);
  if (found?.type === column.type) return found;
  return { name: column.name, type: column.type, kind: 'none', reason: found === undefined ? 'The grid does not know the column yet' : `The grid was made for the type ${found.type}` };
}

/** Columns to anchor before the next profile: new ones, those of another type, and those that are private no more. */
export function unanchored(grid: Grid, columns: readonly Column[], isPrivate: (name: string) => boolean = () => false): readonly Column[] {
  return columns.filter(({ name, type }) => !grid.columns.some((known) => known.name === name && known.type === type && (known.kind !== 'presence' || isPrivate(name))));
}

/** The grid without the values of private columns, whatever it knew of them before. */
export function withoutPrivate(grid: Grid, names: readonly string[]): Grid {
  return { ...grid, columns: grid.columns.map((column) => (names.includes(column.name) ? { name: column.name, type: column.type, kind: 'presence' } : column)) };
}

/** A grid with the columns of both; where both know a column, `newer` counts. */
export function joinGrids(older: Grid, newer: Grid): Grid {
  const names = new Set(newer.columns.map(({ name }) => name));
  return { version: 1, rows: older.rows, columns: [...older.columns.filter(({ name }) => !names.has(name)), ...newer.columns] };
}
