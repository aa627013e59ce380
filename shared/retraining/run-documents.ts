import * as z from 'zod/mini';
import { retrainingRequested } from '../../events/mesh/retraining.ts';

/** A request that no run has served yet: the event that asked for it. */
export const pendingDocument = retrainingRequested.detail;

const run = z.lazy(() =>
  z.object({
    requestId: z.string(),
    /** Milliseconds since the epoch. */
    claimedAt: z.number(),
    /** Absent until the execution has started. */
    executionArn: z.optional(z.string()),
  }),
);

/** The one run of a model, or none. */
export const currentDocument = z.lazy(() => z.object({ run: z.nullable(run) }));

export const doneStatus = z.lazy(() => z.enum(['Succeeded', 'Failed', 'Stopped', 'Gone', 'Covered', 'Superseded']));

/** A request that is served, or that nothing is left to do for. */
export const doneDocument = z.lazy(() =>
  z.object({
    requestId: z.string(),
    status: doneStatus,
    executionArn: z.optional(z.string()),
    /** Milliseconds since the epoch. */
    doneAt: z.number(),
  }),
);

export type Pending = z.infer<typeof pendingDocument>;
export type Run = z.infer<typeof run>;
export type Done = z.infer<typeof doneDocument>;
