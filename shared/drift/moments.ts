import type { Rows } from './source.ts';

/** Moments of one chunk in units of the anchors. They add. */
export interface ChunkMoments {
  readonly rows: number;
  readonly sums: readonly number[];
  /** Sums of products, symmetric. */
  readonly products: readonly (readonly number[])[];
}

/** One entry per chunk, from the result of `momentsQuery` over `columns` columns. */
export function readMoments(rows: Rows, columns: number): readonly ChunkMoments[] {
  return rows.map((row) => {
    const [count = NaN, ...values] = row.slice(1).map(Number);
    if (!Number.isSafeInteger(count) || values.length !== columns + (columns * (columns + 1)) / 2 || !values.every(Number.isFinite)) throw new Error('The result of the moments query cannot be read');
    const pairs = values.slice(columns);
    const at = (i: number, j: number) => pairs[i * columns - (i * (i - 1)) / 2 + (j - i)] ?? NaN;
    return { rows: count, sums: values.slice(0, columns), products: square(columns, (i, j) => at(Math.min(i, j), Math.max(i, j))) };
  });
}

export function addMoments(parts: readonly ChunkMoments[]): ChunkMoments {
  const size = parts[0]?.sums.length ?? 0;
  const sum = (of: (part: ChunkMoments) => number) => parts.reduce((total, part) => total + of(part), 0);
  return {
    rows: sum(({ rows }) => rows),
    sums: Array.from({ length: size }, (_, i) => sum(({ sums }) => sums[i] ?? 0)),
    products: square(size, (i, j) => sum(({ products }) => products[i]?.[j] ?? 0)),
  };
}

export function square(size: number, of: (i: number, j: number) => number): readonly (readonly number[])[] {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_unused, j) => of(i, j)));
}
