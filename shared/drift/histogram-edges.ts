import type { NumberSample } from './sample.ts';

/**
 * Bin edges as numpy.histogram_bin_edges gives them (numpy 1.x on floats; numpy 2 makes bins of integers at least 1 wide). Values must be finite.
 * Sturges (1926): log2 n + 1 bins.
 */
export function sturgesEdges({ n, low, high }: { readonly n: number; readonly low: number; readonly high: number }): readonly number[] {
  return edges(low, high, (high - low) / (Math.log2(n) + 1));
}

/** Doane (Aesthetic frequency classifications, 1976): Sturges with more bins for skewed values. */
export function doaneEdges(sample: NumberSample): readonly number[] {
  const { n, mean, deviation, low, high } = moments(sample);
  if (n <= 2 || deviation === 0) return edges(low, high, 0);
  const skewness = weighted(sample, (value) => ((value - mean) / deviation) ** 3) / n;
  const spread = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
  return edges(low, high, (high - low) / (1 + Math.log2(n) + Math.log2(1 + Math.abs(skewness) / spread)));
}

/** `bins + 1` equidistant edges in the order of operations of numpy.linspace: values on an edge fall to the same side. */
export function equalEdges(low: number, high: number, bins: number): readonly number[] {
  const step = (high - low) / bins;
  return Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : i * step + low));
}

export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** Of the population (divided by n). */
  readonly deviation: number;
  readonly low: number;
  readonly high: number;
}

/** Over the finite values. */
export function moments(sample: NumberSample): Moments {
  const n = weighted(sample, () => 1);
  const mean = weighted(sample, (value) => value) / n;
  const deviation = Math.sqrt(weighted(sample, (value) => (value - mean) ** 2) / n);
  return { n, mean, deviation, low: sample.values[0] ?? NaN, high: sample.values[sample.values.length - 1] ?? NaN };
}

function weighted({ values, counts }: NumberSample, of: (value: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += of(values[i] ?? NaN) * (counts[i] ?? 0);
  return sum;
}

function edges(low: number, high: number, width: number): readonly number[] {
  const [from, to] = low === high ? [low - 0.5, high + 0.5] : [low, high];
  return equalEdges(from, to, width === 0 ? 1 : Math.ceil((to - from) / width));
}

/** Counts per bin `[edge, next edge)`, the last one closed; values outside are dropped (numpy.histogram). Both ascending. */
export function histogram({ values, counts }: Pick<NumberSample, 'values' | 'counts'>, binEdges: readonly number[]): number[] {
  const result = Array.from({ length: binEdges.length - 1 }, () => 0);
  const last = binEdges.at(-1) ?? NaN;
  let bin = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? NaN;
    if (value < (binEdges[0] ?? NaN) || value > last) continue;
    while (bin < result.length - 1 && value >= (binEdges[bin + 1] ?? NaN)) bin += 1;
    result[bin] = (result[bin] ?? 0) + (counts[i] ?? 0);
  }
  return result;
}
