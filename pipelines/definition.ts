import type { CreateModelPackageInput, CreateProcessingJobRequest, CreateTrainingJobRequest } from '@aws-sdk/client-sagemaker';

/** A value that SageMaker fills in when the pipeline runs (pipeline definition JSON schema, version 2020-12-01). */
export type Reference =
  | { readonly Get: `Parameters.${string}` | `Execution.${string}` | `Steps.${string}` }
  | { readonly 'Std:Join': { readonly On: string; readonly Values: readonly (string | Reference)[] } };

/** The shape of a request in which any single value may be a reference. */
export type Templated<T> = T extends string | number | boolean
  ? T | Reference
  : T extends readonly (infer Item)[]
    ? readonly Templated<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Templated<T[Key]> }
      : T;

interface StepOf<Type extends string, Arguments> {
  readonly Name: string;
  readonly Type: Type;
  readonly Arguments: Arguments;
  readonly DependsOn?: readonly string[];
}

// SageMaker names the jobs of a pipeline itself.
export type ProcessingStep = StepOf<'Processing', Templated<Omit<CreateProcessingJobRequest, 'ProcessingJobName'>>>;
export type TrainingStep = StepOf<'Training', Templated<Omit<CreateTrainingJobRequest, 'TrainingJobName'>>>;
export type RegisterModelStep = StepOf<'RegisterModel', Templated<Omit<CreateModelPackageInput, 'ModelPackageName'>>>;

export interface Parameter {
  readonly Name: string;
  readonly Type: 'String';
  readonly DefaultValue?: string;
}

export interface PipelineDefinition {
  readonly Version: '2020-12-01';
  readonly Metadata: Readonly<Record<string, string>>;
  readonly Parameters: readonly Parameter[];
  readonly Steps: readonly (ProcessingStep | TrainingStep | RegisterModelStep)[];
}

/** What a definition needs to know of the place where it is deployed. Role and work group may be CloudFormation substitutions. */
export interface PipelineContext {
  readonly roleArn: string;
  readonly workGroup: string;
  readonly images: { readonly xgboost: string; readonly scikitLearn: string };
}
