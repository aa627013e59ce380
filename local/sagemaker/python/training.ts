import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CreateTrainingJobRequest } from '@aws-sdk/client-sagemaker';
import type { RunnableStep, StepResult } from '../step-runner.ts';
import { JobFailure } from './job.ts';
import type { Job } from './job.ts';
import { outputsOf } from './outputs.ts';
import { runPython } from './process.ts';
import { download, filesIn, parseUri, upload } from './s3-files.ts';
import { tarball } from './tarball.ts';

const LOG_GROUP = '/aws/sagemaker/TrainingJobs';
const INPUT = '/opt/ml/input';
const MODEL = '/opt/ml/model';

/**
 * A training job in script mode (SageMaker Training Toolkit, "ENVIRONMENT_VARIABLES.md"): the framework's image runs the script that the
 * hyperparameter sagemaker_program names, in the folder that sagemaker_submit_directory names, with the others as arguments.
 */
export async function runTraining(step: RunnableStep, job: Job): Promise<() => StepResult> {
  const request = step.request as Partial<CreateTrainingJobRequest>;
  const { HyperParameters: all = {}, InputDataConfig: channels = [], OutputDataConfig, Environment = {} } = request;
  const program = all['sagemaker_program'];
  const folder = all['sagemaker_submit_directory'] ?? '/opt/ml/code';
  if (program === undefined) throw new JobFailure('ClientError: the local cloud trains in script mode only: sagemaker_program is missing');
  for (const { ChannelName = '', DataSource } of channels) await download(job, DataSource?.S3DataSource?.S3Uri ?? '', `${INPUT}/data/${ChannelName}`);
  const given = Object.entries(all).filter(([name]) => !name.startsWith('sagemaker_'));
  const names = channels.map(({ ChannelName = '' }) => ChannelName);
  await prepareFolders(job, all, names);
  const args = given.flatMap(([name, value]) => [`--${name}`, value]);
  const variables = { ...Environment, ...trainingVariables(job, Object.fromEntries(given), names, args, program) };
  const exit = await runPython(job, ['python3', `${folder}/${program}`, ...args], variables, LOG_GROUP);
  if (exit.status !== 0) throw new JobFailure(failure(job, exit.status, exit.lastError, `python3 ${program} ${args.join(' ')}`));
  const S3ModelArtifacts = `${(OutputDataConfig?.S3OutputPath ?? '').replace(/\/$/, '')}/${job.name}/output/model.tar.gz`;
  return () => {
    const { key } = parseUri(S3ModelArtifacts);
    if (filesIn(job.local(MODEL)).length > 0) {
      writeFileSync(join(job.local('/opt/ml/artifacts'), 'model.tar.gz'), tarball(job.local(MODEL)));
      upload(job, '/opt/ml/artifacts', S3ModelArtifacts.slice(0, S3ModelArtifacts.length - (key.length - key.lastIndexOf('/'))));
    }
    const described = { ...request, TrainingJobName: job.name, TrainingJobArn: job.arn, TrainingJobStatus: 'Completed', ModelArtifacts: { S3ModelArtifacts } };
    return { status: 'Succeeded', metadata: job.metadata, outputs: outputsOf(step, job, described) };
  };
}

async function prepareFolders(job: Job, hyperparameters: object, channels: readonly string[]): Promise<void> {
  const { clock } = job.context.cloud;
  for (const folder of [MODEL, '/opt/ml/output/data', '/opt/ml/artifacts', `${INPUT}/config`]) await clock.outside(mkdir(job.local(folder), { recursive: true }));
  const files = {
    'hyperparameters.json': hyperparameters,
    'inputdataconfig.json': Object.fromEntries(channels.map((name) => [name, { TrainingInputMode: 'File', S3DistributionType: 'FullyReplicated', RecordWrapperType: 'None' }])),
    'resourceconfig.json': { current_host: 'algo-1', hosts: ['algo-1'], network_interface_name: 'lo' },
  };
  for (const [name, content] of Object.entries(files)) await clock.outside(writeFile(join(job.local(`${INPUT}/config`), name), JSON.stringify(content)));
}

function trainingVariables(job: Job, hyperparameters: Readonly<Record<string, string>>, channels: readonly string[], args: readonly string[], program: string) {
  const named = (prefix: string, values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name.toUpperCase().replaceAll('-', '_')}`, value]));
  return {
    TRAINING_JOB_NAME: job.name,
    TRAINING_JOB_ARN: job.arn,
    SM_MODEL_DIR: job.local(MODEL),
    SM_INPUT_DIR: job.local(INPUT),
    SM_INPUT_CONFIG_DIR: job.local(`${INPUT}/config`),
    SM_OUTPUT_DIR: job.local('/opt/ml/output'),
    SM_OUTPUT_DATA_DIR: job.local('/opt/ml/output/data'),
    SM_CHANNELS: JSON.stringify(channels),
    ...named('SM_CHANNEL_', Object.fromEntries(channels.map((name) => [name, job.local(`${INPUT}/data/${name}`)]))),
    SM_HPS: JSON.stringify(hyperparameters),
    ...named('SM_HP_', hyperparameters),
    SM_CURRENT_HOST: 'algo-1',
    SM_HOSTS: '["algo-1"]',
    SM_NUM_CPUS: '1',
    SM_NUM_GPUS: '0',
    SM_MODULE_NAME: program.replace(/\.py$/, ''),
    SM_USER_ENTRY_POINT: program,
    SM_USER_ARGS: JSON.stringify(args),
  };
}

/** The script may leave its reason in /opt/ml/output/failure. */
function failure(job: Job, status: number | string, lastError: string, command: string): string {
  const file = job.local('/opt/ml/output/failure');
  const reason = existsSync(file) ? readFileSync(file, 'utf8') : lastError;
  return `AlgorithmError: ExecuteUserScriptError: ErrorMessage "${reason}" Command "${command}", exit code: ${status}`.slice(0, 1024);
}
