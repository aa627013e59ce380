import { pairwiseSum } from './sum.ts';

/** Hellinger distance of two sets of shares, 0 … 1: |sqrt p - sqrt q| / sqrt 2 (Hellinger, 1909). */
export function hellinger(p: readonly number[], q: readonly number[]): number {
  return Math.sqrt(pairwiseSum(p.map((share, i) => (Math.sqrt(share) - Math.sqrt(q[i] ?? NaN)) ** 2))) / Math.SQRT2;
}

/** The same by way of the Bhattacharyya coefficient, sqrt(1 - sum sqrt(p q)): loses digits near zero, which a preset must lose too. */
export function hellingerOfOverlap(overlap: number): number {
  return Math.sqrt(1 - Math.min(1, Math.max(0, overlap)));
}
