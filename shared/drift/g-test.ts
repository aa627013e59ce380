import { chiSquareTail } from './gamma.ts';
import type { ChiSquare } from './chi-square.ts';
import { total } from './sum.ts';

/** G-test (log-likelihood ratio) of `current` against the reference counts scaled to its size (Sokal and Rohlf, Biometry). */
export function gTest(reference: readonly number[], current: readonly number[]): ChiSquare {
  const scale = total(current) / total(reference);
  const statistic = 2 * current.reduce((sum, observed, i) => (observed === 0 ? sum : sum + observed * Math.log(observed / ((reference[i] ?? 0) * scale))), 0);
  const degrees = reference.length - 1;
  return { statistic, degrees, pValue: chiSquareTail(statistic, degrees) };
}
