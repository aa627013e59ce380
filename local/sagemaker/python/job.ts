import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PipelineExecutionStepMetadata } from '@aws-sdk/client-sagemaker';
import { clientConfig } from '../../core/clients.ts';
import type { ClientConfig } from '../../core/clients.ts';
import type { SessionCredentials } from '../../core/cloud.ts';
import type { RunnableStep, StepContext } from '../step-runner.ts';

/** The job ended badly, in SageMaker's words. */
export class JobFailure extends Error {
  override readonly name = 'JobFailure';
}

/** One job of a step: its place on disk, its identity, its role. */
export interface Job {
  readonly name: string;
  readonly arn: string;
  readonly metadata: PipelineExecutionStepMetadata;
  /** Everything that the job has on disk. */
  readonly folder: string;
  readonly python: string;
  readonly context: StepContext;
  readonly credentials: SessionCredentials;
  /** For calls as the job's role. */
  readonly client: ClientConfig;
  /** The place on disk of a path in the container: `/opt/ml/…` lies below `folder`. */
  local(path: string): string;
}

export const ML_ROOT = '/opt/ml';

export async function newJob(step: RunnableStep, context: StepContext, python: string): Promise<Job> {
  const { cloud, account, caller, executionId } = context;
  // SageMaker's names for jobs of pipelines: pipelines-<execution>-<step>-<random>, at most 63 characters.
  const name = `pipelines-${executionId}-${step.name.slice(0, 29)}-${cloud.dice.text(10)}`;
  const kind = step.type === 'Training' ? 'training-job' : 'processing-job';
  const arn = `arn:aws:sagemaker:${cloud.region}:${account}:${kind}/${name.toLowerCase()}`;
  if (caller.roleArn === undefined) throw new Error(`the pipeline of ${context.executionArn} has no role`);
  const credentials = cloud.sts.sessionFor(caller.roleArn, 'SageMaker');
  const folder = join(cloud.s3.directory(), 'sagemaker', name);
  await cloud.clock.outside(mkdir(join(folder, 'ml'), { recursive: true }));
  return {
    name,
    arn,
    metadata: step.type === 'Training' ? { TrainingJob: { Arn: arn } } : { ProcessingJob: { Arn: arn } },
    folder,
    python,
    context,
    credentials,
    client: clientConfig(cloud, credentials),
    local: (path) => (path === ML_ROOT || path.startsWith(`${ML_ROOT}/`) ? join(folder, 'ml', path.slice(ML_ROOT.length)) : path),
  };
}
