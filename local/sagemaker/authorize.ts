import type { Authorization, Call, Service } from '../core/service.ts';
import type { FeatureGroups } from './featurestore/groups.ts';
import type { Pipelines } from './pipelines.ts';
import type { Registry } from './registry.ts';

type Authorize = (input: never, call: Call) => readonly Authorization[];

/** Service authorization reference, "Actions, resources, and condition keys for Amazon SageMaker". */
export function authorizations(pipelines: Pipelines, registry: Registry, featureGroups: FeatureGroups): NonNullable<Service['authorize']> {
  const onPipeline =
    (action: string): Authorize =>
    (input: { PipelineName?: string }, { caller }) => [
      { action: `sagemaker:${action}`, resources: [pipelines.arn(caller.accountId, input.PipelineName)] },
    ];
  const onExecution =
    (action: string): Authorize =>
    (input: { PipelineExecutionArn?: string }) => [{ action: `sagemaker:${action}`, resources: [input.PipelineExecutionArn ?? ''] }];
  const onGroup =
    (action: string): Authorize =>
    (input: { ModelPackageGroupName?: string }, { caller }) => [
      { action: `sagemaker:${action}`, resources: [registry.groupArn(caller.accountId, input.ModelPackageGroupName ?? '')] },
    ];
  const onPackage =
    (action: string): Authorize =>
    (input: { ModelPackageName?: string; ModelPackageArn?: string }) => [
      { action: `sagemaker:${action}`, resources: [input.ModelPackageArn ?? input.ModelPackageName ?? ''] },
    ];
  const onTagged =
    (action: string): Authorize =>
    (input: { ResourceArn?: string }) => [{ action: `sagemaker:${action}`, resources: [input.ResourceArn ?? ''] }];
  const onFeatureGroup =
    (action: string): Authorize =>
    (input: { FeatureGroupName?: string; RoleArn?: string }, { caller }) => [
      { action: `sagemaker:${action}`, resources: [featureGroups.arn(caller.accountId, input.FeatureGroupName)] },
      ...passing(input.RoleArn),
    ];
  const withRole =
    (action: string): Authorize =>
    (input: { PipelineName?: string; RoleArn?: string }, { caller }) => [
      { action: `sagemaker:${action}`, resources: [pipelines.arn(caller.accountId, input.PipelineName)] },
      ...passing(input.RoleArn),
    ];
  const each = (make: (action: string) => Authorize, actions: readonly string[]): Record<string, Authorize> =>
    Object.fromEntries(actions.map((action) => [action, make(action)]));
  return {
    ...each(withRole, ['CreatePipeline', 'UpdatePipeline']),
    ...each(onPipeline, ['DescribePipeline', 'DeletePipeline', 'StartPipelineExecution', 'ListPipelineExecutions']),
    ...each(onExecution, [
      'StopPipelineExecution',
      'DescribePipelineExecution',
      'DescribePipelineDefinitionForExecution',
      'ListPipelineExecutionSteps',
      'ListPipelineParametersForExecution',
    ]),
    ...each(onGroup, ['CreateModelPackageGroup', 'DescribeModelPackageGroup', 'DeleteModelPackageGroup', 'PutModelPackageGroupPolicy', 'GetModelPackageGroupPolicy', 'DeleteModelPackageGroupPolicy']),
    ...each(onPackage, ['DescribeModelPackage', 'UpdateModelPackage', 'DeleteModelPackage']),
    ...each(onFeatureGroup, ['CreateFeatureGroup', 'DescribeFeatureGroup', 'DeleteFeatureGroup']),
    ...each(onTagged, ['AddTags', 'DeleteTags', 'ListTags']),
    CreateModelPackage: (input: { ModelPackageGroupName?: string }, { caller }: Call) => [
      {
        action: 'sagemaker:CreateModelPackage',
        resources: [
          `${registry.groupArn(caller.accountId, input.ModelPackageGroupName ?? '').replace('model-package-group', 'model-package')}/*`,
        ],
      },
    ],
  };
}

function passing(role: string | undefined): readonly Authorization[] {
  return role === undefined ? [] : [{ action: 'iam:PassRole', resources: [role], context: { 'iam:passedtoservice': 'sagemaker.amazonaws.com' } }];
}
