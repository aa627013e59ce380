import type { PipelineContext, RegisterModelStep } from '../definition.ts';
import { parameter } from './parameters.ts';

/** Registers the model with the profile of its data as the baseline that later data is judged against. */
export function registerStep({ images }: PipelineContext): RegisterModelStep {
  return {
    Name: 'Register',
    Type: 'RegisterModel',
    Arguments: {
      ModelPackageGroupName: parameter('ModelPackageGroupName'),
      ModelApprovalStatus: { Get: 'Parameters.ModelApprovalStatus' },
      InferenceSpecification: {
        Containers: [{ Image: images.xgboost, ModelDataUrl: { Get: 'Steps.Train.ModelArtifacts.S3ModelArtifacts' } }],
        SupportedContentTypes: ['text/csv'],
        SupportedResponseMIMETypes: ['text/csv'],
        SupportedRealtimeInferenceInstanceTypes: ['ml.m5.large'],
        SupportedTransformInstanceTypes: ['ml.m5.large'],
      },
      DriftCheckBaselines: {
        ModelDataQuality: {
          Statistics: { ContentType: 'application/json', S3Uri: parameter('ProfileStatisticsUri') },
          Constraints: { ContentType: 'application/json', S3Uri: parameter('ProfileConstraintsUri') },
        },
      },
      CustomerMetadataProperties: {
        changeId: parameter('ChangeId'),
        product: parameter('Product'),
        profileDigest: parameter('ProfileDigest'),
        verdict: parameter('Verdict'),
        reason: parameter('Reason'),
      },
    },
  };
}
