import type { Unit } from './number-expression.ts';

/**
 * How each column of a product is counted: made once from the anchors of the first registration and then frozen,
 * so that counts of partitions add up and serve every baseline.
 */
export interface Grid {
  readonly version: 1;
  /** Rows when the grid was made. */
  readonly rows: number;
  readonly columns: readonly ColumnGrid[];
}

export type ColumnGrid = { readonly name: string; readonly type: string } & (Bins | Values | Categories | Presence | LeftOut);

/** Numbers in bins: a shape over where the values are, and beyond it tails whose bins grow with the distance. */
export interface Bins {
  readonly kind: 'bins';
  readonly unit: Unit;
  /** Values are whole numbers, so a bin of width 1 holds one value. */
  readonly whole: boolean;
  readonly shape: Shape;
  /** All values differ and fill their range: a running number, whose growth is no drift. */
  readonly running?: true;
}

export type Shape = Pieces | Curve;

/** Linear pieces, each beginning where the one before ends. */
export interface Pieces {
  readonly form: 'pieces';
  readonly pieces: readonly Piece[];
}

/** Bins `[from + i * width, from + (i + 1) * width)` for i = 0 … bins - 1. For whole numbers the width is a power of two, so that nothing is rounded. */
export interface Piece {
  readonly from: number;
  readonly width: number;
  readonly bins: number;
}

/** Equal bins of u = z / (1 + |z|), z = (x - centre) / scale: fine in the centre, relatively coarse far out, and no logarithm. `half`: bins on each side. */
export interface Curve {
  readonly form: 'curve';
  readonly centre: number;
  readonly scale: number;
  readonly half: number;
}

/** A number column with few values: each is counted for itself. */
export interface Values {
  readonly kind: 'values';
  readonly unit: Unit;
  /** Only these, ascending: values that had the minimum count at registration. Others count as the rest. Without it all values are counted. */
  readonly listed?: readonly number[];
}

/** Texts and booleans by value. Values that are not listed count as the rest. */
export interface Categories {
  readonly kind: 'categories';
  readonly listed: readonly string[];
  /** Few values at registration: the query returns every value, so that new ones can be named. */
  readonly open: boolean;
  /** Stands for all values that are not listed in the query's result; is not itself listed. */
  readonly other: string;
}

/** A private column: only whether there is a value. */
export interface Presence {
  readonly kind: 'presence';
}

export interface LeftOut {
  readonly kind: 'none';
  readonly reason: string;
}
