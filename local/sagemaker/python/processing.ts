import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CreateProcessingJobRequest, ProcessingInput } from '@aws-sdk/client-sagemaker';
import type { RunnableStep, StepResult } from '../step-runner.ts';
import { readDataset } from './dataset.ts';
import { JobFailure } from './job.ts';
import type { Job } from './job.ts';
import { outputsOf } from './outputs.ts';
import { runPython } from './process.ts';
import { download, upload } from './s3-files.ts';

const LOG_GROUP = '/aws/sagemaker/ProcessingJobs';

/** A processing job (SageMaker AI developer guide, "How Amazon SageMaker Processing Configures Input and Output For Your Processing Container"). */
export async function runProcessing(step: RunnableStep, job: Job): Promise<() => StepResult> {
  const request = step.request as Partial<CreateProcessingJobRequest>;
  const { AppSpecification: app, ProcessingInputs: inputs = [], ProcessingOutputConfig: config, Environment = {} } = request;
  if (app?.ContainerEntrypoint === undefined) throw new JobFailure('ClientError: the local cloud needs a ContainerEntrypoint: it has no images');
  for (const input of inputs) await bring(job, input);
  const outputs = (config?.Outputs ?? []).flatMap(({ S3Output }) => (S3Output === undefined ? [] : [S3Output]));
  for (const { LocalPath = '' } of outputs) await job.context.cloud.clock.outside(mkdir(job.local(LocalPath), { recursive: true }));
  await writeConfig(job, request);
  const command = [...app.ContainerEntrypoint, ...(app.ContainerArguments ?? [])];
  const variables = { ...Environment, PROCESSING_JOB_NAME: job.name, PROCESSING_JOB_ARN: job.arn };
  const exit = await runPython(job, command, variables, LOG_GROUP);
  if (exit.status !== 0) throw new JobFailure(failure(job, exit.status, exit.lastError));
  return () => {
    for (const { LocalPath = '', S3Uri = '' } of outputs) upload(job, LocalPath, S3Uri);
    const described = { ...request, ProcessingJobName: job.name, ProcessingJobArn: job.arn, ProcessingJobStatus: 'Completed' };
    return { status: 'Succeeded', metadata: job.metadata, outputs: outputsOf(step, job, described) };
  };
}

async function bring(job: Job, { S3Input, DatasetDefinition }: ProcessingInput): Promise<void> {
  if (DatasetDefinition !== undefined) await readDataset(job, DatasetDefinition);
  if (S3Input !== undefined) await download(job, S3Input.S3Uri ?? '', S3Input.LocalPath ?? '');
}

// SageMaker AI developer guide, "Access Processing Job Configuration" in the container.
async function writeConfig(job: Job, request: object): Promise<void> {
  const folder = job.local('/opt/ml/config');
  const files = { 'processingjobconfig.json': { ...request, ProcessingJobArn: job.arn }, 'resourceconfig.json': { current_host: 'algo-1', hosts: ['algo-1'] } };
  await job.context.cloud.clock.outside(
    mkdir(folder, { recursive: true }).then(() =>
      Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(folder, name), JSON.stringify(content)))),
    ),
  );
}

/** The container may leave its reason in /opt/ml/output/message. */
function failure(job: Job, status: number | string, lastError: string): string {
  const file = job.local('/opt/ml/output/message');
  const reason = existsSync(file) ? readFileSync(file, 'utf8') : lastError;
  return `AlgorithmError: ${reason || 'See job logs for more information'}, exit code: ${status}`.slice(0, 1024);
}
