import type { PipelineBuilder } from '../scripts/build/mesh-resources.ts';
import creditRisk from '../pipelines/credit-risk/definition.ts';

/**
 * The pipeline of every simulated model: trains for a while, then registers an approved package with the profile that the run was
 * started for. It declares what the project's own pipeline declares, since the functions start all pipelines alike.
 */
export const simulatedPipeline: PipelineBuilder = (context) => {
  const { Parameters, Version, Metadata } = creditRisk({ ...context, codeUri: 's3://no-scripts' });
  const place = 's3://no-scripts/model/';
  const baseline = (name: 'ProfileStatisticsUri' | 'ProfileConstraintsUri') => ({ ContentType: 'application/json', S3Uri: { Get: `Parameters.${name}` as const } });
  return {
    Version,
    Metadata,
    Parameters,
    Steps: [
      {
        Name: 'Train',
        Type: 'Training',
        Arguments: {
          RoleArn: context.roleArn,
          AlgorithmSpecification: { TrainingImage: context.images.xgboost, TrainingInputMode: 'File' },
          OutputDataConfig: { S3OutputPath: place },
          ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 30 },
          StoppingCondition: { MaxRuntimeInSeconds: 3_600 },
        },
      },
      {
        Name: 'Register',
        Type: 'RegisterModel',
        DependsOn: ['Train'],
        Arguments: {
          ModelPackageGroupName: { Get: 'Parameters.ModelPackageGroupName' },
          ModelApprovalStatus: 'Approved',
          InferenceSpecification: {
            Containers: [{ Image: context.images.xgboost, ModelDataUrl: place }],
            SupportedContentTypes: ['text/csv'],
            SupportedResponseMIMETypes: ['text/csv'],
          },
          DriftCheckBaselines: { ModelDataQuality: { Statistics: baseline('ProfileStatisticsUri'), Constraints: baseline('ProfileConstraintsUri') } },
        },
      },
    ],
  };
};
