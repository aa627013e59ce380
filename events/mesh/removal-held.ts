import * as z from 'zod/mini';
import { contract, moment, text } from '../contract.ts';
import { meshSource } from './event.ts';

/** Reconcile would take away more at once than mesh.yml allows: nothing is taken until a person releases it by its hash. */
export const removalHeld = contract({
  id: 'removal-held',
  source: meshSource,
  detailType: 'Removal Held',
  detail: z.lazy(() =>
    z.object({
      metadata: z.object({ causationId: text, occurredAt: moment, schemaVersion: z.literal(1) }),
      data: z.object({
        hash: text,
        reason: text,
        links: z.array(text),
        /** What a person can do. */
        remedy: text,
      }),
    }),
  ),
});
