import type { Grid } from './grid.ts';
import { gridOf } from './grid-of.ts';
import type { ColumnProfile, Profile } from './profile.ts';

/** A profile without what every partition's has in common. */
export type Counts = { readonly rows: number; readonly columns: readonly Omit<ColumnProfile, 'grid'>[] };

export function countsOf({ rows, columns }: Profile): Counts {
  return { rows, columns: columns.map(withoutGrid) };
}

/** The profile again, on the grid that it was counted on. */
export function profileOf({ rows, columns }: Counts, grid: Grid): Profile {
  return { version: 1, rows, columns: columns.map((column) => ({ ...column, grid: gridOf(grid, column) })) };
}

function withoutGrid(column: ColumnProfile): Counts['columns'][number] {
  const { grid: _, ...counts } = column;
  return counts;
}
