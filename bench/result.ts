import * as z from 'zod/mini';

const wanted = z.union([z.object({ atMost: z.number() }), z.object({ atLeast: z.number() })]);

/**
 * One figure that was measured, and what it is held against in the same run.
 *
 * `name`: what was measured, with its size where it has one, for example `import of notice-change`. `beside`: a named peer, or the least that
 * it could be, in the same unit. `ratio`: of the figure to the one beside it; a median of pairs where both were measured in turns.
 * `wanted`: of the ratio, or of the figure where there is none.
 */
export const row = z.object({
  name: z.string(),
  figure: z.number(),
  unit: z.string(),
  beside: z.optional(z.object({ name: z.string(), figure: z.number() })),
  ratio: z.optional(z.number()),
  wanted: z.optional(wanted),
});

export type Row = Readonly<z.infer<typeof row>>;

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
