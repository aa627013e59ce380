import type { Cloud } from '../core/cloud.ts';
import type { Service } from '../core/service.ts';
import { authorizations } from './authorize.ts';
import { executionOperations } from './execution-operations.ts';
import { featureGroupOperations } from './featurestore/group-operations.ts';
import { FeatureGroups } from './featurestore/groups.ts';
import { OfflineStore } from './featurestore/offline-store.ts';
import { featureStoreRuntime } from './featurestore/record-operations.ts';
import { groupPolicyOperations } from './group-policy-operations.ts';
import { packageOperations } from './package-operations.ts';
import { pipelineOperations } from './pipeline-operations.ts';
import { Pipelines } from './pipelines.ts';
import { Registry } from './registry.ts';
import { runExecution, stopExecution } from './run-execution.ts';
import { passTime } from './step-runner.ts';
import type { StepRunner } from './step-runner.ts';
import { tagOperations, Tags } from './tag-operations.ts';

export interface SageMakerOptions {
  /** What runs the steps of pipelines. Default: nothing does; their time passes. */
  readonly runner?: StepRunner;
  /** Milliseconds of cloud time that an execution takes when its steps are not run. Default ten minutes. */
  readonly duration?: number;
}

/** Amazon SageMaker: pipelines, the Model Registry and the Feature Store. */
export function createSageMaker(cloud: Cloud, options: SageMakerOptions = {}): { service: Service; services: readonly Service[]; close: () => Promise<void> } {
  const pipelines = new Pipelines(cloud.region);
  const registry = new Registry(cloud);
  const tags = new Tags();
  const featureGroups = new FeatureGroups(cloud.region);
  const offline = new OfflineStore(cloud);
  const runner = options.runner ?? passTime(options.duration ?? 600_000);
  const operations = {
    ...pipelineOperations(pipelines, tags),
    ...executionOperations(
      pipelines,
      (execution) => void runExecution({ cloud, registry, runner }, execution),
      (execution) => stopExecution(cloud, execution),
    ),
    ...packageOperations(registry, tags),
    ...groupPolicyOperations(registry),
    ...featureGroupOperations(featureGroups, tags),
    ...tagOperations(tags),
  };
  return {
    service: { id: 'sagemaker', iamPrefix: 'sagemaker', operations, authorize: authorizations(pipelines, registry, featureGroups) },
    services: [featureStoreRuntime(featureGroups, offline)],
    close: () => offline.close(),
  };
}
