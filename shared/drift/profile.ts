import type { ColumnGrid } from './grid.ts';

/** Counts of one version of the data (or of one partition of it). Plain JSON; profiles over the same grid add and subtract. */
export interface Profile {
  readonly version: 1;
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
}

export interface ColumnProfile {
  readonly name: string;
  readonly type: string;
  /** The column's part of the frozen grid: what the keys mean. */
  readonly grid: ColumnGrid;
  readonly nulls: number;
  /** Numeric columns only. */
  readonly nan: number;
  readonly positiveInfinity: number;
  readonly negativeInfinity: number;
  /** `bins`: key of the bin; `values`: the value. Ascending. */
  readonly numbers: readonly (readonly [key: number, count: number])[];
  /** `categories`: listed values only. Ascending by code unit. */
  readonly categories: readonly (readonly [value: string, count: number])[];
  /** Values that are present but not counted by value: unlisted ones, private values, what exceeded the query's row limit. */
  readonly rest: number;
  /** Unlisted values that reached the minimum count in this scan: evidence for a person, not part of what adds up. */
  readonly unseen: readonly (readonly [value: string, count: number])[];
  /** Unlisted values with fewer rows than this may be missing there (10 unless said). */
  readonly namedFrom?: number;
}

/** At most this many unlisted values are kept as evidence. */
export const unseenKept = 20;
