import type { Grid } from './grid.ts';
import type { Profile } from './profile.ts';
import { readProfile } from './read-profile.ts';
import type { Column, Rows } from './source.ts';

export interface PartitionProfile {
  /** The values of the partition keys as text, in the order of `by`. */
  readonly values: readonly (string | null)[];
  readonly profile: Profile;
}

/** One profile per partition from the results of `profileQueries(source, columns, grid, by)`. */
export function readPartitions(rowsPerQuery: readonly Rows[], columns: readonly Column[], grid: Grid, by: readonly Column[], minimumCount?: number): readonly PartitionProfile[] {
  const keyOf = (row: Rows[number]) => JSON.stringify(row.slice(0, by.length));
  const grouped = rowsPerQuery.map((rows) => Map.groupBy(rows, keyOf));
  const keys = [...(grouped[0]?.keys() ?? [])].toSorted();
  return keys.map((key) => ({
    values: (grouped[0]?.get(key)?.[0] ?? []).slice(0, by.length),
    profile: readProfile(grouped.map((groups) => (groups.get(key) ?? []).map((row) => row.slice(by.length))), columns, grid, minimumCount),
  }));
}
