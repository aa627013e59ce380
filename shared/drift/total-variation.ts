/** Total variation distance of two sets of shares: half the sum of the differences. */
export function totalVariation(p: readonly number[], q: readonly number[]): number {
  return p.reduce((sum, share, i) => sum + Math.abs(share - (q[i] ?? NaN)), 0) / 2;
}
