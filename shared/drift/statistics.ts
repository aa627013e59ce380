import { classOf } from './column-class.ts';
import { interval } from './keys.ts';
import type { ColumnProfile, Profile } from './profile.ts';

/**
 * statistics.json of SageMaker Model Monitor (Amazon SageMaker AI developer guide, "Schema for Statistics (statistics.json file)"); whoever writes the
 * file adds what is ours under the one member `meshloop`. Moments of binned columns are those of the bins' middles: `largestErrors` says how far off.
 */
export function statisticsOf(profile: Profile): Statistics {
  return { version: 0, dataset: { item_count: profile.rows }, features: profile.columns.map((column) => feature(column, profile.rows)) };
}

/** By number column: half the width of its widest bin, the most by which a value in the statistics can differ from the data's (0: exact). */
export function largestErrors(profile: Profile): Readonly<Record<string, number>> {
  const error = (column: ColumnProfile) => items(column).reduce((largest, { from, to }) => Math.max(largest, (to - from) / 2), 0);
  return Object.fromEntries(profile.columns.filter(isNumber).map((column) => [column.name, error(column)]));
}

export interface Statistics {
  readonly version: 0;
  readonly dataset: { readonly item_count: number };
  readonly features: readonly Feature[];
}

interface Common {
  readonly num_present: number;
  readonly num_missing: number;
}

export interface Feature {
  readonly name: string;
  readonly inferred_type: InferredType;
  readonly numerical_statistics?: {
    readonly common: Common;
    readonly mean: number;
    readonly sum: number;
    readonly std_dev: number;
    readonly min: number;
    readonly max: number;
    readonly distribution: { readonly kll: { readonly buckets: readonly Bucket[]; readonly sketch: Sketch } };
  };
  readonly string_statistics?: {
    readonly common: Common;
    readonly distinct_count: number;
    readonly distribution: { readonly categorical: { readonly buckets: readonly { readonly value: string; readonly count: number }[] } };
  };
}

interface Bucket {
  readonly lower_bound: number;
  readonly upper_bound: number;
  readonly count: number;
}

/** A KLL sketch: an item of `data[level]` stands for 2^level values. */
interface Sketch {
  readonly parameters: { readonly c: number; readonly k: number };
  readonly data: readonly (readonly number[])[];
}

export type InferredType = 'Integral' | 'Fractional' | 'String' | 'Unknown';

export function inferredType({ type, grid }: ColumnProfile): InferredType {
  // Of a private column nothing is known that a type would call for.
  if (grid.kind === 'presence') return 'Unknown';
  if (grid.kind === 'bins' && grid.unit === 'length') return 'String';
  switch (classOf(type)) {
    case 'integer': return 'Integral';
    case 'fraction': return 'Fractional';
    case 'nested': return 'Unknown';
    case 'boolean':
    case 'text':
    case 'character':
    case 'date':
    case 'timestamp': return 'String';
  }
}

function feature(column: ColumnProfile, rows: number): Feature {
  const common = { num_present: rows - column.nulls, num_missing: column.nulls };
  const head = { name: column.name, inferred_type: inferredType(column) };
  if (isNumber(column)) return { ...head, numerical_statistics: { common, ...numbersOf(column) } };
  if (head.inferred_type === 'Unknown') return head;
  const buckets = column.categories.map(([value, count]) => ({ value, count }));
  return { ...head, string_statistics: { common, distinct_count: buckets.length, distribution: { categorical: { buckets } } } };
}

function isNumber({ type, grid }: ColumnProfile): boolean {
  return (grid.kind === 'bins' || grid.kind === 'values') && grid.unit === 'number' && ['integer', 'fraction'].includes(classOf(type));
}

interface Item {
  readonly from: number;
  readonly to: number;
  readonly middle: number;
  readonly count: number;
}

function items({ grid, numbers }: ColumnProfile): readonly Item[] {
  return numbers.map(([key, count]) => {
    if (grid.kind !== 'bins') return { from: key, to: key, middle: key, count };
    const [low, high] = interval(key, grid.shape);
    if (grid.whole && high - low === 1) return { from: Math.ceil(low), to: Math.ceil(low), middle: Math.ceil(low), count };
    const [from, to] = [Number.isFinite(low) ? low : high, Number.isFinite(high) ? high : low];
    return { from, to, middle: from + (to - from) / 2, count };
  });
}

const buckets = 10;

function numbersOf(column: ColumnProfile): Omit<NonNullable<Feature['numerical_statistics']>, 'common'> {
  const all = items(column);
  const n = all.reduce((total, { count }) => total + count, 0);
  const sum = all.reduce((total, { middle, count }) => total + middle * count, 0);
  const mean = n === 0 ? 0 : sum / n;
  const squares = all.reduce((total, { middle, count }) => total + count * (middle - mean) ** 2, 0);
  const [min, max] = [all[0]?.from ?? 0, all.at(-1)?.to ?? 0];
  return { mean, sum, std_dev: n === 0 ? 0 : Math.sqrt(squares / n), min, max, distribution: { kll: { buckets: kllBuckets(all, min, max), sketch: sketchOf(all) } } };
}

/** Ten buckets of equal width over the range, as Model Monitor has them; a bin counts where its middle lies. */
function kllBuckets(all: readonly Item[], min: number, max: number): readonly Bucket[] {
  const width = (max - min) / buckets;
  const counts = Array.from({ length: buckets }, () => 0);
  for (const { middle, count } of all) {
    const bucket = width > 0 ? Math.min(buckets - 1, Math.floor((middle - min) / width)) : 0;
    counts[bucket] = (counts[bucket] ?? 0) + count;
  }
  return counts.map((count, i) => ({ lower_bound: min + i * width, upper_bound: i === buckets - 1 ? max : min + (i + 1) * width, count }));
}

/** The counts as a sketch without loss: each count in its binary digits. Parameters are those of Model Monitor. */
function sketchOf(all: readonly Item[]): Sketch {
  const levels = Math.max(1, ...all.map(({ count }) => Math.floor(Math.log2(Math.max(1, count))) + 1));
  const data = Array.from({ length: levels }, (_, level) => all.filter(({ count }) => Math.floor(count / 2 ** level) % 2 === 1).map(({ middle }) => middle));
  return { parameters: { c: 0.64, k: 2048 }, data };
}
