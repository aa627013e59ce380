import * as z from 'zod/mini';
import { tableProduct } from '../../events/mesh/metadata.ts';

/** A query of ours whose outcome nobody has taken yet. */
export const openQuery = z.lazy(() =>
  z.object({
    wait: z.enum(['access-query', 'profile-query']),
    queryExecutionId: z.string(),
    product: tableProduct,
    changeId: z.string(),
    /** Milliseconds since the epoch. */
    startedAt: z.number(),
  }),
);

export type OpenQuery = z.infer<typeof openQuery>;
