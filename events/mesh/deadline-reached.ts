import * as z from 'zod/mini';
import { catalogName, text } from '../contract.ts';
import { meshEvent } from './event.ts';

/** How often the wait was prolonged, from 0. */
const round = z.lazy(() => z.int().check(z.nonnegative()));

const wait = z.lazy(() =>
  z.discriminatedUnion('wait', [
    z.object({ wait: z.literal('share'), round }),
    z.object({ wait: z.literal('grant'), subscription: text, link: text, round }),
    z.object({ wait: z.literal('refresh'), subscription: text, round }),
    z.object({ wait: z.literal('access-query'), queryExecutionId: text, round }),
    z.object({ wait: z.literal('profile-query'), queryExecutionId: text, round }),
    z.object({ wait: z.literal('crawl'), crawler: catalogName, round }),
    z.object({ wait: z.literal('run'), model: text, requestId: text, round }),
    // A model is looked at again: a run was held back, an alarm stays in ALARM, its approved package grows old, another of its tables has a new profile.
    z.object({ wait: z.literal('model'), model: text, for: z.enum(['held run', 'alarm', 'age', 'other table']), round }),
  ]),
);

export type Wait = z.infer<typeof wait>;

/** Whoever waits for a native event should look for itself. Put by a one-time schedule. */
export const deadlineReached = meshEvent('deadline-reached', 'Deadline Reached', () => wait);
