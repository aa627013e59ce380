import * as z from 'zod/mini';
import { contract, text } from '../contract.ts';

/** A model package or its approval changed (SageMaker AI developer guide, "Events that SageMaker AI sends to EventBridge"). */
export const modelPackageStateChange = contract({
  id: 'model-package-state-change',
  source: 'aws.sagemaker',
  detailType: 'SageMaker Model Package State Change',
  detail: z.lazy(() =>
    z.looseObject({
      ModelPackageGroupName: text,
      ModelPackageVersion: z.number(),
      ModelPackageArn: text,
      ModelPackageStatus: text,
      ModelApprovalStatus: z.enum(['Approved', 'Rejected', 'PendingManualApproval']),
      MetadataProperties: z.optional(z.looseObject({ GeneratedBy: z.optional(z.string()) })),
      UpdatedModelPackageFields: z.optional(z.array(z.string())),
    }),
  ),
});
