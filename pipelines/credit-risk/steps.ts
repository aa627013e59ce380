import { type Reference, type RetryPolicy, type Templated } from '../definition.ts';
import type { ProcessingInput, ProcessingOutput } from '@aws-sdk/client-sagemaker';
import { parameter } from './parameters.ts';

export const container = '/opt/ml/processing';

/** What passes by itself is tried again; an error of the script is not. */
export const retries: readonly RetryPolicy[] = [
  { ExceptionType: ['Step.SERVICE_FAULT', 'Step.THROTTLING'], IntervalSeconds: 30, BackoffRate: 2, MaxAttempts: 5 },
  {
    ExceptionType: ['SageMaker.JOB_INTERNAL_ERROR', 'SageMaker.CAPACITY_ERROR', 'SageMaker.RESOURCE_LIMIT'],
    IntervalSeconds: 120,
    BackoffRate: 2,
    MaxAttempts: 4,
  },
];

export const processingResources = {
  ClusterConfig: { InstanceType: { Get: 'Parameters.ProcessingInstanceType' as const }, InstanceCount: 1, VolumeSizeInGB: 30 },
};

export const stopAfterAnHour = { MaxRuntimeInSeconds: 3_600 };

/** The scripts, in the container as /opt/ml/processing/input/code. */
export function codeInput(): Templated<ProcessingInput> {
  return fileInput('code', parameter('CodeUri'));
}

export function fileInput(name: string, uri: Reference): Templated<ProcessingInput> {
  return {
    InputName: name,
    S3Input: {
      S3Uri: uri,
      LocalPath: `${container}/input/${name}`,
      S3DataType: 'S3Prefix',
      S3InputMode: 'File',
      S3DataDistributionType: 'FullyReplicated',
    },
  };
}

export function output(name: string, uri: Reference): Templated<ProcessingOutput> {
  return { OutputName: name, S3Output: { S3Uri: uri, LocalPath: `${container}/output/${name}`, S3UploadMode: 'EndOfJob' } };
}

export function script(name: string): readonly string[] {
  return ['python3', `${container}/input/code/${name}`];
}

/** Command line options of a script: --name value. */
export function options(values: Readonly<Record<string, Reference>>): readonly (string | Reference)[] {
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);
}

/** Where an output of an earlier processing step lies. */
export function outputOf(step: string, name: string): Reference {
  return { Get: `Steps.${step}.ProcessingOutputConfig.Outputs['${name}'].S3Output.S3Uri` };
}
