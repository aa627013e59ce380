import { own } from './own.ts';
import { homogeneity } from './chi-square.ts';
import { hellinger } from './hellinger.ts';
import { doaneEdges, equalEdges, histogram, moments } from './histogram-edges.ts';
import { jensenShannonDistance } from './jensen-shannon.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import { lInfinity } from './l-infinity.ts';
import { pairCategories, pairNumbers } from './sample.ts';
import type { CategorySample, NumberSample, Sample } from './sample.ts';
import { NotTestable } from './scored.ts';
import type { Scored } from './scored.ts';
import { pairwiseSum, shares, total } from './sum.ts';
import { wasserstein } from './wasserstein.ts';

/**
 * NannyML's univariate drift of a column: nannyml/drift/univariate/methods.py, fitted on the reference. Nulls and NaN are left out first.
 * `chunks`: the reference in its chunks; an alert is a value above mean + 3 standard deviations of theirs (thresholds.py). Without them the
 * threshold is NaN and there is no alert, but for chi-square, which alerts at a p-value below 0.05.
 */
export function nannyml(reference: Sample, current: Sample, { test = 'jensen_shannon', chunks = [] }: { readonly test?: string; readonly chunks?: readonly Sample[] } = {}): Scored {
  const method = fit(test, reference);
  const { value, pValue } = method(current);
  if (pValue !== undefined) return { test, score: value, threshold: 0.05, drifted: pValue < 0.05, pValue };
  const threshold = standardDeviationThreshold(chunks.map((chunk) => method(chunk).value), own(limits, test) ?? Infinity);
  return { test, score: value, threshold, drifted: value > threshold };
}

interface Value {
  readonly value: number;
  readonly pValue?: number;
}

/** Values of a method have a theoretical maximum only where NannyML states one. */
const limits: Readonly<Record<string, number>> = { kolmogorov_smirnov: 1 };

function fit(test: string, reference: Sample): (current: Sample) => Value {
  if (reference.kind === 'number') {
    const method = own(numberMethods, test);
    if (method === undefined) throw new NotTestable(`NannyML has no test "${test}" for numbers`);
    const calculate = method(reference);
    return (current) => ({ value: current.kind === 'number' && present(current) > 0 ? calculate(current) : NaN });
  }
  const method = own(categoryMethods, test);
  if (method === undefined) throw new NotTestable(`NannyML has no test "${test}" for categories`);
  return (current) => (current.kind === 'category' && countOf(current) > 0 ? method(reference, current) : { value: NaN });
}

/** Mean + 3 standard deviations (of the population) over the values that are not NaN, no more than the limit. */
export function standardDeviationThreshold(values: readonly number[], limit = Infinity): number {
  const known = values.filter((value) => !Number.isNaN(value));
  const mean = pairwiseSum(known) / known.length;
  const deviation = Math.sqrt(pairwiseSum(known.map((value) => (value - mean) ** 2)) / known.length);
  return Math.min(limit, mean + 3 * deviation);
}

/** From this many reference rows on NannyML bins before it computes Kolmogorov-Smirnov and Wasserstein. */
const exactBelow = 10_000;
const bins = 10_000;

const numberMethods: Readonly<Record<string, (reference: NumberSample) => (current: NumberSample) => number>> = {
  jensen_shannon: (reference) => inDoaneBins(reference, (p, q) => jensenShannonDistance(p, q, 2)),
  hellinger: (reference) => inDoaneBins(reference, hellinger),
  kolmogorov_smirnov: (reference) => {
    if (present(reference) < exactBelow) return (current) => ksWithInfinities(reference, current);
    const { low, high } = finiteMoments(reference);
    const edges = equalEdges(low, high, bins);
    const expected = cumulated(shares(histogram(reference, edges), present(reference)));
    return (current) => {
      const below = countWhere(current, (value) => value < low) / present(current);
      const observed = cumulated(shares(histogram(current, edges), present(current)));
      return expected.reduce((largest, share, i) => Math.max(largest, Math.abs(share - (below + (observed[i] ?? NaN)))), 0);
    };
  },
  wasserstein: (reference) => (present(reference) < exactBelow ? (current) => exactWasserstein(reference, current) : binnedWasserstein(reference)),
};

const categoryMethods: Readonly<Record<string, (reference: CategorySample, current: CategorySample) => Value>> = {
  jensen_shannon: (r, c) => ({ value: jensenShannonDistance(...byReferenceValue(r, c), 2) }),
  hellinger: (r, c) => ({ value: hellinger(...byReferenceValue(r, c)) }),
  l_infinity: (r, c) => {
    const { reference, current } = pairCategories(r, c);
    return { value: lInfinity(shares(reference), shares(current)) };
  },
  chi2: (r, c) => {
    const { reference, current } = pairCategories(r, c);
    const { statistic, pValue } = homogeneity(reference, current, true);
    return { value: statistic, pValue };
  },
};

/** Names of the tests. */
export const nannymlTests: readonly string[] = [...new Set([...Object.keys(numberMethods), ...Object.keys(categoryMethods)])];

/** What is outside the reference's bins (and the dust of rounding, as there) is one more bin that the reference does not have. */
function withLeftover(p: number[], q: number[]): [number[], number[]] {
  const leftover = 1 - pairwiseSum(q);
  return leftover > 0 ? [[...p, 0], [...q, leftover]] : [p, q];
}

function inDoaneBins(reference: NumberSample, distance: (p: readonly number[], q: readonly number[]) => number): (current: NumberSample) => number {
  finiteMoments(reference);
  const edges = doaneEdges(reference);
  const expected = shares(histogram(reference, edges), present(reference));
  return (current) => distance(...withLeftover(expected, shares(histogram(current, edges), present(current))));
}

function byReferenceValue(reference: CategorySample, current: CategorySample): [number[], number[]] {
  const labels = [...reference.counts.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return withLeftover(
    shares(labels.map((label) => reference.counts.get(label) ?? 0), countOf(reference)),
    shares(labels.map((label) => current.counts.get(label) ?? 0), countOf(current)),
  );
}

function ksWithInfinities(reference: NumberSample, current: NumberSample): number {
  const paired = pairNumbers(reference, current, { infinite: true });
  return kolmogorovSmirnov(paired.reference, paired.current);
}

function exactWasserstein(reference: NumberSample, current: NumberSample): number {
  return wasserstein(pairNumbers(reference, current, { infinite: true }));
}

/** 10,000 equal bins over the reference's range, and the exact areas beyond it. */
function binnedWasserstein(reference: NumberSample): (current: NumberSample) => number {
  const { low, high } = finiteMoments(reference);
  const edges = low === high ? equalEdges(low - 0.5, high + 0.5, bins) : equalEdges(low, high, bins);
  const [from, to, width] = [edges[0] ?? NaN, edges.at(-1) ?? NaN, (edges[1] ?? NaN) - (edges[0] ?? NaN)];
  const expected = cumulated(shares(histogram(reference, edges), present(reference)));
  return (current) => {
    const rows = present(current);
    const smaller = countWhere(current, (value) => value < from);
    const bigger = countWhere(current, (value) => value > to);
    // The bound itself counts as one more value on either side, in NannyML as here.
    const offset = smaller === 0 ? 0 : (smaller + 1) / rows;
    const observed = cumulated(shares(histogram(current, edges), rows));
    const within = pairwiseSum(expected.map((share, i) => Math.abs(share - (observed[i] ?? NaN) - offset) * width));
    return within + areaBeyond(current, from, to, { smaller, bigger }) / rows;
  };
}

function areaBeyond({ values, counts }: NumberSample, from: number, to: number, { smaller, bigger }: { readonly smaller: number; readonly bigger: number }): number {
  let [area, upto, beyond] = [0, 0, bigger];
  let previous = to;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? NaN;
    const count = counts[i] ?? 0;
    if (value < from) {
      upto += count;
      area += upto * (Math.min(from, values[i + 1] ?? from) - value);
    } else if (value > to) {
      area += beyond * (value - previous);
      beyond -= count;
      previous = value;
    }
  }
  return smaller + bigger === 0 ? 0 : area;
}

/** NaN and null never count; infinities do. */
function present(sample: NumberSample): number {
  return total(sample.counts) + sample.positiveInfinity + sample.negativeInfinity;
}

function countOf(sample: CategorySample): number {
  return [...sample.counts.values()].reduce((sum, count) => sum + count, 0);
}

function countWhere(sample: NumberSample, predicate: (value: number) => boolean): number {
  let count = (predicate(-Infinity) ? sample.negativeInfinity : 0) + (predicate(Infinity) ? sample.positiveInfinity : 0);
  for (let i = 0; i < sample.values.length; i += 1) if (predicate(sample.values[i] ?? NaN)) count += sample.counts[i] ?? 0;
  return count;
}

function cumulated(parts: readonly number[]): number[] {
  let sum = 0;
  return parts.map((part) => (sum += part));
}

function finiteMoments(reference: NumberSample): ReturnType<typeof moments> {
  if (reference.positiveInfinity + reference.negativeInfinity > 0) throw new NotTestable('NannyML cannot bin a reference with infinite values');
  if (reference.values.length === 0) throw new NotTestable('NannyML needs values in the reference');
  return moments(reference);
}
