import { upperGamma } from './gamma.ts';

/** Two-sided p-value of the pooled z-test that two proportions are equal (`successes` of `n` against those of `m`). */
export function zTest(reference: { readonly successes: number; readonly n: number }, current: { readonly successes: number; readonly n: number }): number {
  const p1 = reference.successes / reference.n;
  const p2 = current.successes / current.n;
  const pooled = (p1 * reference.n + p2 * current.n) / (reference.n + current.n);
  const z = (p1 - p2) / Math.sqrt(pooled * (1 - pooled) * (1 / reference.n + 1 / current.n));
  return Number.isNaN(z) ? NaN : upperGamma(0.5, (z * z) / 2);
}
