import type { CategorySample, NumberSample } from './sample.ts';

/** A number column's sample from its values and counts in any order; `null` counts the nulls. Values are summed where they repeat. */
export function numberSampleFrom(pairs: Iterable<readonly [value: number | null, count: number]>): NumberSample {
  const counts = new Map<number | null, number>();
  for (const [value, count] of pairs) {
    // Adding zero makes one value of 0 and -0.
    const key = value === null ? null : value + 0;
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  const take = (key: number | null) => {
    const count = counts.get(key) ?? 0;
    counts.delete(key);
    return count;
  };
  const [nulls, nan, positiveInfinity, negativeInfinity] = [take(null), take(NaN), take(Infinity), take(-Infinity)];
  const values = Float64Array.from([...counts.keys()].filter((key) => key !== null)).sort();
  return { kind: 'number', values, counts: Float64Array.from(values, (value) => counts.get(value) ?? 0), nulls, nan, positiveInfinity, negativeInfinity };
}

export function categorySampleFrom(pairs: Iterable<readonly [value: string | null, count: number]>): CategorySample {
  const counts = new Map<string, number>();
  let nulls = 0;
  for (const [value, count] of pairs) {
    if (value === null) nulls += count;
    else counts.set(value, (counts.get(value) ?? 0) + count);
  }
  return { kind: 'category', counts, nulls };
}
