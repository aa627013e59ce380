import { total } from './sum.ts';

/** Largest difference of the two distribution functions; the counts are in ascending order of the values. */
export function kolmogorovSmirnov(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  const n = total(reference);
  const m = total(current);
  if (n === 0 || m === 0) return NaN;
  let [r, c, highest, lowest] = [0, 0, 0, 0];
  for (let i = 0; i < reference.length; i += 1) {
    r += reference[i] ?? 0;
    c += current[i] ?? 0;
    const difference = r / n - c / m;
    highest = Math.max(highest, difference);
    lowest = Math.min(lowest, difference);
  }
  return Math.max(highest, -lowest);
}
