import * as z from 'zod/mini';
import { accountId, catalogName, contract, text } from '../contract.ts';
import { meshSource } from './event.ts';

const places = z.lazy(() => z.array(z.object({ catalogId: accountId, database: catalogName })));

/** Somebody should compare what is with what should be. Put by the hourly schedule, by a person, and by reconcile for its parts. */
export const reconcileRequested = contract({
  id: 'reconcile-requested',
  source: meshSource,
  detailType: 'Reconcile Requested',
  detail: z.lazy(() =>
    z.object({
      data: z.object({
        reason: z.enum(['schedule', 'person', 'part']),
        /** Hashes of removals that a person releases. */
        accept: z.optional(z.array(text)),
        /** Only these databases: the first of them now, and so on until none is left. */
        places: z.optional(places),
        /** Those among them whose turn came and whom AWS throttled: they are tried again when the others are done, `round` times so far. */
        throttled: z.optional(places),
        round: z.optional(z.int().check(z.nonnegative())),
        /** Whether grants may be taken back. False where the removal of links waits for a person. */
        removals: z.optional(z.boolean()),
        /** Whether access to these databases is to be proved although nothing is missing: something was granted just now. */
        prove: z.optional(z.boolean()),
        /** Whether readers prove by a query what they were granted before, each once a day. So it is when the schedule asked. */
        daily: z.optional(z.boolean()),
      }),
    }),
  ),
});
