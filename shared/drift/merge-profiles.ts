import { isDeepStrictEqual } from 'node:util';
import { defaultMinimumCount } from './anchor-query.ts';
import type { ColumnProfile, Profile } from './profile.ts';

/**
 * The profile of parts together: a new partition is profiled alone and added to what is stored. Exactly what one scan over all parts counts,
 * evidence of unseen categories apart (they are named from a minimum count on, which each part has to reach by itself).
 * Throws a RangeError when the parts were counted on different grids.
 */
export function mergeProfiles(first: Profile, ...others: readonly Profile[]): Profile {
  return others.reduce((whole, part) => combine(whole, part, 1), first);
}

/** What remains without a part: a partition was dropped, or is replaced and its new profile is added afterwards. Throws a RangeError when the part does not belong to the whole. */
export function subtractProfile(whole: Profile, part: Profile): Profile {
  const rest = combine(whole, part, -1);
  const counts = rest.columns.flatMap((column) => [column.nulls, column.nan, column.positiveInfinity, column.negativeInfinity, column.rest, ...column.numbers.map(([, n]) => n), ...column.categories.map(([, n]) => n)]);
  if (rest.rows < 0 || counts.some((count) => count < 0)) throw new RangeError('The part has counts that the whole does not have');
  return rest;
}

function combine(whole: Profile, part: Profile, sign: 1 | -1): Profile {
  if (whole.columns.length !== part.columns.length) throw new RangeError('The profiles have different columns');
  const parts = new Map(part.columns.map((column) => [column.name, column]));
  return { version: 1, rows: whole.rows + sign * part.rows, columns: whole.columns.map((column) => combineColumn(column, parts.get(column.name), sign)) };
}

function combineColumn(whole: ColumnProfile, part: ColumnProfile | undefined, sign: 1 | -1): ColumnProfile {
  if (part === undefined || !isDeepStrictEqual(whole.grid, part.grid)) throw new RangeError(`Column ${whole.name} was counted on different grids`);
  const add = (of: (column: ColumnProfile) => number) => of(whole) + sign * of(part);
  return {
    ...whole,
    nulls: add(({ nulls }) => nulls),
    nan: add(({ nan }) => nan),
    positiveInfinity: add(({ positiveInfinity }) => positiveInfinity),
    negativeInfinity: add(({ negativeInfinity }) => negativeInfinity),
    rest: add(({ rest }) => rest),
    numbers: combineCounts(whole.numbers, part.numbers, sign).toSorted(([a], [b]) => a - b),
    categories: combineCounts(whole.categories, part.categories, sign).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    // Just below the minimum in each part is more in the whole.
    namedFrom: namedFrom(whole) + (sign === 1 ? namedFrom(part) - 1 : 0),
    unseen: combineCounts(whole.unseen, part.unseen, sign).filter(([, count]) => count > 0).toSorted(([, a], [, b]) => b - a),
  };
}

function namedFrom({ namedFrom: count = defaultMinimumCount }: ColumnProfile): number {
  return count;
}

function combineCounts<K>(whole: readonly (readonly [K, number])[], part: readonly (readonly [K, number])[], sign: 1 | -1): (readonly [K, number])[] {
  const counts = new Map(whole);
  for (const [key, count] of part) counts.set(key, (counts.get(key) ?? 0) + sign * count);
  return [...counts].filter(([, count]) => count !== 0);
}
