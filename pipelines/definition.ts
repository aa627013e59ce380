import type { CreateModelPackageInput, CreateProcessingJobRequest, CreateTrainingJobRequest } from '@aws-sdk/client-sagemaker';

/** A value that SageMaker fills in when the pipeline runs (pipeline definition JSON schema, version 2020-12-01). */
export type Reference =
  | { readonly Get: `Parameters.${string}` | `Execution.${string}` | `Steps.${string}` }
  | { readonly 'Std:Join': { readonly On: string; readonly Values: readonly (string | Reference)[] } }
  | { readonly 'Std:JsonGet': { readonly PropertyFile: { readonly Get: `Steps.${string}.PropertyFiles.${string}` }; readonly Path: string } };

/** The shape of a request in which any single value may be a reference. */
export type Templated<T> = T extends string | number | boolean
  ? T | Reference
  : T extends readonly (infer Item)[]
    ? readonly Templated<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Templated<T[Key]> }
      : T;

type Value = string | number | boolean | Reference;

/** SageMaker Python SDK, sagemaker.workflow.conditions: the JSON that each condition becomes. */
export type Condition =
  | {
      readonly Type: 'Equals' | 'GreaterThan' | 'GreaterThanOrEqualTo' | 'LessThan' | 'LessThanOrEqualTo';
      readonly LeftValue: Value;
      readonly RightValue: Value;
    }
  | { readonly Type: 'In'; readonly QueryValue: Value; readonly Values: readonly Value[] }
  | { readonly Type: 'Not'; readonly Expression: Condition }
  | { readonly Type: 'Or'; readonly Conditions: readonly Condition[] };

interface StepOf<Type extends string, Arguments> {
  readonly Name: string;
  readonly Type: Type;
  readonly Arguments: Arguments;
  readonly DependsOn?: readonly string[];
  readonly RetryPolicies?: readonly RetryPolicy[];
}

/** SageMaker AI developer guide, "Retry Policy for Pipeline Steps". */
export interface RetryPolicy {
  readonly ExceptionType: readonly (
    | 'Step.SERVICE_FAULT'
    | 'Step.THROTTLING'
    | 'SageMaker.JOB_INTERNAL_ERROR'
    | 'SageMaker.CAPACITY_ERROR'
    | 'SageMaker.RESOURCE_LIMIT'
  )[];
  readonly IntervalSeconds: number;
  readonly BackoffRate: number;
  readonly MaxAttempts: number;
}

// SageMaker names the jobs of a pipeline itself.
export type ProcessingStep = StepOf<'Processing', Templated<Omit<CreateProcessingJobRequest, 'ProcessingJobName'>>> & {
  readonly PropertyFiles?: readonly { readonly PropertyFileName: string; readonly OutputName: string; readonly FilePath: string }[];
};
export type TrainingStep = StepOf<'Training', Templated<Omit<CreateTrainingJobRequest, 'TrainingJobName'>>>;
export type RegisterModelStep = StepOf<'RegisterModel', Templated<Omit<CreateModelPackageInput, 'ModelPackageName'>>>;
export type FailStep = StepOf<'Fail', { readonly ErrorMessage: string | Reference }>;
/** All conditions must hold. A condition step must not hold another one (SageMaker AI developer guide, "Condition step"). */
export type ConditionStep = StepOf<
  'Condition',
  { readonly Conditions: readonly Condition[]; readonly IfSteps: readonly BranchStep[]; readonly ElseSteps: readonly BranchStep[] }
>;
export type BranchStep = ProcessingStep | TrainingStep | RegisterModelStep | FailStep;
export type Step = BranchStep | ConditionStep;

export type Parameter =
  | { readonly Name: string; readonly Type: 'String'; readonly DefaultValue?: string; readonly EnumValues?: readonly string[] }
  | { readonly Name: string; readonly Type: 'Float' | 'Integer'; readonly DefaultValue?: number };

export interface PipelineDefinition {
  readonly Version: '2020-12-01';
  readonly Metadata: Readonly<Record<string, string>>;
  readonly Parameters: readonly Parameter[];
  /** Each execution becomes a trial of this experiment, so that runs can be compared in Studio. */
  readonly PipelineExperimentConfig?: { readonly ExperimentName: string | Reference; readonly TrialName: string | Reference };
  readonly Steps: readonly Step[];
}

/** What a definition needs to know of the place where it is deployed. Values may be CloudFormation substitutions. */
export interface PipelineContext {
  readonly roleArn: string;
  readonly workGroup: string;
  /** Where the pipeline's scripts are published: s3://<bucket>/code/<sha256>/. */
  readonly codeUri: string;
  /** Whether a model of the pipeline keeps its features (mesh.yml, `features`). */
  readonly features?: boolean;
  readonly images: { readonly xgboost: string; readonly scikitLearn: string };
}

/** A value in a property file that an earlier step wrote. */
export function jsonGet(step: string, file: string, path: string): Reference {
  return { 'Std:JsonGet': { PropertyFile: { Get: `Steps.${step}.PropertyFiles.${file}` }, Path: path } };
}

export function join(on: string, ...values: readonly (string | Reference)[]): Reference {
  return { 'Std:Join': { On: on, Values: values } };
}
