/** One figure that was measured, and what it is held against in the same run. */
export interface Row {
  /** What was measured, with its size where it has one: `import of notice-change`. */
  readonly name: string;
  readonly figure: number;
  readonly unit: string;
  /** A named peer, or the least that it could be. In the same unit. */
  readonly beside?: { readonly name: string; readonly figure: number };
  /** Of the figure to the one beside it; a median of pairs where both were measured in turns. */
  readonly ratio?: number;
  /** What is wanted of the ratio, or of the figure where there is none. */
  readonly wanted?: { readonly atMost: number } | { readonly atLeast: number };
}

/** Measures, tells on the way what it does, and returns its figures. `options` are those of the command line. */
export type Bench = (options: readonly string[]) => Promise<readonly Row[]>;

/** Whether what is wanted was reached; undefined where nothing is wanted. */
export function holds({ figure, ratio, wanted }: Row): boolean | undefined {
  if (wanted === undefined) return undefined;
  return 'atMost' in wanted ? (ratio ?? figure) <= wanted.atMost : (ratio ?? figure) >= wanted.atLeast;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? NaN)) / 2;
}
