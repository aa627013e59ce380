import type {
  CreateModelPackageCommandInput,
  CreatePipelineCommandInput,
  ModelApprovalStatus,
  Parameter,
  PipelineExecutionStatus,
  PipelineExecutionStep,
  StartPipelineExecutionCommandInput,
} from '@aws-sdk/client-sagemaker';
import type { parseResourcePolicy } from '../iam/index.ts';
import type { Definition } from './definition.ts';

export interface Pipeline {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly createdAt: number;
  readonly creationToken: string | undefined;
  readonly executions: Execution[];
  request: Omit<CreatePipelineCommandInput, 'PipelineDefinition'> & { readonly RoleArn: string };
  definitionText: string;
  definition: Definition;
  changedAt: number;
  lastRunAt: number | undefined;
}

export interface Execution {
  readonly id: string;
  readonly arn: string;
  readonly pipeline: Pipeline;
  readonly request: StartPipelineExecutionCommandInput;
  readonly displayName: string;
  /** The definition and role as they were at the start. */
  readonly definition: Definition;
  readonly definitionText: string;
  readonly roleArn: string;
  readonly parameters: readonly Parameter[];
  readonly startedAt: number;
  readonly steps: (PipelineExecutionStep & { StepName: string })[];
  readonly stop: AbortController;
  status: PipelineExecutionStatus;
  failureReason: string | undefined;
  endedAt: number | undefined;
  changedAt: number;
}

export interface PackageGroup {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly description: string | undefined;
  readonly createdAt: number;
  readonly packages: ModelPackage[];
  /** Its resource policy, as it was put and as it is read. */
  policy: { readonly text: string; readonly statements: ReturnType<typeof parseResourcePolicy> } | undefined;
  /** The last version given, also of a package that is gone. */
  versions: number;
}

export interface ModelPackage {
  readonly arn: string;
  readonly group: PackageGroup;
  readonly version: number;
  readonly createdAt: number;
  readonly createdBy: string;
  request: CreateModelPackageCommandInput;
  approval: ModelApprovalStatus;
  approvalDescription: string | undefined;
  changedAt: number | undefined;
}
