import { DescribePipelineExecutionCommand, SageMakerClient, StartPipelineExecutionCommand } from '@aws-sdk/client-sagemaker';
import { classify } from '../runtime/failure.ts';

const sagemaker = new SageMakerClient({});

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
