import { lowerCamel } from '../core/protocol/problems.ts';
import type { PipelineExecutionStatus, PipelineExecutionStep } from '@aws-sdk/client-sagemaker';
import type { Cloud } from '../core/cloud.ts';
import type { Execution, ModelPackage } from './model.ts';

const SOURCE = 'aws.sagemaker';

/** SageMaker AI developer guide, "Events that Amazon SageMaker AI sends to Amazon EventBridge": pipeline execution status change. */
export function emitExecution(cloud: Cloud, execution: Execution, previous: PipelineExecutionStatus | undefined): void {
  const { pipeline, arn, request, displayName, status, startedAt, endedAt } = execution;
  cloud.events.emit(pipeline.account, {
    source: SOURCE,
    detailType: 'SageMaker Model Building Pipeline Execution Status Change',
    resources: [pipeline.arn, arn],
    detail: {
      pipelineExecutionDisplayName: displayName,
      currentPipelineExecutionStatus: status,
      ...(previous !== undefined && { previousPipelineExecutionStatus: previous }),
      executionStartTime: seconds(startedAt),
      ...(endedAt !== undefined && { executionEndTime: seconds(endedAt) }),
      ...(request.PipelineExecutionDescription !== undefined && { pipelineExecutionDescription: request.PipelineExecutionDescription }),
      pipelineArn: pipeline.arn,
      pipelineExecutionArn: arn,
    },
  });
}

/** The same page: pipeline step status change. */
export function emitStep(
  cloud: Cloud,
  execution: Execution,
  step: PipelineExecutionStep,
  type: string,
  previous: string | undefined,
): void {
  cloud.events.emit(execution.pipeline.account, {
    source: SOURCE,
    detailType: 'SageMaker Model Building Pipeline Execution Step Status Change',
    resources: [execution.pipeline.arn, execution.arn],
    detail: {
      metadata: metadataOf(step),
      ...(step.StartTime !== undefined && { stepStartTime: seconds(step.StartTime.getTime()) }),
      ...(step.EndTime !== undefined && { stepEndTime: seconds(step.EndTime.getTime()) }),
      stepName: step.StepName,
      stepType: type,
      ...(previous !== undefined && { previousStepStatus: previous }),
      currentStepStatus: step.StepStatus,
      ...(step.FailureReason !== undefined && { failureReason: step.FailureReason }),
      pipelineArn: execution.pipeline.arn,
      pipelineExecutionArn: execution.arn,
    },
  });
}

// `{ RegisterModel: { Arn } }` of the API is `{ registerModel: { arn } }` in the event.
function metadataOf(step: PipelineExecutionStep): Record<string, unknown> {
  const entries = Object.entries(step.Metadata ?? {});
  return Object.fromEntries(
    entries.map(([kind, members]: [string, object]) => [
      lowerCamel(kind),
      Object.fromEntries(Object.entries(members).map(([name, value]) => [lowerCamel(name), value])),
    ]),
  );
}

/** The same page: model package state change. `updated`: the members that an update changed. */
export function emitPackage(cloud: Cloud, registered: ModelPackage, updated?: readonly string[]): void {
  const { group, request, arn, version } = registered;
  cloud.events.emit(group.account, {
    source: SOURCE,
    detailType: 'SageMaker Model Package State Change',
    resources: [arn],
    detail: {
      ModelPackageGroupName: group.name,
      ModelPackageVersion: version,
      ModelPackageArn: arn,
      CreationTime: seconds(registered.createdAt),
      ...(request.InferenceSpecification && { InferenceSpecification: request.InferenceSpecification }),
      ModelPackageStatus: 'Completed',
      ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
      CertifyForMarketplace: request.CertifyForMarketplace ?? false,
      ModelApprovalStatus: registered.approval,
      ...(request.MetadataProperties && { MetadataProperties: request.MetadataProperties }),
      ...(request.ModelMetrics && { ModelMetrics: request.ModelMetrics }),
      ...(request.ModelLifeCycle && { ModelLifeCycle: request.ModelLifeCycle }),
      ...(updated && { UpdatedModelPackageFields: [...updated] }),
      LastModifiedTime: seconds(registered.changedAt ?? registered.createdAt),
    },
  });
}

function seconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
