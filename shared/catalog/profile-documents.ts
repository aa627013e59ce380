import * as z from 'zod/mini';
import { tableProduct } from '../../events/mesh/metadata.ts';
import { seenPartition } from './partition-documents.ts';
import type { Grid } from '../drift/grid.ts';
import type { MomentAnchor } from '../drift/moments-query.ts';
import type { Profile } from '../drift/profile.ts';

/** Counts and grids are written by us only; their version says that they are ours. */
function versioned<T extends { readonly version: 1; readonly columns: readonly unknown[] }>() {
  return z.custom<T>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      'version' in value &&
      value.version === 1 &&
      'columns' in value &&
      Array.isArray(value.columns),
  );
}

export const gridDocument = versioned<Grid>();

const column = z.lazy(() => z.object({ name: z.string(), type: z.string() }));

/** What identifies a version of the data, and when it last changed (milliseconds since the epoch). */
const source = z.lazy(() =>
  z.object({ versionId: z.string(), location: z.string(), metadataLocation: z.string(), snapshotId: z.string(), changedAt: z.number(), partitions: z.number() }),
);

/** What the moments of number columns are measured from: frozen, so that they can be compared. */
export const anchorsDocument = versioned<{ readonly version: 1; readonly columns: readonly MomentAnchor[] }>();

/** First and second moments of the number columns, in chunks. */
const moments = z.lazy(() =>
  z.object({
    anchors: z.array(z.object({ column, centre: z.number(), scale: z.number() })),
    chunks: z.array(z.object({ rows: z.number(), sums: z.array(z.number()), products: z.array(z.array(z.number())) })),
  }),
);

/** Who profiles one version of the data. */
export const claimDocument = z.lazy(() =>
  z.object({
    changeId: z.string(),
    /** Milliseconds since the epoch. */
    claimedAt: z.number(),
  }),
);

/** What a profile under way is made from. */
export const workDocument = z.lazy(() =>
  z.object({
    product: tableProduct,
    changeId: z.string(),
    subscription: z.string(),
    link: z.string(),
    fingerprint: z.string(),
    columns: z.array(column),
    partitionKeys: z.array(column),
    partitions: z.array(seenPartition),
    /** Identifies the table apart from its partitions. */
    table: z.string(),
    source,
    /** Columns of which only nulls are counted. */
    private: z.array(z.string()),
    /** Values of a text column with fewer rows are not named. */
    minimumCount: z.number(),
    /** Nothing that was counted before is used. */
    recount: z.boolean(),
    /** Also what the relations between number columns are is asked. */
    multivariate: z.boolean(),
    /** When the catalog was read (milliseconds since the epoch): which of two versions is newer. */
    readAt: z.number(),
  }),
);

/** A query of a profile under way that has ended well. */
export const partDocument = z.lazy(() => z.object({ queryExecutionId: z.string(), outputLocation: z.string() }));

/** The newest version that has a profile. */
export const newestDocument = z.lazy(() =>
  z.object({
    changeId: z.string(),
    fingerprint: z.string(),
    digest: z.string(),
    readAt: z.number(),
    /** The change that counted equal data last: its partitions are those of the catalog. */
    countedBy: z.optional(z.string()),
    /** When the data last changed, as far as the catalog could tell (milliseconds since the epoch). */
    changedAt: z.optional(z.number()),
  }),
);

/** A profile: Model Monitor's statistics file, with what we need of it as its own member. */
export const profileDocument = z.lazy(() =>
  z.looseObject({
    meshloop: z.object({
      product: tableProduct,
      changeId: z.string(),
      fingerprint: z.string(),
      digest: z.string(),
      readAt: z.number(),
      source: z.optional(source),
      moments: z.optional(moments),
      /** Of what a run was started with: the profiles of the other tables that its model learns from, by table. */
      others: z.optional(z.record(z.string(), z.string())),
      profile: versioned<Profile>(),
    }),
  }),
);

export type ClaimDocument = z.infer<typeof claimDocument>;
export type WorkDocument = z.infer<typeof workDocument>;
export type NewestDocument = z.infer<typeof newestDocument>;
/** What a profile document says about one version of the data. */
export type ProfiledVersion = z.infer<typeof profileDocument>['meshloop'];
