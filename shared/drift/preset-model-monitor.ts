import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import { lInfinity, lInfinityRobust } from './l-infinity.ts';
import { pairCategories, pairNumbers } from './sample.ts';
import type { Sample } from './sample.ts';
import { NotTestable } from './scored.ts';
import type { Scored } from './scored.ts';
import { shares, total } from './sum.ts';

/**
 * The distribution check of SageMaker Model Monitor: Deequ's L-infinity distance (analyzers/Distance.scala) on exact counts, where Deequ itself
 * uses a sketch that drops repeated values (deequ issue 392). `Robust` is Model Monitor's default comparison_method, 0.1 its comparison_threshold.
 * For numbers the distance is that of the distribution functions.
 */
export function modelMonitor(reference: Sample, current: Sample, test: string = 'linf_robust'): Scored {
  if (!modelMonitorTests.includes(test)) throw new NotTestable(`Model Monitor has no test "${test}"`);
  const [simple, n, m] = distance(reference, current);
  if (n === 0 || m === 0) throw new NotTestable('Model Monitor needs values on both sides');
  const score = test === 'linf_simple' ? simple : lInfinityRobust(simple, n, m);
  return { test, score, threshold: 0.1, drifted: score > 0.1 };
}

/** Names of the tests: comparison_method `Robust` and `Simple`. */
export const modelMonitorTests: readonly string[] = ['linf_robust', 'linf_simple'];

function distance(reference: Sample, current: Sample): readonly [distance: number, n: number, m: number] {
  if (reference.kind === 'category' && current.kind === 'category') {
    const paired = pairCategories(reference, current);
    return [lInfinity(shares(paired.reference), shares(paired.current)), total(paired.reference), total(paired.current)];
  }
  if (reference.kind !== 'number' || current.kind !== 'number') throw new NotTestable('The column has another type now');
  const paired = pairNumbers(reference, current, { infinite: true });
  return [kolmogorovSmirnov(paired.reference, paired.current), total(paired.reference), total(paired.current)];
}
