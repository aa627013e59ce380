import { homogeneity } from './chi-square.ts';
import { chiSquareTail } from './gamma.ts';
import { total } from './sum.ts';

/**
 * How likely two samples of one distribution differ as much as these, counted in the same bins (none empty on both sides): the p-value that guards
 * every verdict. Without an order the smaller of Pearson's chi-square and the likelihood ratio G is taken: each alone gives up to twice the false
 * alarms that it promises where bins are small (Pearson's for rare values that occur too often, G for many small bins), both together give fewer.
 * `ordered`: the bins have an order, and no bin is small, so G with Williams' correction (1976) keeps its promise and sees bins that became empty.
 * It splits into the linear trend (Cochran, 1954; Armitage, 1955) and the departure from it, and their p-values are combined by Fisher's method
 * (1932): shifts of numbers are found in half the rows.
 */
export function guardPValue(reference: readonly number[], current: readonly number[], ordered: boolean): number {
  const degrees = reference.length - 1;
  if (degrees < 1) return 1;
  const ratio = likelihoodRatio(reference, current);
  if (!ordered || degrees < 2) return chiSquareTail(Math.min(homogeneity(reference, current).statistic, ratio), degrees);
  const statistic = ratio / williams(reference, current);
  const trend = Math.min(statistic, linearTrend(reference, current));
  const parts = [chiSquareTail(trend, 1), chiSquareTail(statistic - trend, degrees - 1)];
  // The smallest double stands for what underflows: the sum of logarithms stays finite.
  return chiSquareTail(-2 * parts.reduce((sum, p) => sum + Math.log(Math.max(p, Number.MIN_VALUE)), 0), 2 * parts.length);
}

/** G statistic of homogeneity: twice the log of the likelihood ratio (Wilks, 1935). */
function likelihoodRatio(reference: readonly number[], current: readonly number[]): number {
  const [n, m] = [total(reference), total(current)];
  const term = (observed: number, expected: number) => (observed === 0 ? 0 : observed * Math.log(observed / expected));
  return 2 * reference.reduce((sum, r, i) => {
    const c = current[i] ?? 0;
    return sum + term(r, ((r + c) * n) / (n + m)) + term(c, ((r + c) * m) / (n + m));
  }, 0);
}

/** What G is divided by so that its mean is that of its chi-square (Williams, Biometrika 63, 1976), for two rows. */
function williams(reference: readonly number[], current: readonly number[]): number {
  const [n, m] = [total(reference), total(current)];
  const all = n + m;
  const bins = reference.reduce((sum, r, i) => sum + all / (r + (current[i] ?? 0)), 0) - 1;
  return 1 + ((all / n + all / m - 1) * bins) / (6 * all * (reference.length - 1));
}

/** Chi-square of the linear trend over the middle ranks of the bins, one degree of freedom. */
function linearTrend(reference: readonly number[], current: readonly number[]): number {
  const [n, m] = [total(reference), total(current)];
  const all = n + m;
  let upto = 0;
  const ranks = reference.map((r, i) => {
    const size = r + (current[i] ?? 0);
    upto += size;
    return { rank: (upto - size / 2) / all, size, current: current[i] ?? 0 };
  });
  const mean = ranks.reduce((sum, { rank, size }) => sum + rank * size, 0) / all;
  const variance = ranks.reduce((sum, { rank, size }) => sum + size * (rank - mean) ** 2, 0) / all;
  const shift = ranks.reduce((sum, item) => sum + (item.rank - mean) * item.current, 0) / m;
  // Mean of the current sample when drawn without replacement from both.
  return variance === 0 ? 0 : shift ** 2 / ((variance * n) / (m * (all - 1)));
}
