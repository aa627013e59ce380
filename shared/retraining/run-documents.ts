import * as z from 'zod/mini';
import { hold, retrainingRequested } from '../../events/mesh/retraining.ts';

/** A request that no run has served yet: the event that asked for it. */
export const pendingDocument = retrainingRequested.detail;

// Times are milliseconds since the epoch.

const run = z.lazy(() =>
  z.object({
    requestId: z.string(),
    /** What the run is for. */
    request: pendingDocument,
    claimedAt: z.number(),
    /** When somebody last set out to start the execution: one at a time does. */
    startingAt: z.optional(z.number()),
    /** Absent until the execution has started. */
    executionArn: z.optional(z.string()),
  }),
);

const held = z.lazy(() =>
  z.object({
    requestId: z.string(),
    why: hold,
    until: z.number(),
    /** How often in a row it was held for the same reason. */
    times: z.number(),
  }),
);

/** A run that was started, for cooldown and budget. */
const start = z.lazy(() =>
  z.object({
    requestId: z.string(),
    at: z.number(),
    /** Seconds of its instances; absent until it has ended. */
    instanceSeconds: z.optional(z.number()),
  }),
);

/** The one run of a model, or none; what holds the next one back; what was run lately. */
export const currentDocument = z.lazy(() =>
  z.object({ run: z.nullable(run), held: z.optional(z.nullable(held)), starts: z.optional(z.array(start)) }),
);

export const doneStatus = z.lazy(() => z.enum(['Succeeded', 'Failed', 'Stopped', 'Gone', 'Covered', 'Superseded']));

/** A request that is served, or that nothing is left to do for. */
export const doneDocument = z.lazy(() =>
  z.object({
    requestId: z.string(),
    status: doneStatus,
    executionArn: z.optional(z.string()),
    doneAt: z.number(),
  }),
);

export type Pending = z.infer<typeof pendingDocument>;
export type Run = z.infer<typeof run>;
export type Held = z.infer<typeof held>;
export type Start = z.infer<typeof start>;
export type Current = z.infer<typeof currentDocument>;
export type Done = z.infer<typeof doneDocument>;
