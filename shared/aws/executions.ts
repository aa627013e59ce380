import {
  DescribePipelineCommand,
  DescribePipelineExecutionCommand,
  ListPipelineExecutionsCommand,
  ListPipelineExecutionStepsCommand,
  SageMakerClient,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-sagemaker';
import { readDescription } from '../retraining/execution.ts';
import { classify } from '../runtime/failure.ts';
import { counted } from './counted.ts';

const sagemaker = counted(new SageMakerClient({}));

export interface ExecutionRequest {
  readonly pipeline: string;
  /** The same token is the same execution. */
  readonly token: string;
  readonly displayName: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Starts a pipeline execution, or finds the one that was started with the token. Returns its ARN. */
export async function startExecution({ pipeline, token, displayName, description, parameters }: ExecutionRequest): Promise<string> {
  const { PipelineExecutionArn } = await sagemaker.send(
    new StartPipelineExecutionCommand({
      PipelineName: pipeline,
      ClientRequestToken: token,
      PipelineExecutionDisplayName: displayName,
      PipelineExecutionDescription: description,
      PipelineParameters: Object.entries(parameters).map(([Name, Value]) => ({ Name, Value })),
    }),
  );
  if (PipelineExecutionArn === undefined) throw new Error('SageMaker answered without an execution');
  return PipelineExecutionArn;
}

/** The execution that a request led to, found by what its description says; undefined when there is none. */
export async function findExecutionOf(pipeline: string, requestId: string): Promise<string | undefined> {
  let token: string | undefined;
  do {
    const page = await sagemaker.send(
      new ListPipelineExecutionsCommand({
        PipelineName: pipeline,
        SortBy: 'CreationTime',
        SortOrder: 'Descending',
        MaxResults: 100,
        NextToken: token,
      }),
    );
    const found = page.PipelineExecutionSummaries?.find(
      ({ PipelineExecutionDescription = '' }) => readDescription(PipelineExecutionDescription)?.requestId === requestId,
    );
    if (found !== undefined) return found.PipelineExecutionArn;
    token = page.NextToken;
  } while (token !== undefined);
  return undefined;
}

export interface Execution {
  readonly status: 'Executing' | 'Stopping' | 'Succeeded' | 'Failed' | 'Stopped' | 'Gone';
  readonly description: string;
}

/** An execution as SageMaker knows it; one that is not there any more is gone. */
export async function findExecution(arn: string): Promise<Execution> {
  try {
    const found = await sagemaker.send(new DescribePipelineExecutionCommand({ PipelineExecutionArn: arn }));
    return { status: found.PipelineExecutionStatus ?? 'Executing', description: found.PipelineExecutionDescription ?? '' };
  } catch (error) {
    if (classify(error).failure === 'gone') return { status: 'Gone', description: '' };
    throw error;
  }
}

/** What the steps of an execution came to. */
export interface Steps {
  /** That they took together, each on one instance. */
  readonly seconds: number;
  /** The step that failed; with its reason where it is the pipeline's own verdict (a Fail step). */
  readonly failure?: { readonly step: string; readonly reason?: string };
}

/** Reads the steps of an execution; undefined when it is not there any more. */
export async function readSteps(executionArn: string): Promise<Steps | undefined> {
  let milliseconds = 0;
  let failure: Steps['failure'];
  let token: string | undefined;
  try {
    do {
      const page = await sagemaker.send(
        new ListPipelineExecutionStepsCommand({ PipelineExecutionArn: executionArn, MaxResults: 100, NextToken: token }),
      );
      for (const { StartTime, EndTime, StepName = '', StepStatus, Metadata } of page.PipelineExecutionSteps ?? []) {
        const reason = Metadata?.Fail?.ErrorMessage;
        if (StepStatus === 'Failed') failure ??= { step: StepName, ...(reason === undefined ? {} : { reason }) };
        if (StartTime !== undefined && EndTime !== undefined) milliseconds += EndTime.getTime() - StartTime.getTime();
      }
      token = page.NextToken;
    } while (token !== undefined);
  } catch (error) {
    if (classify(error).failure === 'gone') return undefined;
    throw error;
  }
  return { seconds: milliseconds / 1000, ...(failure === undefined ? {} : { failure }) };
}

/** When a pipeline was last changed (milliseconds since the epoch); undefined when it is gone. */
export async function pipelineChangedAt(pipeline: string): Promise<number | undefined> {
  try {
    const { LastModifiedTime } = await sagemaker.send(new DescribePipelineCommand({ PipelineName: pipeline }));
    return LastModifiedTime?.getTime() ?? 0;
  } catch (error) {
    if (classify(error).failure === 'gone') return undefined;
    throw error;
  }
}
