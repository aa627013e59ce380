import * as z from 'zod/mini';
import { contract, text } from '../contract.ts';

/**
 * A query changed its state (Athena user guide, "Monitor Athena query events with EventBridge").
 * Repeats carry the same `sequenceNumber`.
 */
export const athenaQueryStateChange = contract({
  id: 'athena-query-state-change',
  source: 'aws.athena',
  detailType: 'Athena Query State Change',
  detail: z.lazy(() =>
    z.looseObject({
      currentState: z.enum(['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED']),
      queryExecutionId: text,
      workgroupName: text,
      sequenceNumber: text,
      previousState: z.optional(z.string()),
      statementType: z.optional(z.string()),
      athenaError: z.optional(
        z.looseObject({
          errorCategory: z.optional(z.number()),
          errorType: z.optional(z.number()),
          errorMessage: z.optional(z.string()),
          retryable: z.optional(z.boolean()),
        }),
      ),
    }),
  ),
});
