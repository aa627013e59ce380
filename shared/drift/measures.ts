import { homogeneity } from './chi-square.ts';
import { gTest } from './g-test.ts';
import { hellinger } from './hellinger.ts';
import { moments } from './histogram-edges.ts';
import { jensenShannonDistance } from './jensen-shannon.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import { ksPValue } from './ks-p-value.ts';
import { kullbackLeibler } from './kullback-leibler.ts';
import { lInfinity } from './l-infinity.ts';
import { psiOfCounts, smoothed } from './psi.ts';
import { pairNumbers } from './sample.ts';
import type { NumberSample, PairedNumbers, Sample } from './sample.ts';
import { NotTestable } from './scored.ts';
import { shares, total } from './sum.ts';
import { totalVariation } from './total-variation.ts';
import type { Distribution } from './verdict.ts';
import { wasserstein } from './wasserstein.ts';
import { zTest } from './z-test.ts';

/** Our own form of a test: on bins, or on single values. */
export interface Measure {
  /** Without a default the threshold must be given. */
  readonly threshold: number | undefined;
  /** Categories are taken one by one, rare ones too; otherwise on the merged bins of the verdict. Numbers have the verdict's bins in any case. */
  readonly unmerged?: true;
  readonly of: (bins: Distribution, samples: () => Samples) => { readonly score: number; readonly pValue?: number; /** What the score leaves out. */ readonly note?: string };
  /** The score is a p-value: the column drifts when it is small. */
  readonly isPValue?: true;
  /** Single values are looked at, so a grid gives the score only approximately. */
  readonly ofValues?: true;
}

export interface Samples {
  readonly reference: Sample;
  readonly current: Sample;
}

/** What is known of a column beyond its profiles. */
export interface Exact {
  /** By single values, where a test of its own was asked for. */
  readonly samples?: Samples;
  /** The bins of the verdict by value, where the profiles do not count by value. */
  readonly bins?: Distribution;
}

/** PSI 0.1: the usual bound of a moderate shift in credit scoring (Siddiqi, Credit Risk Scorecards, 2006). The other distances: 0.1, the default of Evidently and Model Monitor. */
const distance = 0.1;

export const measures: Readonly<Record<string, Measure>> = {
  psi: { threshold: distance, of: ({ baseline, current }) => ({ score: psiOfCounts(baseline, current) }) },
  'jensen-shannon': ofShares((p, q) => jensenShannonDistance(p, q, 2)),
  hellinger: ofShares(hellinger),
  'l-infinity': ofShares(lInfinity),
  'total-variation': ofShares(totalVariation),
  'kullback-leibler': { threshold: distance, unmerged: true, of: ({ baseline, current }) => ({ score: kullbackLeibler(smoothed(baseline), smoothed(current)) }) },
  'kolmogorov-smirnov': {
    threshold: distance,
    ofValues: true,
    of: (_, samples) => {
      const { reference, current } = paired(samples());
      const score = kolmogorovSmirnov(reference, current);
      return { score, pValue: ksPValue(score, total(reference), total(current)) };
    },
  },
  wasserstein: {
    threshold: distance,
    ofValues: true,
    of: (_, samples) => earthMoved(samples(), (reference) => Math.max(moments(reference).deviation, 0.001)),
  },
  'wasserstein-raw': { threshold: undefined, ofValues: true, of: (_, samples) => earthMoved(samples(), () => 1) },
  'chi-square': ofPValue(({ baseline, current }) => homogeneity(baseline, current).pValue),
  g: ofPValue(({ baseline, current }) => gTest(baseline, current).pValue),
  z: ofPValue(({ labels, baseline, current }) => {
    if (labels.length !== 2) throw new NotTestable('The z-test is for columns with two values');
    return zTest({ successes: baseline[1] ?? 0, n: total(baseline) }, { successes: current[1] ?? 0, n: total(current) });
  }),
};

function ofShares(between: (p: readonly number[], q: readonly number[]) => number): Measure {
  return { threshold: distance, unmerged: true, of: ({ baseline, current }) => ({ score: between(shares(baseline), shares(current)) }) };
}

function ofPValue(between: (bins: Distribution) => number): Measure {
  return {
    threshold: undefined,
    isPValue: true,
    of: (bins) => {
      const pValue = between(bins);
      return { score: pValue, pValue };
    },
  };
}

/** From this change of their share on, infinities make the distance infinite; below, they are trimmed. */
const trimmed = 0.05;

/** The distance of the finite values, as Evidently takes it. Moving a value to or from infinity has no finite length. */
function earthMoved({ reference, current }: Samples, unit: (reference: NumberSample) => number): ReturnType<Measure['of']> {
  const [r, c] = [numbers(reference), numbers(current)];
  const moved = Math.max(...(['positiveInfinity', 'negativeInfinity'] as const).map((end) => Math.abs(infiniteShare(r, end) - infiniteShare(c, end))));
  const infinite = r.positiveInfinity + r.negativeInfinity + c.positiveInfinity + c.negativeInfinity;
  if (moved >= trimmed) return { score: Infinity };
  return { score: wasserstein(pairNumbers(r, c)) / unit(r), ...(infinite === 0 ? {} : { note: `${infinite} infinite values are left out` }) };
}

function infiniteShare(sample: NumberSample, end: 'positiveInfinity' | 'negativeInfinity'): number {
  const all = total(sample.counts) + sample.positiveInfinity + sample.negativeInfinity;
  return all === 0 ? 0 : sample[end] / all;
}

function paired({ reference, current }: Samples): PairedNumbers {
  return pairNumbers(numbers(reference), numbers(current), { infinite: true });
}

function numbers(sample: Sample): NumberSample {
  if (sample.kind !== 'number') throw new NotTestable('The test is for numbers only');
  return sample;
}
