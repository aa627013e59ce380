import {
  DescribeModelPackageCommand,
  ListPipelineExecutionStepsCommand,
  ListPipelineParametersForExecutionCommand,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { Cloud } from '../core/cloud.ts';
import { NOT_RUN } from '../sagemaker/step-runner.ts';
import type { StepSeconds } from './stopwatch.ts';

/** What a run of a pipeline came to. */
export interface RunReport {
  /** In the order in which they ran. */
  readonly steps: readonly StepReport[];
  /** Why the steps were not run; null when they were. */
  readonly notRun: string | null;
  /** AUC on the test rows with its 95 % interval, and cross-validated over all rows; null where no model was evaluated. */
  readonly metrics: { readonly auc: { readonly value: number; readonly low: number; readonly high: number }; readonly aucCrossValidated: number } | null;
  readonly modelPackage: { readonly arn: string; readonly approval: string } | null;
}

export interface StepReport {
  readonly name: string;
  readonly status: string;
  /** On the machine; 0 for what took no time, such as a condition or a step that was not run. */
  readonly seconds: number;
  /** Whether a condition held. */
  readonly outcome?: boolean;
  /** Why it failed. */
  readonly reason?: string;
  /** The pipeline's own verdict that it shall end here (a Fail step), not a job that broke. */
  readonly verdict?: true;
}

/** Reads steps, metrics and package of an execution of the credit-risk pipeline, or of one that keeps its evaluation in the same place. */
export async function readRun(client: SageMakerClient, cloud: Cloud, executionArn: string, seconds: StepSeconds = () => undefined): Promise<RunReport> {
  const { PipelineExecutionSteps: steps = [] } = await client.send(
    new ListPipelineExecutionStepsCommand({ PipelineExecutionArn: executionArn, SortOrder: 'Ascending', MaxResults: 100 }),
  );
  const registered = steps.find(({ Metadata }) => Metadata?.RegisterModel?.Arn !== undefined)?.Metadata?.RegisterModel?.Arn;
  const approval = registered === undefined ? undefined : await client.send(new DescribeModelPackageCommand({ ModelPackageName: registered }));
  return {
    steps: steps.map(({ StepName: name = '', StepStatus = '', FailureReason, Metadata }) => ({
      name,
      status: StepStatus,
      seconds: Math.round((seconds(executionArn, name) ?? 0) * 100) / 100,
      ...(Metadata?.Condition === undefined ? {} : { outcome: Metadata.Condition.Outcome === 'True' }),
      ...(FailureReason === undefined ? {} : { reason: FailureReason }),
      ...(Metadata?.Fail === undefined ? {} : { verdict: true }),
    })),
    notRun: steps.find(({ StepDescription }) => StepDescription?.startsWith(NOT_RUN))?.StepDescription ?? null,
    metrics: await readMetrics(client, cloud, executionArn),
    modelPackage: registered === undefined ? null : { arn: registered, approval: approval?.ModelApprovalStatus ?? 'unknown' },
  };
}

async function readMetrics(client: SageMakerClient, cloud: Cloud, executionArn: string): Promise<RunReport['metrics']> {
  const { PipelineParameters = [] } = await client.send(new ListPipelineParametersForExecutionCommand({ PipelineExecutionArn: executionArn }));
  const parameter = (name: string) => PipelineParameters.find(({ Name }) => Name === name)?.Value ?? '';
  const id = executionArn.slice(executionArn.lastIndexOf('/') + 1);
  const stored = cloud.s3.get(parameter('Bucket'), `models/${parameter('ModelPackageGroupName')}/${id}/evaluation/evaluation.json`);
  if (stored === undefined) return null;
  const { meshloop }: { meshloop?: { auc?: { value: number; low: number; high: number }; auc_cross_validated?: number } } = JSON.parse(
    Buffer.from(stored.body()).toString('utf8'),
  );
  if (meshloop?.auc === undefined || meshloop.auc_cross_validated === undefined) return null;
  const { value, low, high } = meshloop.auc;
  return { auc: { value, low, high }, aucCrossValidated: meshloop.auc_cross_validated };
}
