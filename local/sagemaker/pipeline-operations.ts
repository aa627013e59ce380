import type {
  CreatePipelineCommandInput,
  CreatePipelineCommandOutput,
  DeletePipelineCommandInput,
  DeletePipelineCommandOutput,
  DescribePipelineCommandInput,
  DescribePipelineCommandOutput,
  ListPipelinesCommandInput,
  ListPipelinesCommandOutput,
  PipelineDefinitionS3Location,
  UpdatePipelineCommandInput,
  UpdatePipelineCommandOutput,
} from '@aws-sdk/client-sagemaker';
import type { Cloud } from '../core/cloud.ts';
import { page } from '../core/pages.ts';
import { AwsError } from '../core/service.ts';
import type { Call, Output } from '../core/service.ts';
import { readDefinition } from './definition.ts';
import { limitExceeded, validation } from './errors.ts';
import type { Pipelines } from './pipelines.ts';
import type { Tags } from './tag-operations.ts';

// Amazon SageMaker AI endpoints and quotas: pipelines per account.
const MOST_PIPELINES = 500;

export function pipelineOperations(pipelines: Pipelines, tags: Tags) {
  return {
    CreatePipeline(input: CreatePipelineCommandInput, { cloud, caller }: Call): Output<CreatePipelineCommandOutput> {
      const name = input.PipelineName ?? '';
      if (!/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,255}$/.test(name)) throw validation(`PipelineName ${name} is not valid.`);
      const existing = pipelines.find(caller.accountId, name);
      if (existing !== undefined) {
        if (input.ClientRequestToken !== undefined && existing.creationToken === input.ClientRequestToken)
          return { PipelineArn: existing.arn };
        throw validation(`Pipeline names must be unique within an AWS account and region. Pipeline with name (${name}) already exists.`);
      }
      if (pipelines.of(caller.accountId).length >= MOST_PIPELINES)
        throw limitExceeded(`The account-level service limit 'Number of pipelines' is ${MOST_PIPELINES}.`);
      const text = definitionOf(cloud, input);
      const definition = readDefinition(text);
      const { PipelineDefinition: _text, RoleArn = '', ...request } = input;
      assertTrust(cloud, RoleArn);
      const now = cloud.clock.now();
      const arn = pipelines.arn(caller.accountId, name);
      pipelines.add({
        name,
        arn,
        account: caller.accountId,
        createdAt: now,
        changedAt: now,
        creationToken: input.ClientRequestToken,
        executions: [],
        request: { ...request, RoleArn },
        definitionText: text,
        definition,
        lastRunAt: undefined,
      });
      tags.add(arn, input.Tags);
      return { PipelineArn: arn };
    },

    UpdatePipeline(input: UpdatePipelineCommandInput, { cloud, caller }: Call): Output<UpdatePipelineCommandOutput> {
      const pipeline = pipelines.get(caller.accountId, input.PipelineName);
      const { PipelineDefinition, PipelineDefinitionS3Location, ...changes } = input;
      if (PipelineDefinition !== undefined || PipelineDefinitionS3Location !== undefined) {
        const text = definitionOf(cloud, input);
        pipeline.definition = readDefinition(text);
        pipeline.definitionText = text;
      }
      if (input.RoleArn !== undefined) assertTrust(cloud, input.RoleArn);
      pipeline.request = {
        ...pipeline.request,
        ...changes,
        PipelineName: pipeline.name,
        RoleArn: input.RoleArn ?? pipeline.request.RoleArn,
      };
      pipeline.changedAt = cloud.clock.now();
      return { PipelineArn: pipeline.arn };
    },

    DescribePipeline(input: DescribePipelineCommandInput, { caller }: Call): Output<DescribePipelineCommandOutput> {
      if (input.PipelineVersionId !== undefined) throw validation('Versions of pipelines are not served by the local cloud.');
      const pipeline = pipelines.get(caller.accountId, input.PipelineName);
      return {
        PipelineArn: pipeline.arn,
        PipelineName: pipeline.name,
        PipelineDisplayName: pipeline.request.PipelineDisplayName ?? pipeline.name,
        PipelineDefinition: pipeline.definitionText,
        PipelineDescription: pipeline.request.PipelineDescription,
        RoleArn: pipeline.request.RoleArn,
        PipelineStatus: 'Active',
        CreationTime: new Date(pipeline.createdAt),
        LastModifiedTime: new Date(pipeline.changedAt),
        LastRunTime: pipeline.lastRunAt === undefined ? undefined : new Date(pipeline.lastRunAt),
        ParallelismConfiguration: pipeline.request.ParallelismConfiguration,
      };
    },

    ListPipelines(input: ListPipelinesCommandInput, { caller }: Call): Output<ListPipelinesCommandOutput> {
      const found = pipelines
        .of(caller.accountId)
        .filter(
          ({ name, createdAt }) =>
            name.startsWith(input.PipelineNamePrefix ?? '') && isWithin(createdAt, input.CreatedAfter, input.CreatedBefore),
        )
        .toSorted((one, other) => (input.SortBy === 'Name' ? one.name.localeCompare(other.name) : one.createdAt - other.createdAt));
      // Newest first unless asked otherwise (SageMaker API reference, ListPipelines).
      const { items, nextToken } = page(
        input.SortOrder === 'Ascending' ? found : found.toReversed(),
        input.NextToken,
        input.MaxResults ?? 10,
        'ValidationException',
      );
      return {
        PipelineSummaries: items.map(({ arn, name, request, createdAt, changedAt, lastRunAt }) => ({
          PipelineArn: arn,
          PipelineName: name,
          PipelineDisplayName: request.PipelineDisplayName ?? name,
          PipelineDescription: request.PipelineDescription,
          RoleArn: request.RoleArn,
          CreationTime: new Date(createdAt),
          LastModifiedTime: new Date(changedAt),
          LastExecutionTime: lastRunAt === undefined ? undefined : new Date(lastRunAt),
        })),
        NextToken: nextToken,
      };
    },

    DeletePipeline(input: DeletePipelineCommandInput, { caller }: Call): Output<DeletePipelineCommandOutput> {
      const pipeline = pipelines.get(caller.accountId, input.PipelineName);
      if (pipeline.executions.some(({ endedAt }) => endedAt === undefined))
        throw new AwsError('ConflictException', `Pipeline ${pipeline.name} has running executions.`);
      pipelines.delete(pipeline);
      return { PipelineArn: pipeline.arn };
    },
  };
}

/** Whether a time lies after `after` and before `before`. */
export function isWithin(time: number, after: Date | undefined, before: Date | undefined): boolean {
  return (after === undefined || time > after.getTime()) && (before === undefined || time < before.getTime());
}

function definitionOf(
  cloud: Cloud,
  input: { PipelineDefinition?: string | undefined; PipelineDefinitionS3Location?: PipelineDefinitionS3Location | undefined },
): string {
  if (input.PipelineDefinition !== undefined) return input.PipelineDefinition;
  const { Bucket = '', ObjectKey = '' } = input.PipelineDefinitionS3Location ?? {};
  const object = cloud.s3.get(Bucket, ObjectKey);
  if (object === undefined)
    throw validation(`PipelineDefinition or PipelineDefinitionS3Location must be given; there is no object s3://${Bucket}/${ObjectKey}.`);
  return Buffer.from(object.body()).toString('utf8');
}

function assertTrust(cloud: Cloud, roleArn: string): void {
  try {
    cloud.iam.assertRoleTrusts(roleArn, 'sagemaker.amazonaws.com');
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw validation(
      `Could not assume role ${roleArn}. Please ensure that the role exists and allows principal ` +
        "'sagemaker.amazonaws.com' to assume the role.",
    );
  }
}
