import { own } from './own.ts';
import { goodnessOfFit } from './chi-square.ts';
import { gTest } from './g-test.ts';
import { hellingerOfOverlap } from './hellinger.ts';
import { histogram, moments, sturgesEdges } from './histogram-edges.ts';
import { jensenShannonDistance } from './jensen-shannon.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import { ksPValue } from './ks-p-value.ts';
import { kullbackLeibler } from './kullback-leibler.ts';
import { psi } from './psi.ts';
import { pairCategories, pairNumbers } from './sample.ts';
import type { NumberSample, Sample } from './sample.ts';
import { NotTestable } from './scored.ts';
import type { Scored } from './scored.ts';
import { pairwiseSum, shares, total } from './sum.ts';
import { totalVariation } from './total-variation.ts';
import { wasserstein } from './wasserstein.ts';
import { zTest } from './z-test.ts';

/**
 * Evidently's drift score of a column: evidently/legacy/calculations/stattests/*.py. Nulls, NaN and infinities are left out first.
 * `test`: one of the tool's own names; by default the test that it chooses from the size of the reference and the number of values.
 */
export function evidently(reference: Sample, current: Sample, test: string = defaultTest(reference, current)): Scored {
  const run = own(tests, test);
  if (run === undefined) throw new NotTestable(`Evidently has no test "${test}"`);
  if (rowsOf(reference) === 0 || rowsOf(current) === 0) throw new NotTestable('Evidently needs values on both sides');
  const { score, isPValue, below } = { isPValue: false, below: 0.1, ...run(reference, current) };
  return { test, score, threshold: below, drifted: isPValue ? score < below : score >= below, ...(isPValue ? { pValue: score } : {}) };
}

/** The choice of registry.py `_get_default_stattest`, texts other than categories apart. */
export function defaultTest(reference: Sample, current: Sample): string {
  const distinct = pair(reference, current).reference.length;
  const small = rowsOf(reference) <= 1000;
  if (reference.kind === 'number' && distinct > 5) return small ? 'ks' : 'wasserstein';
  if (!small) return 'jensenshannon';
  return distinct > 2 ? 'chisquare' : 'z';
}

interface Result {
  readonly score: number;
  readonly isPValue?: boolean;
  readonly below?: number;
}

const pValue = (score: number, below = 0.05): Result => ({ score, isPValue: true, below });

const tests: Readonly<Record<string, (reference: Sample, current: Sample) => Result>> = {
  psi: (r, c) => ({ score: psi(...filled(r, c)) }),
  kl_div: (r, c) => ({ score: kullbackLeibler(...filled(r, c)) }),
  jensenshannon: (r, c) => ({ score: jensenShannonDistance(...binned(r, c)) }),
  hellinger: (r, c) => ({ score: hellingerOfOverlap(overlap(r, c)) }),
  wasserstein: (r, c) => {
    const [a, b] = numbers(r, c);
    return { score: wasserstein(pairNumbers(a, b)) / Math.max(moments(a).deviation, 0.001) };
  },
  ks: (r, c) => {
    const paired = pairNumbers(...numbers(r, c));
    return pValue(ksPValue(kolmogorovSmirnov(paired.reference, paired.current), rowsOf(r), rowsOf(c)));
  },
  chisquare: (r, c) => {
    const { reference, current } = pair(r, c);
    return pValue(goodnessOfFit(reference, current).pValue);
  },
  z: (r, c) => {
    const { reference, current } = pair(r, c);
    if (reference.length === 1) return pValue(1);
    const others = (counts: readonly number[]) => ({ successes: total(counts) - (counts[0] ?? 0), n: total(counts) });
    return pValue(zTest(others(reference), others(current)));
  },
  // The G-test's reference is not scaled, so that it is defined for equal numbers of rows only.
  g_test: (r, c) => {
    const { reference, current } = pair(r, c);
    if (total(reference) !== total(current)) throw new NotTestable('Evidently\'s G-test needs equally many rows on both sides');
    return pValue(gTest(reference, current).pValue, 0.1);
  },
};

/** Names of the tests. */
export const evidentlyTests: readonly string[] = Object.keys(tests);

/** Total variation distance, the statistic of Evidently's TVD test; its p-value is by random permutation and not given here. */
export function totalVariationDistance(reference: Sample, current: Sample): number {
  const paired = pair(reference, current);
  return totalVariation(shares(paired.reference), shares(paired.current));
}

function numbers(reference: Sample, current: Sample): [NumberSample, NumberSample] {
  if (reference.kind !== 'number' || current.kind !== 'number') throw new NotTestable('The test is for numbers only');
  return [reference, current];
}

/** Counts by value over the union of the values, ascending. */
function pair(reference: Sample, current: Sample): { readonly reference: readonly number[]; readonly current: readonly number[] } {
  if (reference.kind === 'category' && current.kind === 'category') return pairCategories(reference, current);
  const paired = pairNumbers(...numbers(reference, current));
  return { reference: Array.from(paired.reference), current: Array.from(paired.current) };
}

function rowsOf(sample: Sample): number {
  return sample.kind === 'number' ? total(sample.counts) : [...sample.counts.values()].reduce((sum, count) => sum + count, 0);
}

/** Above this many values in the reference numbers are binned, by Sturges on both sides together (utils.py `get_binned_data`). */
const valuesWithoutBins = 20;

function binned(reference: Sample, current: Sample): [number[], number[]] {
  if (reference.kind === 'number' && current.kind === 'number' && reference.values.length > valuesWithoutBins) {
    const low = Math.min(reference.values[0] ?? NaN, current.values[0] ?? NaN);
    const high = Math.max(reference.values[reference.values.length - 1] ?? NaN, current.values[current.values.length - 1] ?? NaN);
    const edges = sturgesEdges({ n: rowsOf(reference) + rowsOf(current), low, high });
    return [shares(histogram(reference, edges), rowsOf(reference)), shares(histogram(current, edges), rowsOf(current))];
  }
  const paired = pair(reference, current);
  return [shares(paired.reference, rowsOf(reference)), shares(paired.current, rowsOf(current))];
}

/** Shares of zero become 0.0001, or a millionth of the smallest other share where that is no larger; nothing is normalised again. */
function filled(reference: Sample, current: Sample): [number[], number[]] {
  const [r, c] = binned(reference, current);
  return [fillZeros(r), fillZeros(c)];
}

function fillZeros(of: readonly number[]): number[] {
  const smallest = of.reduce((least, share) => (share > 0 && share < least ? share : least), Infinity);
  return of.map((share) => (share === 0 ? (smallest <= 0.0001 ? smallest / 10 ** 6 : 0.0001) : share));
}

/** Bhattacharyya coefficient: by value for categories, over densities in Sturges bins of the distinct values for numbers. */
function overlap(reference: Sample, current: Sample): number {
  if (reference.kind === 'category' || current.kind === 'category') {
    const [r, c] = binned(reference, current);
    return r.reduce((sum, share, i) => sum + Math.sqrt(share * (c[i] ?? 0)), 0);
  }
  const { values } = pairNumbers(reference, current);
  const edges = sturgesEdges({ n: values.length, low: values[0] ?? NaN, high: values[values.length - 1] ?? NaN });
  const width = ((edges.at(-1) ?? NaN) - (edges[0] ?? NaN)) / (edges.length - 1);
  const [r, c] = [density(reference, edges), density(current, edges)];
  return r.reduce((sum, height, i) => sum + Math.sqrt(height * (c[i] ?? 0)) * width, 0);
}

/** numpy.histogram(density=True). */
function density(sample: NumberSample, edges: readonly number[]): readonly number[] {
  const counts = histogram(sample, edges);
  const all = pairwiseSum(counts);
  return counts.map((count, i) => count / ((edges[i + 1] ?? NaN) - (edges[i] ?? NaN)) / all);
}
