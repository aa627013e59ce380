import * as z from 'zod/mini';
import { text } from '../contract.ts';
import { level } from './drift-checked.ts';
import { tableEvent } from './event.ts';

const request = () => ({
  model: text,
  /** Derived from model, profile, baseline and reason: the same need is the same request. */
  requestId: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  reason: z.enum(['first training', 'drift']),
});

/** A model needs a run. */
export const retrainingRequested = tableEvent('retraining-requested', 'Retraining Requested', () =>
  z.object({
    ...request(),
    subscription: text,
    link: text,
    profile: z.object({ uri: text, digest: text }),
    /** Null for a first training. */
    baseline: z.nullable(z.object({ packageArn: text, digest: text })),
    level,
    verdictUri: text,
  }),
);

/** A pipeline execution is under way. */
export const retrainingStarted = tableEvent('retraining-started', 'Retraining Started', () =>
  z.object({ ...request(), executionArn: text }),
);

/** A pipeline execution has ended, well or not. */
export const retrainingFinished = tableEvent('retraining-finished', 'Retraining Finished', () =>
  z.object({ ...request(), executionArn: text, status: z.enum(['Succeeded', 'Failed', 'Stopped', 'Gone']) }),
);
