import * as z from 'zod/mini';
import type { ColumnProfile } from '../drift/profile.ts';

const seen = { values: z.array(z.string()), print: z.string() };

/** A partition as the catalog shows it: the values of its keys, and what identifies its version. */
export const seenPartition = z.lazy(() => z.object(seen));

/** A partition that has been counted. `counts`: key of the document with its own counts, null where it was counted together with others. */
const countedPartition = z.lazy(() => z.object({ ...seen, counts: z.nullable(z.string()) }));

/** The partitions that a profile is the sum of. */
export const partitionsDocument = z.lazy(() =>
  z.object({
    version: z.literal(1),
    changeId: z.string(),
    /** Identifies the table apart from its partitions. */
    table: z.string(),
    /** Identifies what was counted and how. */
    counting: z.string(),
    partitions: z.array(countedPartition),
  }),
);

/** What the queries of a profile count. */
export const countPlan = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('whole') }),
    /** All partitions in one: the profile is theirs, but none has its own counts. */
    z.object({ kind: z.literal('together'), table: z.string(), counting: z.string(), partitions: z.array(countedPartition) }),
    z.object({
      kind: z.literal('parts'),
      table: z.string(),
      counting: z.string(),
      /** The change whose profile the parts are added to; null to begin with nothing. */
      base: z.nullable(z.string()),
      kept: z.array(countedPartition),
      removed: z.array(countedPartition),
      /** Partitions that one query counts, each for itself. */
      groups: z.array(z.array(seenPartition)),
    }),
  ]),
);

/** Counts of some partitions. What their keys mean is in the grid, which is not repeated here. */
export const countsDocument = z.custom<CountsDocument>(
  (value) => typeof value === 'object' && value !== null && 'version' in value && value.version === 1 && 'partitions' in value && Array.isArray(value.partitions),
);

export interface CountsDocument {
  readonly version: 1;
  readonly partitions: readonly { readonly values: readonly string[]; readonly rows: number; readonly columns: readonly Omit<ColumnProfile, 'grid'>[] }[];
}

export type SeenPartition = z.infer<typeof seenPartition>;
export type CountedPartition = z.infer<typeof countedPartition>;
export type PartitionsDocument = z.infer<typeof partitionsDocument>;
export type CountPlan = z.infer<typeof countPlan>;
