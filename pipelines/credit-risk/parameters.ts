import type { Parameter, Reference } from '../definition.ts';

const required = [
  'LinkDatabase',
  'Table',
  'ChangeId',
  'Product',
  'ProfileStatisticsUri',
  'ProfileConstraintsUri',
  'ProfileDigest',
  'Verdict',
  'Reason',
  'Bucket',
  'ModelPackageGroupName',
] as const;

const defaults = {
  // No step judges the model yet. Only an approved package is a baseline, so one that waits for a person would be trained again and again.
  ModelApprovalStatus: 'Approved',
  ProcessingInstanceType: 'ml.m5.large',
  TrainingInstanceType: 'ml.m5.large',
} as const;

export type ParameterName = (typeof required)[number] | keyof typeof defaults;

/** What an execution is started with. All are text: StartPipelineExecution takes nothing else. */
export const parameters: readonly Parameter[] = [
  ...required.map((Name): Parameter => ({ Name, Type: 'String' })),
  ...Object.entries(defaults).map(([Name, DefaultValue]): Parameter => ({ Name, Type: 'String', DefaultValue })),
];

export function parameter(name: ParameterName): Reference {
  return { Get: `Parameters.${name}` };
}

/** A place for this execution's own files: s3://<bucket>/pipeline/<execution>/<folder>. They expire with the bucket's lifecycle rule. */
export function executionUri(folder: string): Reference {
  return {
    'Std:Join': { On: '/', Values: ['s3:/', parameter('Bucket'), 'pipeline', { Get: 'Execution.PipelineExecutionId' }, folder] },
  };
}
