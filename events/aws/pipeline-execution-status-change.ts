import * as z from 'zod/mini';
import { contract, text } from '../contract.ts';

/**
 * A pipeline execution changed its status (SageMaker AI developer guide, "Events that SageMaker AI sends to EventBridge").
 * Sent more than once for a change; carries no parameters.
 */
export const pipelineExecutionStatusChange = contract({
  id: 'pipeline-execution-status-change',
  source: 'aws.sagemaker',
  detailType: 'SageMaker Model Building Pipeline Execution Status Change',
  detail: z.lazy(() =>
    z.looseObject({
      currentPipelineExecutionStatus: z.enum(['Executing', 'Succeeded', 'Failed', 'Stopping', 'Stopped']),
      previousPipelineExecutionStatus: z.optional(z.string()),
      pipelineArn: text,
      pipelineExecutionArn: text,
      pipelineExecutionDescription: z.optional(z.string()),
      executionStartTime: z.optional(z.string()),
      executionEndTime: z.optional(z.string()),
    }),
  ),
});
