import type { ColumnGrid, Grid } from '../shared/drift/grid.ts';
import { keyOf } from '../shared/drift/keys.ts';
import type { ColumnProfile, Profile } from '../shared/drift/profile.ts';
import type { Row } from './drift-credit.ts';

/** What `profileQueries` and `readProfile` count of these rows, counted in memory: thousands of splits need no thousands of scans. Rows have no nulls. */
export function countRows(rows: readonly Row[], grid: Grid): Profile {
  return { version: 1, rows: rows.length, columns: grid.columns.map((column) => count(rows, column)) };
}

function count(rows: readonly Row[], grid: ColumnGrid): ColumnProfile {
  const empty = { name: grid.name, type: grid.type, grid, nulls: 0, nan: 0, positiveInfinity: 0, negativeInfinity: 0, numbers: [], categories: [], rest: 0, unseen: [], namedFrom: 1 };
  const values = rows.map((row) => row[grid.name] ?? '');
  if (grid.kind === 'categories') {
    const listed = new Set(grid.listed);
    const counts = tally(values.map(String).filter((value) => listed.has(value)));
    const inList = [...counts.values()].reduce((sum, n) => sum + n, 0);
    return { ...empty, categories: [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)), rest: rows.length - inList };
  }
  if (grid.kind !== 'bins' && grid.kind !== 'values') throw new Error(`${grid.name} is ${grid.kind}`);
  const listed = grid.kind === 'bins' || grid.listed === undefined ? undefined : new Set(grid.listed);
  const counted = values.map(Number).filter((value) => listed?.has(value) !== false);
  const keys = counted.map((value) => (grid.kind === 'bins' ? keyOf(value, grid) : value));
  return { ...empty, numbers: [...tally(keys)].toSorted(([a], [b]) => a - b), rest: rows.length - keys.length };
}

function tally<T>(items: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
