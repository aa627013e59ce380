import * as z from 'zod/mini';
import { moment, text } from '../contract.ts';
import { level } from './drift-checked.ts';
import { tableEvent } from './event.ts';
import { reason } from './reason.ts';

const request = () => ({
  model: text,
  /** Derived from model, profile and baseline, or from a person's order: the same need is the same request. */
  requestId: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  /** The most important reason. */
  reason,
});

/** A model needs a run. */
export const retrainingRequested = tableEvent('retraining-requested', 'Retraining Requested', () =>
  z.object({
    ...request(),
    reasons: z.array(reason),
    subscription: text,
    link: text,
    profile: z.object({ uri: text, digest: text }),
    /** Null for a first training, and where a person ordered the run. */
    baseline: z.nullable(z.object({ packageArn: text, digest: text })),
    level,
    /** Null where nothing was judged: a person ordered the run. */
    verdictUri: z.nullable(text),
    /** What that person gave as the reason, shortened. */
    why: z.optional(text),
  }),
);

/** A person wants a model to be trained on its newest data, whatever the verdict. */
export const retrainingOrdered = tableEvent('retraining-ordered', 'Retraining Ordered', () =>
  z.object({
    model: text,
    /** One order is one need, however often its event comes. */
    orderId: text,
    /** Why, in the person's words. */
    why: text,
  }),
);

/** Why a run is not started yet. */
export const hold = z.lazy(() =>
  z.enum([
    'cooldown',
    'runs per day',
    'instance hours per month',
    /** The account has as many executions or instances as its quota admits. */
    'quota',
    /** SageMaker is changing something that the run needs. */
    'conflict',
    /** The pipeline cannot be started: it is gone, or refuses the parameters. A person has to mend it. */
    'pipeline',
  ]),
);

/** A run waits. It is looked at again at `until`, against the newest data of then. */
export const retrainingHeld = tableEvent('retraining-held', 'Retraining Held', () => z.object({ ...request(), why: hold, until: moment }));

/** A pipeline execution is under way. */
export const retrainingStarted = tableEvent('retraining-started', 'Retraining Started', () => z.object({ ...request(), executionArn: text }));

/** A pipeline execution has ended, well or not. */
export const retrainingFinished = tableEvent('retraining-finished', 'Retraining Finished', () =>
  z.object({
    ...request(),
    executionArn: text,
    status: z.enum(['Succeeded', 'Failed', 'Stopped', 'Gone']),
    /** The step that failed. Its reason only where the pipeline itself gave it (a Fail step): a script's own error may hold data. */
    failure: z.optional(z.object({ step: text, reason: z.optional(text) })),
  }),
);
