import { classOf } from './column-class.ts';
import { label, short } from './display-bins.ts';
import { interval } from './keys.ts';
import type { ColumnProfile } from './profile.ts';
import { total } from './sum.ts';
import { unlisted } from './unlisted.ts';
import type { Distribution } from './verdict.ts';

/** Equal-frequency bins of the baseline, snapped to the grid: each value or grid bin belongs to one, so counts stay exact. */
const quantileBins = 10;
/** Bins whose smaller expected count is below this are merged (Cochran's rule for chi-square tests, 1954). */
export const smallestExpected = 5;

/** The bins on which the default verdict compares: ten equal-frequency bins of the baseline for numbers, values for categories, the sparse ones merged. Nulls are not among them. */
export function pairedBins(baseline: ColumnProfile, current: ColumnProfile): Distribution {
  const ordered = baseline.grid.kind === 'bins' || baseline.grid.kind === 'values';
  const bins = (ordered ? numberBins(baseline, current) : categoryBins(baseline, current)).filter((bin) => bin.baseline + bin.current > 0);
  const n = total(bins.map((bin) => bin.baseline));
  const m = total(bins.map((bin) => bin.current));
  const isSparse = (bin: Bin) => ((bin.baseline + bin.current) * Math.min(n, m)) / (n + m) < smallestExpected;
  return distribution(ordered ? mergeNeighbours(bins, isSparse) : mergeRare(bins, isSparse));
}

/** Categories one by one, also the rare ones. */
export function unmergedCategories(baseline: ColumnProfile, current: ColumnProfile): Distribution {
  return distribution(categoryBins(baseline, current).filter((bin) => bin.baseline + bin.current > 0));
}

function distribution(bins: readonly Bin[]): Distribution {
  return { labels: bins.map(nameOf), baseline: bins.map((bin) => bin.baseline), current: bins.map((bin) => bin.current) };
}

interface Bin {
  readonly from: string;
  readonly to: string;
  readonly baseline: number;
  readonly current: number;
}

function categoryBins(baseline: ColumnProfile, current: ColumnProfile): readonly Bin[] {
  const [b, c] = [new Map(baseline.categories), new Map(current.categories)];
  const bins = [...new Set([...b.keys(), ...c.keys()])].map((value) => single(value, b.get(value) ?? 0, c.get(value) ?? 0));
  const { named, ...rest } = unlisted(baseline, current);
  return [...bins, ...named.map((item) => single(item.value, item.baseline, item.current)), single(baseline.grid.kind === 'presence' ? 'present' : 'other values', rest.baseline, rest.current)];
}

function numberBins(baseline: ColumnProfile, current: ColumnProfile): readonly Bin[] {
  const { named, ...rest } = unlisted(baseline, current);
  const [b, c] = [new Map([...baseline.numbers, ...named.map((item) => [Number(item.value), item.baseline] as const)]), new Map([...current.numbers, ...named.map((item) => [Number(item.value), item.current] as const)])];
  const keys = [...new Set([...b.keys(), ...c.keys()])].sort((x, y) => x - y);
  const all = total([...b.values()]);
  const bins: Bin[] = [];
  let [upto, quantile] = [0, -1];
  for (const key of keys) {
    const count = b.get(key) ?? 0;
    // A bin belongs to the quantile in which its middle lies, so that one heavy value has a bin of its own.
    const own = all === 0 ? 0 : Math.min(quantileBins - 1, Math.floor(((upto + count / 2) / all) * quantileBins));
    upto += count;
    const [from, to] = ends(baseline, key);
    const bin = { from, to, baseline: count, current: c.get(key) ?? 0 };
    const last = own > quantile ? undefined : bins.pop();
    quantile = Math.max(quantile, own);
    bins.push(last === undefined ? bin : join(last, bin));
  }
  return [
    single('-inf', baseline.negativeInfinity, current.negativeInfinity),
    ...bins,
    single('inf', baseline.positiveInfinity, current.positiveInfinity),
    single('NaN', baseline.nan, current.nan),
    single('other values', rest.baseline, rest.current),
  ];
}

function ends({ grid, type }: ColumnProfile, key: number): readonly [from: string, to: string] {
  const text = (value: number) => (classOf(type) === 'date' ? new Date(value * 86_400_000) : classOf(type) === 'timestamp' ? new Date(value * 1000) : value);
  const shown = (value: number) => {
    const it = text(value);
    if (!(it instanceof Date) || Number.isNaN(it.getTime())) return short(value);
    const [day = '', time = ''] = it.toISOString().split('T');
    return classOf(type) === 'date' ? day : `${day} ${time.slice(0, 8)}`;
  };
  if (grid.kind !== 'bins') return [shown(key), shown(key)];
  const [from, to] = interval(key, grid.shape);
  return grid.whole && to - from === 1 ? [shown(Math.ceil(from)), shown(Math.ceil(from))] : [shown(from), shown(to)];
}

/** Sparse bins join their right neighbour, the last one its left. */
function mergeNeighbours(bins: readonly Bin[], isSparse: (bin: Bin) => boolean): readonly Bin[] {
  const merged: Bin[] = [];
  let open: Bin | undefined;
  for (const bin of bins) {
    open = open === undefined ? bin : join(open, bin);
    if (isSparse(open)) continue;
    merged.push(open);
    open = undefined;
  }
  if (open === undefined) return merged;
  const last = merged.pop();
  return [...merged, last === undefined ? open : join(last, open)];
}

function mergeRare(bins: readonly Bin[], isSparse: (bin: Bin) => boolean): readonly Bin[] {
  const rare = bins.filter(isSparse);
  const common = bins.filter((bin) => !isSparse(bin));
  const [only, ...more] = rare;
  if (only === undefined || more.length === 0) return [...common, ...rare];
  return [...common, { ...rare.reduce(join), from: 'rare values', to: 'rare values' }];
}

function single(name: string, baseline: number, current: number): Bin {
  return { from: name, to: name, baseline, current };
}

function join(a: Bin, b: Bin): Bin {
  return { from: a.from, to: b.to, baseline: a.baseline + b.baseline, current: a.current + b.current };
}

function nameOf({ from, to }: Bin): string {
  const [low, high] = [Number(from), Number(to)];
  return from === to ? from : Number.isNaN(low) || Number.isNaN(high) ? `${from} … ${to}` : label(low, high);
}
