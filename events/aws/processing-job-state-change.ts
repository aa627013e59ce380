import * as z from 'zod/mini';
import { contract, text } from '../contract.ts';

/**
 * A processing job changed its state (SageMaker AI developer guide, "Events that SageMaker AI sends to EventBridge").
 * Times are milliseconds since the epoch.
 */
export const processingJobStateChange = contract({
  id: 'processing-job-state-change',
  source: 'aws.sagemaker',
  detailType: 'SageMaker Processing Job State Change',
  detail: z.lazy(() =>
    z.looseObject({
      ProcessingJobName: text,
      ProcessingJobArn: text,
      ProcessingJobStatus: text,
      FailureReason: z.optional(z.string()),
    }),
  ),
});
