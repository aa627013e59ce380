import { pairwiseSum } from './sum.ts';

/** Kullback-Leibler divergence of `current` from `reference` (nats), both normalised to sum 1 first, as scipy.stats.entropy(pk, qk). Infinite where `current` lacks a bin. */
export function kullbackLeibler(reference: readonly number[], current: readonly number[]): number {
  return pairwiseSum(relativeEntropies(normalised(reference), normalised(current)));
}

/** x ln(x / y) by elements, 0 for x = 0 (scipy.special.rel_entr). */
export function relativeEntropies(p: readonly number[], q: readonly number[]): readonly number[] {
  return p.map((x, i) => {
    const y = q[i] ?? NaN;
    if (x > 0 && y > 0) return x * Math.log(x / y);
    return x === 0 && y >= 0 ? 0 : Infinity;
  });
}

export function normalised(shares: readonly number[]): readonly number[] {
  const sum = pairwiseSum(shares);
  return shares.map((share) => share / sum);
}
