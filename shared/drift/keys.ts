import type { Bins, Curve, Piece, Pieces, Shape } from './grid.ts';
import { double } from './sql.ts';

/** Keys of what is no finite number, far from those of bins (between -1000 and a few thousand). */
export const specialKeys = { positiveInfinity: 1_000_000, negativeInfinity: -1_000_000, nan: 2_000_000 } as const;

/** Bins of a tail per factor e of the distance; the last one is open. */
const tailResolution = 4;
const tailBins = 1000;

/**
 * SQL for the key of a number's bin: an integer, NULL for NULL. Rounding to the nearest bin's middle is cheaper than FLOOR. Engines round ties
 * differently, but whole numbers cannot tie, and edges of other grids lie where no round number is. Vectors whose values all take the first branch run at full speed, so the shape
 * covers all values of the first registration; a logarithm is paid in the tails only.
 * Portable classification of doubles: DuckDB sorts NaN above all numbers, in Trino every comparison with NaN is false.
 */
export function keyExpression(x: string, { shape, whole }: Pick<Bins, 'shape' | 'whole'>): string {
  const { from, to, bins } = extent(shape);
  const largest = double(Number.MAX_VALUE);
  const tail = (far: string) => `CAST(FLOOR(LEAST(${double(tailBins - 1)}, ${double(tailResolution)} * LN(1E0 + (${far}) / ${double(to - from)}))) AS BIGINT)`;
  return [
    'CASE',
    ...(shape.form === 'curve' ? [curveBranch(x, shape)] : pieceBranches(x, shape, whole)),
    `WHEN ${x} >= ${double(to)} AND ${x} <= ${largest} THEN ${bins} + ${tail(`${x} - ${double(to)}`)}`,
    `WHEN ${x} < ${double(from)} AND ${x} >= -${largest} THEN -1 - ${tail(`${double(from)} - ${x}`)}`,
    `WHEN ${x} IS NULL THEN NULL`,
    `WHEN ${x} = CAST('Infinity' AS DOUBLE) THEN ${specialKeys.positiveInfinity}`,
    `WHEN ${x} = CAST('-Infinity' AS DOUBLE) THEN ${specialKeys.negativeInfinity}`,
    `ELSE ${specialKeys.nan} END`,
  ].join(' ');
}

/** The key of a finite number, as the SQL computes it. */
export function keyOf(x: number, { shape, whole }: Pick<Bins, 'shape' | 'whole'>): number {
  const { from, to, bins } = extent(shape);
  const tail = (far: number) => Math.floor(Math.min(tailBins - 1, tailResolution * Math.log(1 + far / (to - from))));
  if (x >= to) return bins + tail(x - to);
  if (x < from) return -1 - tail(from - x);
  if (shape.form === 'curve') return Math.round(shape.half - 0.5 + (shape.half * (x - shape.centre)) / (shape.scale + Math.abs(x - shape.centre)));
  const found = based(shape).findLast(({ piece }) => x >= piece.from);
  return found === undefined ? 0 : found.base + Math.round((x - firstMiddle(found.piece, whole)) * (1 / found.piece.width));
}

/** The interval `[from, to)` of a bin. The outermost tail bins are open. */
export function interval(key: number, shape: Shape): readonly [from: number, to: number] {
  const { from, to, bins } = extent(shape);
  const far = (steps: number) => (steps >= tailBins ? Infinity : Math.expm1(steps / tailResolution) * (to - from));
  if (key < 0) return [from - far(-key), from - far(-key - 1)];
  if (key >= bins) return [to + far(key - bins), to + far(key - bins + 1)];
  if (shape.form === 'curve') return [curveEdge(key, shape), curveEdge(key + 1, shape)];
  const found = based(shape).findLast(({ base }) => key >= base);
  if (found === undefined) throw new Error(`No bin has the key ${key}`);
  const { piece, base } = found;
  return [piece.from + (key - base) * piece.width, piece.from + (key - base + 1) * piece.width];
}

/** What the shape covers: `[from, to)` with keys 0 … bins - 1. */
export function extent(shape: Shape): { readonly from: number; readonly to: number; readonly bins: number } {
  if (shape.form === 'curve') {
    const reach = shape.scale * (shape.half - 1);
    return { from: shape.centre - reach, to: shape.centre + reach, bins: 2 * shape.half };
  }
  const first = shape.pieces[0];
  const last = shape.pieces.at(-1);
  if (first === undefined || last === undefined) throw new Error('A grid has at least one piece');
  return { from: first.from, to: upper(last), bins: shape.pieces.reduce((sum, { bins }) => sum + bins, 0) };
}

function curveEdge(key: number, { centre, scale, half }: Curve): number {
  const u = (key - half) / half;
  return centre + (scale * u) / (1 - Math.abs(u));
}

function curveBranch(x: string, shape: Curve): string {
  const { from, to } = extent(shape);
  const difference = distance(x, shape.centre);
  return `WHEN ${x} >= ${double(from)} AND ${x} < ${double(to)} THEN CAST(${double(shape.half - 0.5)} + ${double(shape.half)} * ${difference} / (${double(shape.scale)} + ABS(${difference})) AS BIGINT)`;
}

function pieceBranches(x: string, shape: Pieces, whole: boolean): readonly string[] {
  return based(shape).map(({ piece, base, to }) => `WHEN ${x} >= ${double(piece.from)} AND ${x} < ${double(to)} THEN `
    + `${base === 0 ? '' : `${base} + `}CAST(${distance(x, firstMiddle(piece, whole))}${piece.width === 1 ? '' : ` * ${double(1 / piece.width)}`} AS BIGINT)`);
}

function distance(x: string, from: number): string {
  return from === 0 ? x : `(${x} - ${double(from)})`;
}

/** Of the first bin. The whole numbers from 8 up to 15 have 11.5 in their middle. */
function firstMiddle({ from, width }: Piece, whole: boolean): number {
  return whole ? from + (width - 1) / 2 : from + width / 2;
}

function upper({ from, width, bins }: Piece): number {
  return from + width * bins;
}

function based({ pieces }: Pieces): readonly { readonly piece: Piece; readonly base: number; readonly to: number }[] {
  let base = 0;
  return pieces.map((piece, index) => {
    const entry = { piece, base, to: pieces[index + 1]?.from ?? upper(piece) };
    base += piece.bins;
    return entry;
  });
}
