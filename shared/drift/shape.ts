import type { Piece, Shape } from './grid.ts';
import { keyOf } from './keys.ts';

export interface NumberAnchors {
  readonly whole: boolean;
  /** Ascending quantiles of the probe, the last is its maximum. */
  readonly quantiles: readonly number[];
  /** Extremes of all finite values. */
  readonly range: readonly [low: number, high: number] | undefined;
}

/** Bins over the range of the first registration; a quarter of the range more on each side, so that a shifted bulk still meets fine bins. */
const linearBins = 512;
/** Whole numbers within this range are counted one by one. */
const wholeBins = 2048;
const curveHalf = 512;
const adaptiveBins = 64;
/** Neighbouring quantiles (a 32nd of the rows) must lie this many bins apart: then no bin holds more than about 1 % of the rows. */
const smallestGap = 3;
/** Beyond these, differences overflow or lose their digits. */
const farthest = 1e300;
const smallestWidth = 1e-290;

/** Texts by length: one bin per character up to 256. */
export const lengthShape: Shape = { form: 'pieces', pieces: [{ from: 0, width: 1, bins: 256 }] };

/** The cheapest shape that resolves the values: one linear piece, else the curve, else linear pieces between the quantiles. */
export function shapeFrom({ whole, quantiles, range }: NumberAnchors): Shape {
  if (range === undefined) return { form: 'pieces', pieces: [{ from: -linearBins / 2, width: 1, bins: linearBins }] };
  const [low, high] = [clamp(range[0]), clamp(range[1])];
  const steps = [...new Set([low, ...quantiles.map(clamp), high])].sort((a, b) => a - b);
  const linear: Shape = { form: 'pieces', pieces: [linearPiece(low, high, whole)] };
  if (resolves(linear, steps, whole)) return linear;
  const curve = curveFrom(quantiles.map(clamp), low, high);
  if (curve !== undefined && resolves(curve, steps, whole)) return curve;
  return { form: 'pieces', pieces: adaptivePieces(steps, whole) };
}

function linearPiece(low: number, high: number, whole: boolean): Piece {
  const span = high - low;
  if (whole && span < wholeBins) {
    const margin = Math.max(linearBins / 8, Math.ceil(span / 4));
    return { from: low - margin, width: 1, bins: span + 1 + 2 * margin };
  }
  const width = wide(span === 0 ? Math.abs(low) / linearBins || 1 / linearBins : span / linearBins, whole, low);
  const margin = linearBins / 4;
  return { from: aligned(low, width) - margin * width, width, bins: linearBins + 2 * margin + 1 };
}

function curveFrom(quantiles: readonly number[], low: number, high: number): Shape | undefined {
  const at = (share: number) => quantiles[Math.floor(quantiles.length * share)] ?? low;
  const scale = Math.max((at(0.75) - at(0.25)) / 2, smallestWidth);
  const centre = at(0.5);
  // Values beyond the curve's reach would take the slow branch, and its last bins are wide.
  return quantiles.length >= 4 && Math.max(high - centre, centre - low) < scale * (curveHalf - 1) ? { form: 'curve', centre, scale, half: curveHalf } : undefined;
}

/** Spikes (many equal quantiles) need no resolution; whole numbers not below one. */
function resolves(shape: Shape, steps: readonly number[], whole: boolean): boolean {
  const inner = steps.slice(1, -1);
  return inner.every((step, i) => {
    const next = inner[i + 1];
    if (next === undefined) return true;
    const apart = keyOf(next, shape) - keyOf(step, shape);
    return apart >= smallestGap || (whole && apart >= next - step);
  });
}

/** Few linear pieces between quantiles: slower to compute, right for clusters and for values over many decades. */
function adaptivePieces(steps: readonly number[], whole: boolean): readonly Piece[] {
  const every = Math.max(1, Math.ceil((steps.length - 1) / 8));
  const edges = steps.filter((_, i) => i % every === 0 || i === steps.length - 1);
  const pieces: Piece[] = [];
  let from = edges[0] ?? 0;
  for (const to of edges.slice(1)) {
    if (to <= from) continue;
    const width = wide((to - from) / adaptiveBins, whole, Math.max(Math.abs(from), Math.abs(to)));
    const bins = Math.max(1, Math.min(adaptiveBins, Math.ceil((to - from) / width)));
    pieces.push({ from, width, bins });
    from += width * bins;
  }
  return pieces;
}

function clamp(value: number): number {
  return Math.max(-farthest, Math.min(farthest, value));
}

/** Not below the spacing of doubles around the values. */
function wide(width: number, whole: boolean, near: number): number {
  const least = Math.max(smallestWidth, Math.abs(near) * 2 ** -50);
  return whole ? Math.max(1, Math.ceil(width)) : Math.max(least, width);
}

/** Edges on multiples of the width. */
function aligned(from: number, width: number): number {
  const steps = Math.floor(from / width);
  return Number.isSafeInteger(steps) ? steps * width : from;
}
