/** A column by its exact values: what a preset needs that a grid cannot give. */
export type Sample = NumberSample | CategorySample;

export interface NumberSample {
  readonly kind: 'number';
  /** Finite values, ascending, each once. */
  readonly values: ArrayLike<number>;
  readonly counts: ArrayLike<number>;
  readonly nulls: number;
  readonly nan: number;
  readonly positiveInfinity: number;
  readonly negativeInfinity: number;
}

export interface CategorySample {
  readonly kind: 'category';
  readonly counts: ReadonlyMap<string, number>;
  readonly nulls: number;
}

/** Two samples over the union of their values, ascending. */
export interface PairedNumbers {
  readonly values: ArrayLike<number>;
  readonly reference: ArrayLike<number>;
  readonly current: ArrayLike<number>;
}

export interface PairedCategories {
  readonly labels: readonly string[];
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/** `infinite`: infinities take part at the ends, otherwise they are left out like NaN and null. */
export function pairNumbers(reference: NumberSample, current: NumberSample, { infinite = false } = {}): PairedNumbers {
  const size = distinctIn(reference, current);
  const low = infinite && reference.negativeInfinity + current.negativeInfinity > 0 ? 1 : 0;
  const high = infinite && reference.positiveInfinity + current.positiveInfinity > 0 ? 1 : 0;
  const paired = { values: new Float64Array(low + size + high), reference: new Float64Array(low + size + high), current: new Float64Array(low + size + high) };
  const put = (i: number, value: number, r: number, c: number) => {
    paired.values[i] = value;
    paired.reference[i] = r;
    paired.current[i] = c;
  };
  if (low === 1) put(0, -Infinity, reference.negativeInfinity, current.negativeInfinity);
  let next = low;
  merge(reference, current, (value, r, c) => {
    put(next, value, r, c);
    next += 1;
  });
  if (high === 1) put(next, Infinity, reference.positiveInfinity, current.positiveInfinity);
  return paired;
}

export function pairCategories(reference: CategorySample, current: CategorySample): PairedCategories {
  const labels = [...new Set([...reference.counts.keys(), ...current.counts.keys()])].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return {
    labels,
    reference: labels.map((label) => reference.counts.get(label) ?? 0),
    current: labels.map((label) => current.counts.get(label) ?? 0),
  };
}

function distinctIn(a: NumberSample, b: NumberSample): number {
  let size = 0;
  merge(a, b, () => {
    size += 1;
  });
  return size;
}

function merge(a: NumberSample, b: NumberSample, each: (value: number, inA: number, inB: number) => void): void {
  let [i, j] = [0, 0];
  while (i < a.values.length || j < b.values.length) {
    const x = a.values[i] ?? Infinity;
    const y = b.values[j] ?? Infinity;
    each(Math.min(x, y), x <= y ? a.counts[i] ?? 0 : 0, y <= x ? b.counts[j] ?? 0 : 0);
    if (x <= y) i += 1;
    if (y <= x) j += 1;
  }
}
