import * as z from 'zod/mini';
import { accountId, catalogName, moment, text } from '../contract.ts';

/** A database of the central catalog, or a table in it. */
export const product = z.lazy(() => z.object({ catalogId: accountId, database: catalogName, table: z.optional(catalogName) }));

/** A table of the central catalog. */
export const tableProduct = z.lazy(() => z.object({ catalogId: accountId, database: catalogName, table: catalogName }));

/** What all events of ours say about themselves. */
export function metadataOf<P extends typeof product | typeof tableProduct>(about: P) {
  return z.object({
    product: about,
    /** Product and settle window: the correlation id of everything that follows from one settled change. */
    changeId: text,
    /** The id of the event that led to this one. */
    causationId: text,
    occurredAt: moment,
    schemaVersion: z.literal(1),
  });
}

export type Product = z.infer<typeof product>;
export type TableProduct = z.infer<typeof tableProduct>;
export type Metadata = z.infer<ReturnType<typeof metadataOf<typeof product>>>;
