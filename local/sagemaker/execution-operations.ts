import { isDeepStrictEqual } from 'node:util';
import type {
  DescribePipelineDefinitionForExecutionCommandInput,
  DescribePipelineDefinitionForExecutionCommandOutput,
  DescribePipelineExecutionCommandInput,
  DescribePipelineExecutionCommandOutput,
  ListPipelineExecutionsCommandInput,
  ListPipelineExecutionsCommandOutput,
  ListPipelineExecutionStepsCommandInput,
  ListPipelineExecutionStepsCommandOutput,
  ListPipelineParametersForExecutionCommandInput,
  ListPipelineParametersForExecutionCommandOutput,
  StartPipelineExecutionCommandInput,
  StartPipelineExecutionCommandOutput,
  StopPipelineExecutionCommandInput,
  StopPipelineExecutionCommandOutput,
} from '@aws-sdk/client-sagemaker';
import { page } from '../core/pages.ts';
import type { Call, Output } from '../core/service.ts';
import { conflict, limitExceeded, validation } from './errors.ts';
import type { Execution } from './model.ts';
import { executionParameters } from './parameters.ts';
import { isWithin } from './pipeline-operations.ts';
import type { Pipelines } from './pipelines.ts';

// Amazon SageMaker AI endpoints and quotas: concurrent pipeline executions.
const MOST_RUNNING = 20;

export function executionOperations(pipelines: Pipelines, run: (execution: Execution) => void, stop: (execution: Execution) => void) {
  return {
    StartPipelineExecution(
      input: StartPipelineExecutionCommandInput,
      { cloud, caller }: Call,
    ): Output<StartPipelineExecutionCommandOutput> {
      check(input);
      const pipeline = pipelines.get(caller.accountId, input.PipelineName);
      const before = pipeline.executions.find(({ request }) => request.ClientRequestToken === input.ClientRequestToken);
      if (before !== undefined) {
        // The token names one execution for good, also one that failed (SageMaker API reference, StartPipelineExecution).
        if (isDeepStrictEqual(before.request, input)) return { PipelineExecutionArn: before.arn };
        throw conflict(`Client request token ${input.ClientRequestToken} was already used with other parameters.`);
      }
      const running = pipelines.executionsOf(caller.accountId).filter(({ endedAt }) => endedAt === undefined).length;
      if (running >= MOST_RUNNING) {
        throw limitExceeded(
          `The account-level service limit 'Number of concurrent pipeline executions' is ${MOST_RUNNING}, current utilization ${running}.`,
        );
      }
      const now = cloud.clock.now();
      const id = cloud.dice.text(12);
      const execution: Execution = {
        id,
        arn: `${pipeline.arn}/execution/${id}`,
        pipeline,
        request: input,
        displayName: input.PipelineExecutionDisplayName ?? `execution-${now}`,
        definition: pipeline.definition,
        definitionText: pipeline.definitionText,
        roleArn: pipeline.request.RoleArn,
        parameters: executionParameters(pipeline.definition, input.PipelineParameters ?? []),
        startedAt: now,
        steps: [],
        stop: new AbortController(),
        status: 'Executing',
        failureReason: undefined,
        endedAt: undefined,
        changedAt: now,
      };
      pipeline.executions.push(execution);
      pipeline.lastRunAt = now;
      run(execution);
      return { PipelineExecutionArn: execution.arn };
    },

    StopPipelineExecution(input: StopPipelineExecutionCommandInput, { caller }: Call): Output<StopPipelineExecutionCommandOutput> {
      const execution = pipelines.execution(caller.accountId, input.PipelineExecutionArn);
      if (execution.status !== 'Executing' && execution.status !== 'Stopping')
        throw conflict(`Only pipeline executions in status Executing can be stopped; ${execution.arn} is in status ${execution.status}.`);
      if (execution.status === 'Executing') stop(execution);
      return { PipelineExecutionArn: execution.arn };
    },

    DescribePipelineExecution(
      input: DescribePipelineExecutionCommandInput,
      { caller }: Call,
    ): Output<DescribePipelineExecutionCommandOutput> {
      const execution = pipelines.execution(caller.accountId, input.PipelineExecutionArn);
      return {
        PipelineArn: execution.pipeline.arn,
        PipelineExecutionArn: execution.arn,
        PipelineExecutionDisplayName: execution.displayName,
        PipelineExecutionStatus: execution.status,
        PipelineExecutionDescription: execution.request.PipelineExecutionDescription,
        FailureReason: execution.failureReason,
        CreationTime: new Date(execution.startedAt),
        LastModifiedTime: new Date(execution.changedAt),
        ParallelismConfiguration: execution.request.ParallelismConfiguration ?? execution.pipeline.request.ParallelismConfiguration,
      };
    },

    DescribePipelineDefinitionForExecution(
      input: DescribePipelineDefinitionForExecutionCommandInput,
      { caller }: Call,
    ): Output<DescribePipelineDefinitionForExecutionCommandOutput> {
      const execution = pipelines.execution(caller.accountId, input.PipelineExecutionArn);
      return { PipelineDefinition: execution.definitionText, CreationTime: new Date(execution.pipeline.createdAt) };
    },

    ListPipelineExecutions(input: ListPipelineExecutionsCommandInput, { caller }: Call): Output<ListPipelineExecutionsCommandOutput> {
      const found = pipelines
        .get(caller.accountId, input.PipelineName)
        .executions.filter(({ startedAt }) => isWithin(startedAt, input.CreatedAfter, input.CreatedBefore))
        .toSorted((one, other) =>
          input.SortBy === 'PipelineExecutionArn' ? one.arn.localeCompare(other.arn) : one.startedAt - other.startedAt,
        );
      const { items, nextToken } = page(
        input.SortOrder === 'Ascending' ? found : found.toReversed(),
        input.NextToken,
        input.MaxResults ?? 10,
        'ValidationException',
      );
      return {
        PipelineExecutionSummaries: items.map((execution) => ({
          PipelineExecutionArn: execution.arn,
          StartTime: new Date(execution.startedAt),
          PipelineExecutionStatus: execution.status,
          PipelineExecutionDescription: execution.request.PipelineExecutionDescription,
          PipelineExecutionDisplayName: execution.displayName,
          PipelineExecutionFailureReason: execution.failureReason,
        })),
        NextToken: nextToken,
      };
    },

    ListPipelineExecutionSteps(
      input: ListPipelineExecutionStepsCommandInput,
      { caller }: Call,
    ): Output<ListPipelineExecutionStepsCommandOutput> {
      const { steps } = pipelines.execution(caller.accountId, input.PipelineExecutionArn);
      const { items, nextToken } = page(
        input.SortOrder === 'Ascending' ? steps : steps.toReversed(),
        input.NextToken,
        input.MaxResults ?? 10,
        'ValidationException',
      );
      return { PipelineExecutionSteps: [...items], NextToken: nextToken };
    },

    ListPipelineParametersForExecution(
      input: ListPipelineParametersForExecutionCommandInput,
      { caller }: Call,
    ): Output<ListPipelineParametersForExecutionCommandOutput> {
      const { parameters } = pipelines.execution(caller.accountId, input.PipelineExecutionArn);
      const { items, nextToken } = page(parameters, input.NextToken, input.MaxResults ?? 100, 'ValidationException');
      return { PipelineParameters: [...items], NextToken: nextToken };
    },
  };
}

/** Lengths and patterns of StartPipelineExecution in SageMaker's API model. Throws ValidationException. */
function check(input: StartPipelineExecutionCommandInput): void {
  const { ClientRequestToken: token = '', PipelineExecutionDisplayName: name, PipelineExecutionDescription: description } = input;
  if (token.length < 32 || token.length > 128) throw validation('ClientRequestToken must have 32 to 128 characters.');
  if (name !== undefined && !/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,81}$/.test(name))
    throw validation(`PipelineExecutionDisplayName ${name} is not valid.`);
  if (description !== undefined && (description.length === 0 || description.length > 3072))
    throw validation('PipelineExecutionDescription must have at most 3072 characters.');
  for (const { Name = '' } of input.PipelineParameters ?? []) {
    if (!/^[A-Za-z0-9\-_]{1,256}$/.test(Name)) throw validation(`Parameter name ${Name} is not valid.`);
  }
  const unserved = (['SelectiveExecutionConfig', 'PipelineVersionId', 'MlflowExperimentName'] as const).find(
    (member) => input[member] !== undefined,
  );
  if (unserved !== undefined) throw validation(`${unserved} is not served by the local cloud.`);
}
