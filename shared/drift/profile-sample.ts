import { interval } from './keys.ts';
import type { ColumnPair } from './matching.ts';
import type { ColumnProfile } from './profile.ts';
import type { Sample } from './sample.ts';
import type { SamplePair } from './score-samples.ts';
import { total } from './sum.ts';

/** The two samples behind the profiles of a column: exact where the grid counts single values, else each bin at its middle, and said so. */
export function samplePair({ baseline, current }: ColumnPair): SamplePair {
  const inexact = inexactness(baseline) ?? inexactness(current);
  return {
    name: baseline.name,
    type: baseline.type,
    reference: sampleOf(baseline),
    current: sampleOf(current),
    ...(inexact === undefined ? {} : { approximate: inexact }),
  };
}

function sampleOf(column: ColumnProfile): Sample {
  const { grid, nulls, nan, positiveInfinity, negativeInfinity } = column;
  if (grid.kind === 'categories' || grid.kind === 'presence') {
    const rest = column.rest === 0 ? [] : [[restName(column), column.rest] as const];
    return { kind: 'category', counts: new Map([...column.categories, ...rest]), nulls };
  }
  const numbers = [...column.numbers, ...named(column)].toSorted(([a], [b]) => a - b);
  const values = numbers.map(([key]) => valueOf(column, key));
  return { kind: 'number', values, counts: numbers.map(([, count]) => count), nulls, nan, positiveInfinity, negativeInfinity };
}

/** Values of a number column that the grid does not list but this scan found often. */
function named({ grid, unseen }: ColumnProfile): ColumnProfile['numbers'] {
  return grid.kind === 'values' ? unseen.map(([value, count]) => [Number(value), count] as const) : [];
}

function restName({ grid }: ColumnProfile): string {
  return grid.kind === 'categories' && grid.other !== '' ? grid.other : '(other)';
}

function valueOf({ grid }: ColumnProfile, key: number): number {
  if (grid.kind !== 'bins') return key;
  const [from, to] = interval(key, grid.shape);
  if (grid.whole && to - from === 1) return Math.ceil(from);
  return Number.isFinite(to) && Number.isFinite(from) ? from + (to - from) / 2 : Number.isFinite(from) ? from : to;
}

function inexactness(column: ColumnProfile): string | undefined {
  const { grid, numbers, name } = column;
  const rest = column.rest - total(named(column).map(([, count]) => count));
  if (rest > 0 && grid.kind === 'categories') return `rare values of ${name} count as one`;
  if (rest > 0) return `${rest} values of ${name} are not counted one by one`;
  if (grid.kind !== 'bins') return undefined;
  const widths = numbers.map(([key]) => interval(key, grid.shape)).map(([from, to]) => to - from);
  const widest = Math.max(0, ...widths);
  if (grid.whole && widest <= 1) return undefined;
  return `${name} is counted in bins up to ${widest.toPrecision(2)} wide`;
}
