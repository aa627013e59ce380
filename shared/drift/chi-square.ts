import { chiSquareTail } from './gamma.ts';

export interface ChiSquare {
  readonly statistic: number;
  readonly degrees: number;
  readonly pValue: number;
}

/**
 * Pearson's chi-square test of homogeneity of two samples counted in the same bins (2 x k contingency table, k - 1 degrees of freedom).
 * `yates`: the continuity correction of 2 x 2 tables, as scipy.stats.chi2_contingency applies it.
 * Bins that are empty on both sides must have been left out. One bin: statistic 0, p-value 1.
 */
export function homogeneity(reference: readonly number[], current: readonly number[], yates = false): ChiSquare {
  const n = total(reference);
  const m = total(current);
  const degrees = reference.length - 1;
  if (degrees < 1) return { statistic: 0, degrees: 0, pValue: 1 };
  const correct = yates && degrees === 1;
  let statistic = 0;
  for (const [i, r] of reference.entries()) {
    const c = current[i] ?? 0;
    for (const [observed, size] of [[r, n], [c, m]] as const) {
      const expected = ((r + c) * size) / (n + m);
      const difference = expected - observed;
      const corrected = correct ? Math.abs(difference) - Math.min(0.5, Math.abs(difference)) : difference;
      statistic += corrected ** 2 / expected;
    }
  }
  return { statistic, degrees, pValue: chiSquareTail(statistic, degrees) };
}

/**
 * Pearson's goodness of fit of `current` against the reference counts scaled to its size, as scipy.stats.chisquare has it:
 * the reference is taken as exact, so a category that it does not have makes the statistic infinite.
 */
export function goodnessOfFit(reference: readonly number[], current: readonly number[]): ChiSquare {
  const scale = total(current) / total(reference);
  const degrees = reference.length - 1;
  const statistic = reference.reduce((sum, r, i) => {
    const expected = r * scale;
    return sum + ((current[i] ?? 0) - expected) ** 2 / expected;
  }, 0);
  return { statistic, degrees, pValue: chiSquareTail(statistic, degrees) };
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
