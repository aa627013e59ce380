import { pairedBins } from './bins.ts';
import { guardPValue } from './guard.ts';
import type { ColumnPair } from './matching.ts';
import type { ColumnProfile } from './profile.ts';
import { psiNoise, psiOfCounts } from './psi.ts';
import type { Distribution } from './verdict.ts';

/** What two profiles of one column say, before anything is decided. */
export interface Comparison {
  readonly name: string;
  readonly type: string;
  readonly score: number;
  readonly pValue: number;
  readonly noiseFloor: number;
  readonly nullShare: { readonly baseline: number; readonly current: number };
  readonly nullPValue: number;
  readonly unseenShare: number;
  readonly unseen: readonly (readonly [value: string, count: number])[];
  readonly distribution: Distribution;
}

export interface Rows {
  readonly baseline: number;
  readonly current: number;
}

/** Both profiles must be over the same grid. */
export function compareColumn({ baseline, current }: ColumnPair, rows: Rows): Comparison {
  const distribution = pairedBins(baseline, current);
  const [n, m] = [rows.baseline - baseline.nulls, rows.current - current.nulls];
  const comparable = n > 0 && m > 0 && distribution.labels.length > 1;
  return {
    name: baseline.name,
    type: baseline.type,
    score: comparable ? psiOfCounts(distribution.baseline, distribution.current) : 0,
    pValue: comparable ? guardPValue(distribution.baseline, distribution.current, isNumber(baseline)) : 1,
    noiseFloor: comparable ? psiNoise(distribution.labels.length, n, m) : 0,
    ...nullsOf(baseline, current, rows),
    ...unseenOf(baseline, current, rows),
    distribution,
  };
}

export function nullsOf(baseline: { readonly nulls: number }, current: { readonly nulls: number }, rows: Rows): Pick<Comparison, 'nullShare' | 'nullPValue'> {
  const nulls = baseline.nulls + current.nulls;
  const constant = nulls === 0 || nulls === rows.baseline + rows.current || rows.baseline === 0 || rows.current === 0;
  return {
    nullShare: { baseline: share(baseline.nulls, rows.baseline), current: share(current.nulls, rows.current) },
    nullPValue: constant ? 1 : guardPValue([baseline.nulls, rows.baseline - baseline.nulls], [current.nulls, rows.current - current.nulls], false),
  };
}

/** Categories that the baseline has no rows of, and what is unlisted beyond the baseline's share of that. */
function unseenOf(baseline: ColumnProfile, current: ColumnProfile, rows: Rows): Pick<Comparison, 'unseenShare' | 'unseen'> {
  if (baseline.grid.kind !== 'categories') return { unseenShare: 0, unseen: [] };
  const known = new Set([...baseline.categories, ...baseline.unseen].map(([value]) => value));
  const listed = current.categories.filter(([value]) => !known.has(value));
  const rest = Math.max(0, share(current.rest, rows.current) - share(baseline.rest, rows.baseline));
  const unseen = [...listed, ...current.unseen.filter(([value]) => !known.has(value))].toSorted(([, a], [, b]) => b - a);
  return { unseenShare: rest + share(listed.reduce((sum, [, count]) => sum + count, 0), rows.current), unseen };
}

function isNumber({ grid: { kind } }: ColumnProfile): boolean {
  return kind === 'bins' || kind === 'values';
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
