import { defaultMinimumCount, longestCategory } from './anchor-query.ts';
import { groupedBy } from './batches.ts';
import { gridOf } from './grid-of.ts';
import type { ColumnGrid, Grid } from './grid.ts';
import { specialKeys } from './keys.ts';
import { profileBatches } from './profile-queries.ts';
import { unseenKept } from './profile.ts';
import type { ColumnProfile, Profile } from './profile.ts';
import type { Column, Rows } from './source.ts';

/**
 * The counts of the results of `profileQueries` over the same columns and grid, one result per query, in order.
 * `minimumCount`: unlisted values are named from this many rows on.
 * Throws when the queries saw different data (different numbers of rows).
 */
export function readProfile(rowsPerQuery: readonly Rows[], columns: readonly Column[], grid: Grid, minimumCount = defaultMinimumCount): Profile {
  const batches = profileBatches(columns, grid);
  if (batches.length !== rowsPerQuery.length) throw new Error(`Expected the results of ${batches.length} queries, got ${rowsPerQuery.length}`);
  const results = batches.map((batch, i) => readQuery(rowsPerQuery[i] ?? [], batch.length));
  const rows = results[0]?.rows ?? 0;
  if (results.some((result) => result.rows !== rows)) throw new Error('The queries of one profile saw different numbers of rows');
  const counted = new Map(batches.flatMap((batch, i) => batch.map(({ column }, j) => [column.name, results[i]?.groups[j] ?? []])));
  return {
    version: 1,
    rows,
    columns: columns.map((column) => columnProfile(gridOf(grid, column), counted.get(column.name) ?? [], rows, minimumCount)),
  };
}

interface Group {
  readonly key: string | null;
  readonly value: number | null;
  readonly count: number;
}

function readQuery(rows: Rows, columns: number): { readonly rows: number; readonly groups: readonly (readonly Group[])[] } {
  const groups: Group[][] = Array.from({ length: columns }, () => []);
  let total = 0;
  for (const [grouping, key, value, count] of rows) {
    const index = columns === 0 ? -1 : groupedBy(grouping ?? '', columns);
    const n = Number(count);
    if (!Number.isSafeInteger(n)) throw new Error('A count in the query result is not a whole number');
    if (index === -1) total = n;
    else groups[index]?.push({ key: key ?? null, value: value === null || value === undefined ? null : parseNumber(value), count: n });
  }
  return { rows: total, groups };
}

/** Doubles as Athena writes them (`1.0E22`, `NaN`, `Infinity`) and as DuckDB does (`1e+22`, `nan`, `inf`). */
export function parseNumber(text: string): number {
  switch (text.toLowerCase()) {
    case 'nan': return NaN;
    case 'inf':
    case 'infinity': return Infinity;
    case '-inf':
    case '-infinity': return -Infinity;
    default: {
      const value = Number(text);
      if (text.trim() === '' || Number.isNaN(value)) throw new Error('A number in the query result cannot be read');
      return value;
    }
  }
}

function columnProfile(grid: ColumnGrid, groups: readonly Group[], rows: number, minimumCount: number): ColumnProfile {
  const empty = { name: grid.name, type: grid.type, grid, nulls: 0, nan: 0, positiveInfinity: 0, negativeInfinity: 0, numbers: [], categories: [], rest: 0, unseen: [], namedFrom: minimumCount };
  if (grid.kind === 'none') return empty;
  const isNull = ({ key, value }: Group) => key === null && value === null;
  const nulls = sum(groups.filter(isNull));
  const present = groups.filter((group) => !isNull(group));
  const beyond = rows - nulls - sum(present);
  switch (grid.kind) {
    case 'presence': return { ...empty, nulls, rest: rows - nulls };
    case 'values': {
      const known = grid.listed === undefined ? undefined : new Set(grid.listed);
      // Adding zero makes one value of 0 and -0.
      const isCounted = ({ value }: Group) => known === undefined || (value !== null && (!Number.isFinite(value) || known.has(value + 0)));
      const [counted, others] = [present.filter(isCounted), present.filter((group) => !isCounted(group))];
      const named = others.flatMap(({ value, count }) => (value === null ? [] : [{ key: String(value), count }]));
      return { ...empty, nulls, ...numbers(counted, ({ value }) => value ?? NaN, { nan: NaN, positiveInfinity: Infinity, negativeInfinity: -Infinity }), rest: beyond + sum(others), unseen: frequent(named, minimumCount) };
    }
    case 'bins': return { ...empty, nulls, ...numbers(present, (group) => parseNumber(group.key ?? ''), specialKeys), rest: beyond };
    case 'categories': {
      const listed = new Set(grid.listed);
      const categories = present.filter(({ key }) => listed.has(key ?? '')).map(({ key, count }) => [key ?? '', count] as const);
      const unlisted = present.filter(({ key }) => !listed.has(key ?? ''));
      const named = grid.open ? unlisted.filter(({ key }) => (key ?? '').length <= longestCategory) : [];
      return {
        ...empty,
        nulls,
        categories: categories.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
        rest: beyond + sum(unlisted),
        unseen: frequent(named, minimumCount),
      };
    }
  }
}

function frequent(named: readonly Pick<Group, 'key' | 'count'>[], minimumCount: number): ColumnProfile['unseen'] {
  return named.filter(({ count }) => count >= minimumCount).sort((a, b) => b.count - a.count).slice(0, unseenKept).map(({ key, count }) => [key ?? '', count] as const);
}

type Special = Readonly<Record<'nan' | 'positiveInfinity' | 'negativeInfinity', number>>;

function numbers(groups: readonly Group[], read: (group: Group) => number, special: Special): Pick<ColumnProfile, 'numbers' | keyof Special> {
  const counts = new Map<number, number>();
  for (const group of groups) {
    // Adding zero makes one value of 0 and -0.
    const value = read(group) + 0;
    counts.set(value, (counts.get(value) ?? 0) + group.count);
  }
  const take = (value: number) => {
    const count = counts.get(value) ?? 0;
    counts.delete(value);
    return count;
  };
  const specials = { nan: take(special.nan), positiveInfinity: take(special.positiveInfinity), negativeInfinity: take(special.negativeInfinity) };
  return { ...specials, numbers: [...counts].sort(([a], [b]) => a - b) };
}

function sum(groups: readonly Group[]): number {
  return groups.reduce((total, { count }) => total + count, 0);
}
