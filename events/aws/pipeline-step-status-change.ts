import * as z from 'zod/mini';
import { contract, text } from '../contract.ts';

/** A step of a pipeline execution changed its status (SageMaker AI developer guide, "Events that SageMaker AI sends to EventBridge"). */
export const pipelineStepStatusChange = contract({
  id: 'pipeline-step-status-change',
  source: 'aws.sagemaker',
  detailType: 'SageMaker Model Building Pipeline Execution Step Status Change',
  detail: z.lazy(() =>
    z.looseObject({
      stepName: text,
      stepType: text,
      currentStepStatus: z.enum(['Starting', 'Executing', 'Succeeded', 'Failed', 'Stopping', 'Stopped']),
      previousStepStatus: z.optional(z.string()),
      pipelineArn: text,
      pipelineExecutionArn: text,
      failureReason: z.optional(z.string()),
      metadata: z.optional(z.record(z.string(), z.unknown())),
    }),
  ),
});
