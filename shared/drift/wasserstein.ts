import type { PairedNumbers } from './sample.ts';

/** First Wasserstein distance (earth mover's) of two samples, in the column's unit: the area between the distribution functions (Vallender, 1974). NaN when a value is infinite. */
export function wasserstein({ values, reference, current }: PairedNumbers): number {
  const n = sum(reference);
  const m = sum(current);
  let [r, c, area] = [0, 0, 0];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? NaN;
    if (!Number.isFinite(value)) return NaN;
    r += reference[i] ?? 0;
    c += current[i] ?? 0;
    const next = values[i + 1];
    if (next !== undefined) area += Math.abs(r / n - c / m) * (next - value);
  }
  return n === 0 || m === 0 ? NaN : area;
}

function sum(counts: ArrayLike<number>): number {
  let result = 0;
  for (let i = 0; i < counts.length; i += 1) result += counts[i] ?? 0;
  return result;
}
