import type { Bins, Piece, Shape } from './grid.ts';
import { keyOf } from './keys.ts';

export interface NumberAnchors {
  readonly whole: boolean;
  /** Ascending quantiles of the probe, the last is its maximum. */
  readonly quantiles: readonly number[];
  /** Extremes of all finite values. */
  readonly range: readonly [low: number, high: number] | undefined;
  /** Whether a bin may hold one whole number only. Where rare values are private each bin holds several. */
  readonly single?: boolean;
}

/** Bins over the range of the first registration (whole numbers: at least half of that); a quarter more on each side, so that a shifted bulk still meets fine bins. */
const linearBins = 384;
/** Whole numbers within this range are counted one by one. */
const wholeBins = 2048;
const curveHalf = 256;
const adaptiveBins = 16;
/** Neighbouring quantiles (a 32nd of the rows) must lie this many bins apart: then no bin holds more than about 1.5 % of the rows. */
const smallestGap = 2;
/** Extremes and quantiles are values of the data: edges keep this share of a bin away from them, so that no value lies on one. */
const offEdge = 0.381966;
/** Beyond these, differences overflow or lose their digits. */
const farthest = 4e307;
const smallestWidth = 1e-290;

/** Texts by length: one bin per character up to 256. */
export const lengthShape: Shape = { form: 'pieces', pieces: [{ from: 0, width: 1, bins: 256 }] };

/** The cheapest shape that resolves the values: one linear piece, else the curve, else linear pieces between the quantiles. */
export function shapeFrom({ whole, quantiles, range, single = true }: NumberAnchors): Shape {
  const narrowest = single ? 1 : 2;
  if (range === undefined) return { form: 'pieces', pieces: [{ from: -linearBins / 2, width: narrowest, bins: linearBins }] };
  const [low, high] = [clamp(range[0]), clamp(range[1])];
  const steps = [...new Set([low, ...quantiles.map(clamp), high])].sort((a, b) => a - b);
  const linear: Shape = { form: 'pieces', pieces: [linearPiece(low, high, whole, narrowest)] };
  if (resolves({ shape: linear, whole }, steps, narrowest)) return linear;
  const curve = curveFrom(quantiles.map(clamp), low);
  if (curve !== undefined && resolves({ shape: curve, whole }, steps, narrowest)) return curve;
  return { form: 'pieces', pieces: adaptivePieces(steps, whole, narrowest) };
}

function linearPiece(low: number, high: number, whole: boolean, narrowest: number): Piece {
  const span = high - low;
  if (whole && narrowest === 1 && span < wholeBins) {
    const margin = Math.max(linearBins / 8, Math.ceil(span / 4));
    return { from: low - margin, width: 1, bins: span + 1 + 2 * margin };
  }
  const width = wide(span === 0 ? Math.abs(low) / linearBins || 1 / linearBins : span / linearBins, { whole, near: low, narrowest });
  const margin = linearBins / 4;
  const from = whole ? aligned(low, width) : low - offEdge * width;
  return { from: from - margin * width, width, bins: Math.floor((high - from) / width) + 1 + 2 * margin };
}

function curveFrom(quantiles: readonly number[], low: number): Shape | undefined {
  const at = (share: number) => quantiles[Math.floor(quantiles.length * share)] ?? low;
  const scale = Math.max((at(0.75) - at(0.25)) / 2, smallestWidth);
  const centre = at(0.5) - (offEdge * scale) / curveHalf;
  const isRepresentable = Math.abs(centre) + scale * curveHalf < farthest;
  return quantiles.length >= 4 && isRepresentable ? { form: 'curve', centre, scale, half: curveHalf } : undefined;
}

/** Spikes (many equal quantiles) need no resolution; whole numbers not below the narrowest bin. */
function resolves(bins: Pick<Bins, 'shape' | 'whole'>, steps: readonly number[], narrowest: number): boolean {
  const inner = steps.slice(1, -1);
  return inner.every((step, i) => {
    const next = inner[i + 1];
    if (next === undefined) return true;
    const apart = keyOf(next, bins) - keyOf(step, bins);
    return apart >= smallestGap || (bins.whole && apart >= Math.floor((next - step) / narrowest));
  });
}

/** Linear pieces between the quantiles: slower to compute, right for clusters and for values over many decades. */
function adaptivePieces(steps: readonly number[], whole: boolean, narrowest: number): readonly Piece[] {
  const pieces: Piece[] = [];
  const [first = 0, second = first] = steps;
  let from = whole ? first : first - (offEdge * (second - first)) / adaptiveBins;
  for (const to of steps.slice(1)) {
    if (to <= from) continue;
    const width = wide((to - from) / (adaptiveBins - offEdge), { whole, near: Math.max(Math.abs(from), Math.abs(to)), narrowest });
    const bins = Math.max(1, Math.min(adaptiveBins, Math.ceil((to - from) / width)));
    pieces.push({ from, width, bins });
    from += width * bins;
  }
  return pieces;
}

function clamp(value: number): number {
  return Math.max(-farthest, Math.min(farthest, value));
}

/** A power of two for whole numbers; otherwise not below the spacing of doubles around the values. */
function wide(width: number, { whole, near, narrowest }: { readonly whole: boolean; readonly near: number; readonly narrowest: number }): number {
  return whole ? 2 ** Math.ceil(Math.log2(Math.max(narrowest, width))) : Math.max(width, smallestWidth, Math.abs(near) * 2 ** -50);
}

/** Edges on multiples of the width. */
function aligned(from: number, width: number): number {
  const steps = Math.floor(from / width);
  return Number.isSafeInteger(steps) ? steps * width : from;
}
