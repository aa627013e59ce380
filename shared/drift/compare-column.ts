import { own } from './own.ts';
import { pairedBins, unmergedCategories } from './bins.ts';
import { guardPValue } from './guard.ts';
import type { ColumnPair } from './matching.ts';
import { measures } from './measures.ts';
import type { Exact, Measure } from './measures.ts';
import { samplePair } from './profile-sample.ts';
import { pairCategories } from './sample.ts';
import type { ColumnProfile } from './profile.ts';
import { psiNoise } from './psi.ts';
import { NotTestable } from './scored.ts';
import { unlisted } from './unlisted.ts';
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

/** Both profiles must be over the same grid. */
export function compareColumn({ baseline, current, onlyNulls }: ColumnPair, rows: Rows, test = 'psi', exact: Exact = {}): Comparison {
  const distribution = exact.bins ?? pairedBins(baseline, current);
  const nulls = nullsOf(baseline, current, rows);
  return {
    name: baseline.name,
    type: baseline.type,
    ...(onlyNulls === undefined ? measured({ baseline, current }, rows, test, distribution, exact) : nullTest(nulls, onlyNulls)),
    ...nulls,
    ...unseenOf(baseline, current, rows),
    distribution,
  };
}

type Measured = Pick<Comparison, 'test' | 'score' | 'pValue' | 'noiseFloor' | 'approximate' | 'untested'>;

/** The test of columns of which only the nulls are compared. */
export const nullTestName = 'null-share';

function nullTest({ nullShare, nullPValue }: ReturnType<typeof nullsOf>, why: string): Measured {
  return { test: nullTestName, score: Math.abs(nullShare.current - nullShare.baseline), pValue: nullPValue, approximate: `${why}: only nulls are compared` };
}

function measured(pair: ColumnPair, rows: Rows, test: string, bins: Distribution, exact: Exact): Measured {
  const measure = own(measures, test);
  if (measure === undefined) throw new Error(`There is no test ${test}`);
  const [n, m] = [rows.baseline - pair.baseline.nulls, rows.current - pair.current.nulls];
  if (n === 0 || m === 0) return { test, score: measure.isPValue === true ? 1 : 0, pValue: 1, untested: 'one side has no values' };
  const scored = binsToScore(pair, measure, bins, exact);
  if (scored.labels.length < 2 && measure.ofValues !== true) return { test, score: measure.isPValue === true ? 1 : 0, pValue: 1 };
  const fromProfiles = samplePair(pair);
  const isCategory = exact.bins !== undefined || !isNumber(pair.baseline);
  const approximate = exact.samples === undefined && (measure.ofValues === true || (measure.unmerged === true && isCategory)) ? fromProfiles.approximate : undefined;
  try {
    const { score, pValue, note = approximate } = measure.of(scored, () => exact.samples ?? fromProfiles);
    return {
      test, score, pValue: pValue ?? guardPValue(bins.baseline, bins.current, !isCategory),
      ...(test === 'psi' ? { noiseFloor: psiNoise(bins.labels.length, n, m) } : {}),
      ...(note === undefined ? {} : { approximate: note }),
    };
  } catch (error) {
    if (!(error instanceof NotTestable)) throw error;
    return { test, score: NaN, pValue: 1, untested: error.message };
  }
}

function binsToScore({ baseline, current }: ColumnPair, measure: Measure, bins: Distribution, { samples }: Exact): Distribution {
  if (measure.unmerged !== true) return bins;
  if (samples?.reference.kind === 'category' && samples.current.kind === 'category') {
    const { labels, ...counts } = pairCategories(samples.reference, samples.current);
    return { labels, baseline: counts.reference, current: counts.current };
  }
  return isNumber(baseline) ? bins : unmergedCategories(baseline, current);
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
  const before = new Map(baseline.categories);
  const { named, ...rest } = unlisted(baseline, current);
  const added = [
    ...current.categories.filter(([value]) => !before.has(value)),
    ...named.filter((item) => share(item.current, rows.current) > share(item.baseline, rows.baseline)).map((item) => [item.value, item.current - item.baseline] as const),
  ].toSorted(([, a], [, b]) => b - a);
  const grown = Math.max(0, share(rest.current, rows.current) - share(rest.baseline, rows.baseline));
  return { unseenShare: grown + share(added.reduce((sum, [, count]) => sum + count, 0), rows.current), unseen: added.filter(([value]) => !named.some((item) => item.value === value && item.baseline > 0)) };
}

function isNumber({ grid: { kind } }: ColumnProfile): boolean {
  return kind === 'bins' || kind === 'values';
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
