import { jsonGet, type PipelineContext, type Reference, type RegisterModelStep } from '../definition.ts';
import { modelUri, ownProfileUri, parameter } from './parameters.ts';

interface Registration {
  readonly name: string;
  readonly approval: 'PendingManualApproval' | Reference;
  /** Of the rows that the model learned from: what later data is judged against. */
  readonly profile: { readonly statistics: Reference; readonly constraints: Reference; readonly digest: Reference };
}

export const profileOfChange = {
  statistics: parameter('ProfileStatisticsUri'),
  constraints: parameter('ProfileConstraintsUri'),
  digest: parameter('ProfileDigest'),
};
export const profileOfRows = {
  statistics: ownProfileUri('statistics.json'),
  constraints: ownProfileUri('constraints.json'),
  digest: jsonGet('Prepare', 'Data', 'profile_digest'),
};

/** Registers the model with its quality and with the profile of its data as the baseline that later data is judged against. */
export function registerStep({ images }: PipelineContext, { name, approval, profile }: Registration): RegisterModelStep {
  const json = (S3Uri: Reference) => ({ ContentType: 'application/json', S3Uri });
  return {
    Name: name,
    Type: 'RegisterModel',
    Arguments: {
      ModelPackageGroupName: parameter('ModelPackageGroupName'),
      ModelApprovalStatus: approval,
      InferenceSpecification: {
        Containers: [
          {
            Image: images.xgboost,
            ModelDataUrl: { Get: 'Steps.Train.ModelArtifacts.S3ModelArtifacts' },
            // SageMaker's framework images serve the script that these name.
            Environment: { SAGEMAKER_PROGRAM: 'inference.py', SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model/code' },
          },
        ],
        SupportedContentTypes: ['application/json', 'text/csv'],
        SupportedResponseMIMETypes: ['application/json', 'text/csv'],
        SupportedRealtimeInferenceInstanceTypes: ['ml.m5.large'],
        SupportedTransformInstanceTypes: ['ml.m5.large'],
      },
      ModelMetrics: { ModelQuality: { Statistics: json(modelUri('evaluation', 'evaluation.json')) } },
      DriftCheckBaselines: { ModelDataQuality: { Statistics: json(profile.statistics), Constraints: json(profile.constraints) } },
      CustomerMetadataProperties: {
        changeId: parameter('ChangeId'),
        product: parameter('Product'),
        profileDigest: profile.digest,
        dataFingerprint: jsonGet('Prepare', 'Data', 'fingerprint'),
        verdict: parameter('Verdict'),
        reason: parameter('Reason'),
        label: parameter('Label'),
        testRows: modelUri('evaluation', 'test.parquet'),
      },
    },
  };
}
