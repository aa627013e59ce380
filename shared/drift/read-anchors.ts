import { defaultMinimumCount, fewValues, maximumCategories, nearUniqueFrom, nearUniqueShare, repeats } from './anchor-query.ts';
import type { AnchorOptions } from './anchor-query.ts';
import { classOf } from './column-class.ts';
import type { ColumnGrid, Grid } from './grid.ts';
import { unitOf } from './number-expression.ts';
import { lengthShape, shapeFrom } from './shape.ts';
import { byteLength, text as literal } from './sql.ts';
import type { Column, Rows } from './source.ts';

/** Beyond this many categories only the most frequent are listed. */
const openCategories = 2000;
const frequentCategories = 200;
/** The names of an open column's categories stand in the query's text. */
const openBytes = 48_000;

/** Makes the frozen grid from the result of `anchorQuery` over the same columns with the same options. */
export function readAnchors(rows: Rows, columns: readonly Column[], options: AnchorOptions = {}): Grid {
  const anchors = rows.map(parse);
  const total = anchors.find(({ what }) => what === 'rows')?.count;
  if (total === undefined) throw new Error('The result of the anchor query has no row with the number of rows');
  const byColumn = Map.groupBy(anchors, ({ column }) => column);
  return {
    version: 1,
    rows: total,
    columns: columns.map((column, ordinal) => ({
      name: column.name,
      type: column.type,
      ...(options.private?.includes(column.name) === true ? { kind: 'presence' } as const : gridOf(column, byColumn.get(ordinal) ?? [], options.minimumCount ?? defaultMinimumCount)),
    })),
  };
}

interface Anchor {
  readonly what: string;
  readonly column: number;
  readonly text: string | null;
  readonly low: number;
  readonly high: number;
  readonly count: number;
  readonly total: number;
  readonly distinct: number;
}

function parse(row: Rows[number]): Anchor {
  const [what, column, text, low, high, count, total, distinct] = row;
  return {
    what: what ?? '', column: Number(column ?? -1), text: text ?? null, low: Number(low ?? NaN), high: Number(high ?? NaN),
    count: Number(count ?? NaN), total: Number(total ?? NaN), distinct: Number(distinct ?? NaN),
  };
}

type Kind = ColumnGrid extends infer G ? G extends ColumnGrid ? Omit<G, 'name' | 'type'> : never : never;

function gridOf(column: Column, anchors: readonly Anchor[], minimumCount: number): Kind {
  const unit = unitOf(column);
  if (unit !== undefined) {
    const quantiles = anchors.filter(({ what }) => what === 'quantile').sort((a, b) => a.low - b.low);
    const probed = quantiles[0];
    const range = anchors.find(({ what }) => what === 'range');
    if (probed !== undefined && probed.distinct <= fewValues && probed.distinct * repeats <= probed.total) {
      return { kind: 'values', unit, ...(minimumCount <= 1 ? {} : { listed: quantiles.filter(({ count }) => count >= minimumCount).map(({ low }) => low + 0) }) };
    }
    const whole = classOf(column.type) !== 'fraction';
    const shape = shapeFrom({ whole, quantiles: quantiles.map(({ low }) => low), range: rangeOf(range), single: minimumCount <= 1 });
    return { kind: 'bins', unit, whole, shape, ...(whole && isRunning(probed, range) ? { running: true } : {}) };
  }
  switch (classOf(column.type)) {
    case 'boolean': return { kind: 'categories', listed: ['false', 'true'], open: true, other: '' };
    case 'text':
    case 'character': return textGrid(anchors.filter(({ what }) => what === 'category'));
    default: return { kind: 'none', reason: `Columns of type ${column.type.slice(0, 40)} are left out` };
  }
}

/** A hundred random draws from four times as many numbers would hardly all differ. */
function isRunning(probed: Anchor | undefined, range: Anchor | undefined): boolean {
  if (probed === undefined || range === undefined || probed.total < 100) return false;
  return probed.distinct === probed.total && range.high - range.low < 4 * range.count;
}

function rangeOf(range: Anchor | undefined): readonly [number, number] | undefined {
  return range === undefined || range.count === 0 ? undefined : [range.low, range.high];
}

function textGrid(anchors: readonly Anchor[]): Kind {
  const first = anchors[0];
  const distinct = first?.distinct ?? 0;
  if (distinct > nearUniqueFrom && distinct > nearUniqueShare * (first?.total ?? 0)) {
    return { kind: 'bins', unit: 'length', whole: true, shape: lengthShape };
  }
  const open = distinct <= openCategories && nameBytes(anchors) <= openBytes;
  const listed = anchors.flatMap(({ text, high }) => text === null || high > (open ? maximumCategories : frequentCategories) ? [] : [text]).sort(byCodeUnit);
  return { kind: 'categories', listed, open, other: nameOutside(listed) };
}

function nameBytes(anchors: readonly Anchor[]): number {
  return anchors.reduce((sum, { text }) => sum + (text === null ? 0 : byteLength(literal(text)) + 2), 0);
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function nameOutside(listed: readonly string[]): string {
  let name = '(other)';
  while (listed.includes(name)) name += '*';
  return name;
}
