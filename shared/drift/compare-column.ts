import { pairedBins } from './bins.ts';
import { guardPValue } from './guard.ts';
import type { ColumnPair } from './matching.ts';
import { measures } from './measures.ts';
import type { Samples } from './measures.ts';
import { samplePair } from './profile-sample.ts';
import type { ColumnProfile } from './profile.ts';
import { psiNoise } from './psi.ts';
import { NotTestable } from './scored.ts';
import type { Distribution } from './verdict.ts';

/** What two profiles of one column say, before anything is decided. */
export interface Comparison {
  readonly name: string;
  readonly type: string;
  readonly test: string;
  readonly score: number;
  readonly pValue: number;
  readonly noiseFloor?: number;
  readonly nullShare: { readonly baseline: number; readonly current: number };
  readonly nullPValue: number;
  readonly unseenShare: number;
  readonly unseen: readonly (readonly [value: string, count: number])[];
  readonly approximate?: string;
  /** Why the test could not be made; the score is NaN then. */
  readonly untested?: string;
  readonly distribution: Distribution;
}

export interface Rows {
  readonly baseline: number;
  readonly current: number;
}

/** Both profiles must be over the same grid. `exact`: the column by its values, where tests of single values can have them. */
export function compareColumn({ baseline, current }: ColumnPair, rows: Rows, test = 'psi', exact?: Samples): Comparison {
  const distribution = pairedBins(baseline, current);
  return {
    name: baseline.name,
    type: baseline.type,
    ...measured({ baseline, current }, rows, test, distribution, exact),
    ...nullsOf(baseline, current, rows),
    ...unseenOf(baseline, current, rows),
    distribution,
  };
}

type Measured = Pick<Comparison, 'test' | 'score' | 'pValue' | 'noiseFloor' | 'approximate' | 'untested'>;

function measured(pair: ColumnPair, rows: Rows, test: string, bins: Distribution, exact: Samples | undefined): Measured {
  const measure = measures[test];
  if (measure === undefined) throw new Error(`There is no test ${test}`);
  const [n, m] = [rows.baseline - pair.baseline.nulls, rows.current - pair.current.nulls];
  if (n === 0 || m === 0) return { test, score: measure.isPValue === true ? 1 : 0, pValue: 1, untested: 'one side has no values' };
  if (bins.labels.length < 2 && measure.ofValues !== true) return { test, score: measure.isPValue === true ? 1 : 0, pValue: 1 };
  const fromProfiles = samplePair(pair);
  const byLength = pair.baseline.grid.kind === 'bins' && pair.baseline.grid.unit === 'length' ? 'nearly all values differ, so their lengths are compared' : undefined;
  const approximate = byLength ?? (exact === undefined && measure.ofValues === true ? fromProfiles.approximate : undefined);
  try {
    const { score, pValue } = measure.of(bins, () => exact ?? fromProfiles);
    return {
      test, score, pValue: pValue ?? guardPValue(bins.baseline, bins.current, isNumber(pair.baseline)),
      ...(test === 'psi' ? { noiseFloor: psiNoise(bins.labels.length, n, m) } : {}),
      ...(approximate === undefined ? {} : { approximate }),
    };
  } catch (error) {
    if (!(error instanceof NotTestable)) throw error;
    return { test, score: NaN, pValue: 1, untested: error.message };
  }
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
