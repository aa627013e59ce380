/**
 * Population stability index: sum of (r - c) ln(r / c) over the shares of the bins (Siddiqi, Credit Risk Scorecards, 2006; the symmetric
 * Kullback-Leibler divergence of Jeffreys, 1946). Shares of zero must have been dealt with; NaN for a bin empty on both sides.
 */
export function psi(reference: readonly number[], current: readonly number[]): number {
  return reference.reduce((sum, r, i) => {
    const c = current[i] ?? NaN;
    return sum + (r - c) * Math.log(r / c);
  }, 0);
}

/** PSI of counts with half a count added to every bin (Jeffreys' prior), so that an empty bin is no infinity. */
export function psiOfCounts(reference: readonly number[], current: readonly number[]): number {
  return psi(smoothed(reference), smoothed(current));
}

/** Shares after half a count more in every bin. */
export function smoothed(counts: readonly number[]): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0) + counts.length / 2;
  return counts.map((count) => (count + 0.5) / total);
}

/** Expected PSI of two samples of one distribution: (bins - 1)(1/n + 1/m) (Yurdakul, Statistical Properties of Population Stability Index, 2018). */
export function psiNoise(bins: number, n: number, m: number): number {
  return (bins - 1) * (1 / n + 1 / m);
}
