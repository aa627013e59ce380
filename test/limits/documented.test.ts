import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Asker } from './ask.ts';
import type { Raw, RawInput } from './request.ts';

/**
 * Limits that AWS documents, each with its source. What an operation's model says is in generated.test.ts; here are the
 * limits of quotas pages and guides, and those that meshloop depends on.
 */
const asker = new Asker();
const CALLER = '222222222222';
const role = (name: string) => `arn:aws:iam::${CALLER}:role/${name}`;
const trustOf = (service: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] });
const many = <Item extends Raw>(count: number, item: (index: number) => Item): Item[] => Array.from({ length: count }, (_, index) => item(index));
const QUEUE = `https://sqs.eu-central-1.amazonaws.com/${CALLER}/limits`;
const QUEUE_ARN = `arn:aws:sqs:eu-central-1:${CALLER}:limits`;
const PATTERN = '{"source":["x"]}';

beforeAll(async () => {
  for (const name of ['scheduler', 'sagemaker'])
    await asker.done('iam', 'CreateRole', { RoleName: name, AssumeRolePolicyDocument: trustOf(`${name}.amazonaws.com`) });
  await asker.done('lakeformation', 'PutDataLakeSettings', { DataLakeSettings: { DataLakeAdmins: [{ DataLakePrincipalIdentifier: `arn:aws:iam::${CALLER}:root` }] } });
  await asker.done('glue', 'CreateDatabase', { DatabaseInput: { Name: 'd' } });
  await asker.done('sqs', 'CreateQueue', { QueueName: 'limits' });
  await asker.done('eventbridge', 'PutRule', { Name: 'limits', EventPattern: PATTERN });
  await asker.done('eventbridge', 'CreateEventBus', { Name: 'full' });
  await asker.done('s3', 'CreateBucket', { Bucket: 'limits-1', CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } });
  await asker.done('sagemaker', 'CreatePipeline', {
    PipelineName: 'limits',
    ClientRequestToken: 'x'.repeat(32),
    RoleArn: role('sagemaker'),
    PipelineDefinition: JSON.stringify({ Version: '2020-12-01', Metadata: {}, Parameters: [], Steps: [{ Name: 'F', Type: 'Fail', Arguments: { ErrorMessage: 'x' } }] }),
  });
});
afterAll(() => asker.cloud.close());

interface Limit {
  readonly what: string;
  readonly source: string;
  readonly call: readonly [service: string, operation: string];
  /** Just within the limit, where that can be told from one call. */
  readonly within?: RawInput;
  readonly beyond: RawInput;
  readonly code: string;
}

const grant = (index: number) => ({
  Id: String(index),
  Principal: { DataLakePrincipalIdentifier: role('scheduler') },
  Resource: { Database: { Name: 'd' } },
  Permissions: ['DESCRIBE'],
});
const entry = (detail: string) => ({ Source: 'x', DetailType: 'y', Detail: detail });
const target = (members: RawInput) => ({ Rule: 'limits', Targets: [{ Id: 't', Arn: QUEUE_ARN, ...members }] });
const schedule = (members: RawInput): RawInput => ({
  Name: 's',
  ScheduleExpression: 'rate(1 day)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: QUEUE_ARN, RoleArn: role('scheduler') },
  ...members,
});
const patternOf = (length: number) => `{"source":["${'x'.repeat(length - 15)}"]}`;
const tags = (count: number) => many(count, (index) => ({ Key: `k${index}`, Value: 'v' }));
const query = (members: RawInput) => ({ QueryString: 'SELECT 1', ResultConfiguration: { OutputLocation: 's3://limits-1/q' }, ...members });
const run = (members: RawInput) => ({ PipelineName: 'limits', ClientRequestToken: 't'.repeat(32), ...members });
const busPolicy = (sources: number) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'a',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111111111111:root' },
        Action: 'events:PutEvents',
        Resource: `arn:aws:events:eu-central-1:${CALLER}:event-bus/default`,
        Condition: { StringEquals: { 'events:source': many(sources, (index) => `source${index}`) } },
      },
    ],
  });
const rolePolicy = (resources: number) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: many(resources, (index) => `arn:aws:s3:::bucket/prefix/${index}`) }] });

const LIMITS: readonly Limit[] = [
  {
    what: '20 entries in a batch of grants',
    source: 'Lake Formation developer guide, BatchGrantPermissions',
    call: ['lakeformation', 'BatchGrantPermissions'],
    within: { Entries: many(20, grant) },
    beyond: { Entries: many(21, grant) },
    code: 'InvalidInputException',
  },
  {
    what: '20 entries in a batch of revocations',
    source: 'Lake Formation developer guide, BatchRevokePermissions',
    call: ['lakeformation', 'BatchRevokePermissions'],
    within: { Entries: many(20, grant) },
    beyond: { Entries: many(21, grant) },
    code: 'InvalidInputException',
  },
  {
    what: '1,000 permissions in a page',
    source: 'Lake Formation API reference, ListPermissions',
    call: ['lakeformation', 'ListPermissions'],
    within: { MaxResults: 1000 },
    beyond: { MaxResults: 1001 },
    code: 'InvalidInputException',
  },
  {
    what: '50 LF-Tags in a request',
    source: 'Lake Formation API reference, AddLFTagsToResource',
    call: ['lakeformation', 'AddLFTagsToResource'],
    beyond: { Resource: { Database: { Name: 'd' } }, LFTags: many(51, (index) => ({ TagKey: `k${index}`, TagValues: ['v'] })) },
    code: 'InvalidInputException',
  },
  {
    what: '50 characters of an LF-Tag key',
    source: 'Lake Formation developer guide, LF-Tag naming and restrictions',
    call: ['lakeformation', 'CreateLFTag'],
    within: { TagKey: 'k'.repeat(50), TagValues: ['v'] },
    beyond: { TagKey: 'k'.repeat(51), TagValues: ['v'] },
    code: 'InvalidInputException',
  },
  {
    what: '900 bytes of an inline expression',
    source: 'Lake Formation developer guide, tag-based access control best practices',
    call: ['lakeformation', 'GrantPermissions'],
    beyond: {
      Principal: { DataLakePrincipalIdentifier: role('scheduler') },
      Resource: { LFTagPolicy: { ResourceType: 'TABLE', Expression: [{ TagKey: 'k', TagValues: many(40, (index) => `${'v'.repeat(30)}${index}`) }] } },
      Permissions: ['SELECT'],
    },
    code: 'InvalidInputException',
  },
  {
    what: 'permissions that exist',
    source: 'Lake Formation API reference, GrantPermissions',
    call: ['lakeformation', 'GrantPermissions'],
    beyond: { Principal: { DataLakePrincipalIdentifier: role('scheduler') }, Resource: { Database: { Name: 'd' } }, Permissions: ['ASSOCIATE_TAG'] },
    code: 'InvalidInputException',
  },
  {
    what: '10 events in a request',
    source: 'EventBridge API reference, PutEvents',
    call: ['eventbridge', 'PutEvents'],
    within: { Entries: many(10, () => entry('{}')) },
    beyond: { Entries: many(11, () => entry('{}')) },
    code: 'ValidationException',
  },
  {
    what: '1 MB of events in a request',
    source: 'EventBridge user guide, quotas',
    call: ['eventbridge', 'PutEvents'],
    within: { Entries: [entry(JSON.stringify('x'.repeat(1000)))] },
    beyond: { Entries: many(2, () => entry(JSON.stringify({ a: 'x'.repeat(600_000) }))) },
    code: 'ValidationException',
  },
  {
    what: '5 targets of a rule',
    source: 'EventBridge user guide, quotas',
    call: ['eventbridge', 'PutTargets'],
    within: { Rule: 'limits', Targets: many(5, (index) => ({ Id: `t${index}`, Arn: QUEUE_ARN })) },
    beyond: { Rule: 'limits', Targets: many(6, (index) => ({ Id: `t${index}`, Arn: QUEUE_ARN })) },
    code: 'LimitExceededException',
  },
  {
    what: '185 retries of a target',
    source: 'EventBridge API reference, RetryPolicy',
    call: ['eventbridge', 'PutTargets'],
    within: target({ Id: 't0', RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 } }),
    beyond: target({ Id: 't0', RetryPolicy: { MaximumRetryAttempts: 186 } }),
    code: 'ValidationException',
  },
  {
    what: 'an age of events of at least 60 seconds',
    source: 'EventBridge API reference, RetryPolicy',
    call: ['eventbridge', 'PutTargets'],
    within: target({ Id: 't0', RetryPolicy: { MaximumEventAgeInSeconds: 60 } }),
    beyond: target({ Id: 't0', RetryPolicy: { MaximumEventAgeInSeconds: 59 } }),
    code: 'ValidationException',
  },
  {
    what: '8,192 characters of a constant input',
    source: 'EventBridge API reference, Target',
    call: ['eventbridge', 'PutTargets'],
    within: target({ Id: 't0', Input: JSON.stringify('x'.repeat(8190)) }),
    beyond: target({ Id: 't0', Input: JSON.stringify('x'.repeat(8191)) }),
    code: 'ValidationException',
  },
  {
    what: 'a role for a bus of another account',
    source: 'EventBridge user guide, Sending events between accounts',
    call: ['eventbridge', 'PutTargets'],
    within: target({ Id: 't0', Arn: 'arn:aws:events:eu-central-1:111111111111:event-bus/default', RoleArn: role('scheduler') }),
    beyond: target({ Id: 't0', Arn: 'arn:aws:events:eu-central-1:111111111111:event-bus/default' }),
    code: 'ValidationException',
  },
  {
    what: '2,048 characters of an event pattern',
    source: 'EventBridge user guide, quotas',
    call: ['eventbridge', 'PutRule'],
    within: { Name: 'pattern', EventPattern: patternOf(2048) },
    beyond: { Name: 'pattern', EventPattern: patternOf(2049) },
    code: 'InvalidEventPatternException',
  },
  {
    what: '64 characters of a statement id',
    source: 'EventBridge API reference, PutPermission',
    call: ['eventbridge', 'PutPermission'],
    within: { Action: 'events:PutEvents', Principal: '111111111111', StatementId: 'a'.repeat(64) },
    beyond: { Action: 'events:PutEvents', Principal: '111111111111', StatementId: 'a'.repeat(65) },
    code: 'ValidationException',
  },
  {
    what: '10,240 characters of a bus policy',
    source: 'EventBridge user guide, quotas',
    call: ['eventbridge', 'PutPermission'],
    within: { Policy: busPolicy(700) },
    beyond: { Policy: busPolicy(900) },
    code: 'PolicyLengthExceededException',
  },
  {
    what: '50 tags of a rule',
    source: 'AWS General Reference, Tag naming limits and requirements',
    call: ['eventbridge', 'TagResource'],
    within: { ResourceARN: `arn:aws:events:eu-central-1:${CALLER}:rule/limits`, Tags: tags(50) },
    beyond: { ResourceARN: `arn:aws:events:eu-central-1:${CALLER}:rule/limits`, Tags: [{ Key: 'more', Value: 'v' }] },
    code: 'ValidationException',
  },
  {
    what: '64 characters of a schedule name',
    source: 'EventBridge Scheduler API reference, CreateSchedule',
    call: ['scheduler', 'CreateSchedule'],
    within: schedule({ Name: 'n'.repeat(64) }),
    beyond: schedule({ Name: 'n'.repeat(65) }),
    code: 'ValidationException',
  },
  {
    what: 'schedule names of letters, digits, dashes, underscores and dots',
    source: 'EventBridge Scheduler API reference, CreateSchedule',
    call: ['scheduler', 'CreateSchedule'],
    within: schedule({ Name: 'a-Z_0.9' }),
    beyond: schedule({ Name: 'a:b' }),
    code: 'ValidationException',
  },
  {
    what: 'one schedule of a name in a group',
    source: 'EventBridge Scheduler API reference, CreateSchedule',
    call: ['scheduler', 'CreateSchedule'],
    within: schedule({ Name: 'once' }),
    beyond: schedule({ Name: 'once', ScheduleExpression: 'rate(2 days)' }),
    code: 'ConflictException',
  },
  {
    what: '1,440 minutes of a flexible window',
    source: 'EventBridge Scheduler API reference, FlexibleTimeWindow',
    call: ['scheduler', 'CreateSchedule'],
    within: schedule({ Name: 'window', FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 1440 } }),
    beyond: schedule({ Name: 'window2', FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 1441 } }),
    code: 'ValidationException',
  },
  {
    what: 'a query token of at least 32 characters',
    source: 'Athena API reference, StartQueryExecution',
    call: ['athena', 'StartQueryExecution'],
    within: query({ ClientRequestToken: 'a'.repeat(32) }),
    beyond: query({ ClientRequestToken: 'a'.repeat(31) }),
    code: 'InvalidRequestException',
  },
  {
    what: 'a query token of at most 128 characters',
    source: 'Athena API reference, StartQueryExecution',
    call: ['athena', 'StartQueryExecution'],
    within: query({ ClientRequestToken: 'a'.repeat(128) }),
    beyond: query({ ClientRequestToken: 'a'.repeat(129) }),
    code: 'InvalidRequestException',
  },
  {
    what: '262,144 bytes of a query',
    source: 'Athena API reference, StartQueryExecution',
    call: ['athena', 'StartQueryExecution'],
    beyond: query({ ClientRequestToken: 'b'.repeat(32), QueryString: `SELECT '${'ü'.repeat(131_100)}'` }),
    code: 'InvalidRequestException',
  },
  {
    what: '50 executions in a batch',
    source: 'Athena API reference, BatchGetQueryExecution',
    call: ['athena', 'BatchGetQueryExecution'],
    within: { QueryExecutionIds: many(50, (index) => `q${index}`) },
    beyond: { QueryExecutionIds: many(51, (index) => `q${index}`) },
    code: 'InvalidRequestException',
  },
  {
    what: 'a bytes cutoff of at least 10 MB',
    source: 'Athena API reference, WorkGroupConfiguration',
    call: ['athena', 'CreateWorkGroup'],
    within: { Name: 'cutoff', Configuration: { BytesScannedCutoffPerQuery: 10_000_000 } },
    beyond: { Name: 'cutoff2', Configuration: { BytesScannedCutoffPerQuery: 9_999_999 } },
    code: 'InvalidRequestException',
  },
  {
    what: '200 parameters of a run',
    source: 'SageMaker API reference, StartPipelineExecution',
    call: ['sagemaker', 'StartPipelineExecution'],
    beyond: run({ PipelineParameters: many(201, (index) => ({ Name: `P${index}`, Value: 'x' })) }),
    code: 'ValidationException',
  },
  {
    what: 'a run token of at least 32 characters',
    source: 'SageMaker API reference, StartPipelineExecution',
    call: ['sagemaker', 'StartPipelineExecution'],
    within: run({ ClientRequestToken: 'c'.repeat(32) }),
    beyond: run({ ClientRequestToken: 'c'.repeat(31) }),
    code: 'ValidationException',
  },
  {
    what: '3,072 characters of a description of a run',
    source: 'SageMaker API reference, StartPipelineExecution',
    call: ['sagemaker', 'StartPipelineExecution'],
    within: run({ ClientRequestToken: 'd'.repeat(32), PipelineExecutionDescription: 'd'.repeat(3072) }),
    beyond: run({ ClientRequestToken: 'e'.repeat(32), PipelineExecutionDescription: 'd'.repeat(3073) }),
    code: 'ValidationException',
  },
  {
    what: '82 characters of a display name of a run',
    source: 'SageMaker API reference, StartPipelineExecution',
    call: ['sagemaker', 'StartPipelineExecution'],
    within: run({ ClientRequestToken: 'f'.repeat(32), PipelineExecutionDisplayName: 'd'.repeat(82) }),
    beyond: run({ ClientRequestToken: 'g'.repeat(32), PipelineExecutionDisplayName: 'd'.repeat(83) }),
    code: 'ValidationException',
  },
  {
    what: '50 tags of a pipeline',
    source: 'AWS General Reference, Tag naming limits and requirements',
    call: ['sagemaker', 'AddTags'],
    within: { ResourceArn: `arn:aws:sagemaker:eu-central-1:${CALLER}:pipeline/limits`, Tags: tags(50) },
    beyond: { ResourceArn: `arn:aws:sagemaker:eu-central-1:${CALLER}:pipeline/limits`, Tags: [{ Key: 'more', Value: 'v' }] },
    code: 'ResourceLimitExceeded',
  },
  {
    what: '1,024 bytes of a key',
    source: 'Amazon S3 user guide, Naming Amazon S3 objects',
    call: ['s3', 'PutObject'],
    within: { Bucket: 'limits-1', Key: 'k'.repeat(1024), Body: 'x' },
    beyond: { Bucket: 'limits-1', Key: 'ü'.repeat(513), Body: 'x' },
    code: 'KeyTooLongError',
  },
  {
    what: '2 KB of metadata',
    source: 'Amazon S3 user guide, Working with object metadata',
    call: ['s3', 'PutObject'],
    within: { Bucket: 'limits-1', Key: 'k', Body: 'x', Metadata: { a: 'x'.repeat(2047) } },
    beyond: { Bucket: 'limits-1', Key: 'k', Body: 'x', Metadata: { a: 'x'.repeat(2048) } },
    code: 'MetadataTooLarge',
  },
  {
    what: '1,000 keys of a deletion',
    source: 'Amazon S3 API reference, DeleteObjects',
    call: ['s3', 'DeleteObjects'],
    within: { Bucket: 'limits-1', Delete: { Objects: many(1000, (index) => ({ Key: `k${index}` })) } },
    beyond: { Bucket: 'limits-1', Delete: { Objects: many(1001, (index) => ({ Key: `k${index}` })) } },
    code: 'MalformedXML',
  },
  {
    what: '50 tags of a bucket',
    source: 'Amazon S3 user guide, Using cost allocation S3 bucket tags',
    call: ['s3', 'PutBucketTagging'],
    within: { Bucket: 'limits-1', Tagging: { TagSet: tags(50) } },
    beyond: { Bucket: 'limits-1', Tagging: { TagSet: tags(51) } },
    code: 'BadRequest',
  },
  {
    what: 'parts from 1 to 10,000',
    source: 'Amazon S3 user guide, multipart upload limits',
    call: ['s3', 'UploadPart'],
    beyond: { Bucket: 'limits-1', Key: 'k', UploadId: 'u', PartNumber: 10_001, Body: 'x' },
    code: 'InvalidArgument',
  },
  {
    what: 'storage classes that exist',
    source: 'Amazon S3 API reference, Error responses',
    call: ['s3', 'PutObject'],
    within: { Bucket: 'limits-1', Key: 'k', Body: 'x', StorageClass: 'STANDARD' },
    beyond: { Bucket: 'limits-1', Key: 'k', Body: 'x', StorageClass: 'PLATINUM' },
    code: 'InvalidStorageClass',
  },
  {
    what: '80 characters of a queue name',
    source: 'SQS developer guide, quotas',
    call: ['sqs', 'CreateQueue'],
    within: { QueueName: 'q'.repeat(80) },
    beyond: { QueueName: 'q'.repeat(81) },
    code: 'InvalidParameterValue',
  },
  {
    what: '900 seconds of delay',
    source: 'SQS API reference, SendMessage',
    call: ['sqs', 'SendMessage'],
    within: { QueueUrl: QUEUE, MessageBody: 'x', DelaySeconds: 900 },
    beyond: { QueueUrl: QUEUE, MessageBody: 'x', DelaySeconds: 901 },
    code: 'InvalidParameterValue',
  },
  {
    what: '1 MiB of a message',
    source: 'SQS developer guide, quotas',
    call: ['sqs', 'SendMessage'],
    within: { QueueUrl: QUEUE, MessageBody: 'x'.repeat(1_048_576) },
    beyond: { QueueUrl: QUEUE, MessageBody: 'x'.repeat(1_048_577) },
    code: 'InvalidParameterValue',
  },
  {
    what: 'characters that XML admits',
    source: 'SQS API reference, SendMessage',
    call: ['sqs', 'SendMessage'],
    within: { QueueUrl: QUEUE, MessageBody: '\t\n\r ü\u{1F600}' },
    beyond: { QueueUrl: QUEUE, MessageBody: '\u0000' },
    code: 'InvalidMessageContents',
  },
  {
    what: '10 messages of a batch',
    source: 'SQS developer guide, quotas',
    call: ['sqs', 'SendMessageBatch'],
    within: { QueueUrl: QUEUE, Entries: many(10, (index) => ({ Id: `i${index}`, MessageBody: 'x' })) },
    beyond: { QueueUrl: QUEUE, Entries: many(11, (index) => ({ Id: `i${index}`, MessageBody: 'x' })) },
    code: 'TooManyEntriesInBatchRequest',
  },
  {
    what: '10 messages of a receive',
    source: 'SQS API reference, ReceiveMessage',
    call: ['sqs', 'ReceiveMessage'],
    within: { QueueUrl: QUEUE, MaxNumberOfMessages: 10 },
    beyond: { QueueUrl: QUEUE, MaxNumberOfMessages: 11 },
    code: 'InvalidParameterValue',
  },
  {
    what: '20 seconds of waiting for a message',
    source: 'SQS API reference, ReceiveMessage',
    call: ['sqs', 'ReceiveMessage'],
    beyond: { QueueUrl: QUEUE, WaitTimeSeconds: 21 },
    code: 'InvalidParameterValue',
  },
  {
    what: '12 hours of invisibility',
    source: 'SQS API reference, ChangeMessageVisibility',
    call: ['sqs', 'ChangeMessageVisibility'],
    beyond: { QueueUrl: QUEUE, ReceiptHandle: 'receipt-1', VisibilityTimeout: 43_201 },
    code: 'InvalidParameterValue',
  },
  {
    what: '100 partitions of a batch',
    source: 'Glue API reference, BatchCreatePartition',
    call: ['glue', 'BatchCreatePartition'],
    beyond: { DatabaseName: 'd', TableName: 't', PartitionInputList: many(101, (index) => ({ Values: [`v${index}`] })) },
    code: 'ValidationException',
  },
  {
    what: '25 partitions of a batch of deletions',
    source: 'Glue API reference, BatchDeletePartition',
    call: ['glue', 'BatchDeletePartition'],
    beyond: { DatabaseName: 'd', TableName: 't', PartitionsToDelete: many(26, (index) => ({ Values: [`v${index}`] })) },
    code: 'ValidationException',
  },
  {
    what: '255 characters of a database name',
    source: 'Glue API reference, CreateDatabase',
    call: ['glue', 'CreateDatabase'],
    within: { DatabaseInput: { Name: 'n'.repeat(255) } },
    beyond: { DatabaseInput: { Name: 'n'.repeat(256) } },
    code: 'ValidationException',
  },
  {
    what: '64 characters of a role name',
    source: 'IAM user guide, IAM and AWS STS quotas',
    call: ['iam', 'CreateRole'],
    within: { RoleName: 'r'.repeat(64), AssumeRolePolicyDocument: trustOf('x.amazonaws.com') },
    beyond: { RoleName: 'r'.repeat(65), AssumeRolePolicyDocument: trustOf('x.amazonaws.com') },
    code: 'ValidationError',
  },
  {
    what: '2,048 characters of a trust policy',
    source: 'IAM user guide, IAM and AWS STS quotas',
    call: ['iam', 'CreateRole'],
    beyond: { RoleName: 'trust', AssumeRolePolicyDocument: trustOf(`${'x'.repeat(2048)}.amazonaws.com`) },
    code: 'LimitExceeded',
  },
  {
    what: '10,240 characters of all inline policies',
    source: 'IAM user guide, IAM and AWS STS quotas',
    call: ['iam', 'PutRolePolicy'],
    within: { RoleName: 'scheduler', PolicyName: 'a', PolicyDocument: rolePolicy(200) },
    beyond: { RoleName: 'scheduler', PolicyName: 'b', PolicyDocument: rolePolicy(200) },
    code: 'LimitExceeded',
  },
  {
    what: 'a session of at least 15 minutes',
    source: 'STS API reference, AssumeRole',
    call: ['sts', 'AssumeRole'],
    beyond: { RoleArn: role('scheduler'), RoleSessionName: 'session', DurationSeconds: 899 },
    code: 'ValidationError',
  },
  {
    what: '1,000 metrics of a request',
    source: 'CloudWatch API reference, PutMetricData',
    call: ['cloudwatch', 'PutMetricData'],
    within: { Namespace: 'n', MetricData: many(1000, () => ({ MetricName: 'm', Value: 1 })) },
    beyond: { Namespace: 'n', MetricData: many(1001, () => ({ MetricName: 'm', Value: 1 })) },
    code: 'ValidationError',
  },
  {
    what: '30 dimensions of a metric',
    source: 'CloudWatch API reference, MetricDatum',
    call: ['cloudwatch', 'PutMetricData'],
    within: { Namespace: 'n', MetricData: [{ MetricName: 'm', Value: 1, Dimensions: many(30, (index) => ({ Name: `d${index}`, Value: 'v' })) }] },
    beyond: { Namespace: 'n', MetricData: [{ MetricName: 'm', Value: 1, Dimensions: many(31, (index) => ({ Name: `d${index}`, Value: 'v' })) }] },
    code: 'ValidationError',
  },
  {
    what: 'dashboard names of letters, digits, dashes and underscores',
    source: 'CloudWatch API reference, PutDashboard',
    call: ['cloudwatch', 'PutDashboard'],
    within: { DashboardName: 'a-b_1', DashboardBody: '{"widgets":[]}' },
    beyond: { DashboardName: 'a b', DashboardBody: '{"widgets":[]}' },
    code: 'DashboardInvalidInputError',
  },
  {
    what: 'retention in days that CloudWatch Logs knows',
    source: 'CloudWatch Logs API reference, PutRetentionPolicy',
    call: ['cloudwatch-logs', 'PutRetentionPolicy'],
    beyond: { logGroupName: 'g', retentionInDays: 2 },
    code: 'InvalidParameterException',
  },
];

describe('documented limits', () => {
  test.each(LIMITS)('$what ($source)', async ({ call: [service, operation], within, beyond, code }) => {
    if (within !== undefined) await asker.done(service, operation, within);
    const answer = await asker.ask(service, operation, beyond);
    expect({ code: answer.code.replace(/^.*#/, ''), refused: answer.status >= 400 && answer.status < 500 }).toEqual({ code, refused: true });
  });
});

describe('limits of an account', () => {
  test('300 rules of a bus, 30 of them with wildcards (EventBridge user guide, quotas)', async () => {
    const wildcard = '{"source":[{"wildcard":"a*b"}]}';
    const put = (Name: string, EventPattern: string) => asker.ask('eventbridge', 'PutRule', { Name, EventBusName: 'full', EventPattern });
    for (let index = 0; index < 30; index++) expect((await put(`w${index}`, wildcard)).status).toBe(200);
    expect((await put('w30', wildcard)).code).toBe('LimitExceededException');
    expect((await put('w0', wildcard)).status).toBe(200);
    for (let index = 30; index < 300; index++) expect((await put(`r${index}`, PATTERN)).status).toBe(200);
    expect((await put('r300', PATTERN)).code).toBe('LimitExceededException');
    expect((await put('r299', PATTERN)).status).toBe(200);
  });

  test('50 LF-Tag policies of a principal and resource type (Lake Formation developer guide, best practices)', async () => {
    await asker.done('lakeformation', 'CreateLFTag', { TagKey: 'many', TagValues: many(50, (index) => `v${index}`) });
    await asker.done('lakeformation', 'CreateLFTag', { TagKey: 'more', TagValues: ['v'] });
    const policy = (TagKey: string, value: string, ResourceType = 'TABLE') =>
      asker.ask('lakeformation', 'GrantPermissions', {
        Principal: { DataLakePrincipalIdentifier: role('sagemaker') },
        Resource: { LFTagPolicy: { ResourceType, Expression: [{ TagKey, TagValues: [value] }] } },
        Permissions: ['DESCRIBE'],
      });
    for (let index = 0; index < 50; index++) expect((await policy('many', `v${index}`)).status).toBe(200);
    expect((await policy('more', 'v')).code).toBe('ResourceNumberLimitExceededException');
    expect((await policy('many', 'v0')).status).toBe(200);
    expect((await policy('more', 'v', 'DATABASE')).status).toBe(200);
  });

  test('30 data lake administrators (Lake Formation developer guide, quotas)', async () => {
    const put = (count: number) =>
      asker.ask('lakeformation', 'PutDataLakeSettings', {
        DataLakeSettings: { DataLakeAdmins: [`arn:aws:iam::${CALLER}:root`, ...many(count - 1, (index) => role(`admin-${index}`))].map((DataLakePrincipalIdentifier) => ({ DataLakePrincipalIdentifier })) },
      });
    for (let index = 0; index < 30; index++) await asker.done('iam', 'CreateRole', { RoleName: `admin-${index}`, AssumeRolePolicyDocument: trustOf('glue.amazonaws.com') });
    expect((await put(30)).status).toBe(200);
    expect((await put(31)).status).toBe(400);
  });

  test('100 buses (EventBridge user guide, quotas)', async () => {
    const fresh = new Asker();
    const ask = fresh.ask.bind(fresh);
    // One is the default.
    for (let index = 1; index < 100; index++) expect((await ask('eventbridge', 'CreateEventBus', { Name: `b${index}` })).status).toBe(200);
    expect((await ask('eventbridge', 'CreateEventBus', { Name: 'b100' })).code).toBe('LimitExceededException');
    await fresh.cloud.close();
  });

  test('1,000 values of an LF-Tag (Lake Formation developer guide, quotas)', async () => {
    await asker.done('lakeformation', 'CreateLFTag', { TagKey: 'values', TagValues: ['v'] });
    const add = (from: number, count: number) => asker.ask('lakeformation', 'UpdateLFTag', { TagKey: 'values', TagValuesToAdd: many(count, (index) => `v${from + index}`) });
    for (let from = 0; from < 950; from += 50) expect((await add(from, 50)).status).toBe(200);
    expect((await add(950, 49)).status).toBe(200);
    expect((await add(999, 1)).code).toBe('ResourceNumberLimitExceededException');
  });
});

test('what Athena measured answers is answered here: the token is missed by its name', async () => {
  const { body } = await asker.ask('athena', 'StartQueryExecution', { QueryString: 'SELECT 1' });
  expect(JSON.parse(body)).toMatchObject({ AthenaErrorCode: 'INVALID_INPUT', message: 'clientRequestToken is null or empty' });
});
