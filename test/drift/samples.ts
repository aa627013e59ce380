import type { CategorySample, NumberSample } from '../../shared/drift/sample.ts';

export function numberSample(pairs: readonly (readonly [value: number, count: number])[], nulls = 0): NumberSample {
  const merged = new Map<number, number>();
  for (const [value, count] of pairs) merged.set(value, (merged.get(value) ?? 0) + count);
  const count = (value: number) => merged.get(value) ?? 0;
  const finite = [...merged].filter(([value]) => Number.isFinite(value)).sort(([a], [b]) => a - b);
  return {
    kind: 'number',
    values: finite.map(([value]) => value),
    counts: finite.map(([, n]) => n),
    nulls,
    nan: count(NaN),
    positiveInfinity: count(Infinity),
    negativeInfinity: count(-Infinity),
  };
}

export function numbers(...values: readonly number[]): NumberSample {
  return numberSample(values.map((value) => [value, 1]));
}

export function categories(counts: Readonly<Record<string, number>>, nulls = 0): CategorySample {
  return { kind: 'category', counts: new Map(Object.entries(counts)), nulls };
}
