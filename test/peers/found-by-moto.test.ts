// Behaviour that moto's own tests showed to be missing.
import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudTrailClient, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import {
  CancelReplayCommand,
  CreateArchiveCommand,
  DeleteArchiveCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EventBridgeClient,
  ListArchivesCommand,
  StartReplayCommand,
  TagResourceCommand,
} from '@aws-sdk/client-eventbridge';
import { GlueClient, CreateDatabaseCommand, CreateTableCommand, GetPartitionCommand } from '@aws-sdk/client-glue';
import { CreateBucketCommand, GetObjectCommand, ListBucketsCommand, PutBucketLifecycleConfigurationCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateModelPackageGroupCommand, ListModelPackageGroupsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { CreateTopicCommand, GetTopicAttributesCommand, ListTagsForResourceCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand, SetQueueAttributesCommand, SQSClient, TagQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, describe, expect, it } from 'vitest';
import { createCloud } from '../../local/cloud.ts';
import { clientConfig } from '../../local/core/clients.ts';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { VirtualClock } from '../../local/core/virtual-clock.ts';

const clock = new VirtualClock(Date.UTC(2026, 10, 22, 9));
const cloud = createCloud({ clock, dice: new SeededDice('moto'), region: 'eu-central-1', organization: [] });
const config = clientConfig(cloud, '222222222222');
afterAll(() => cloud.close());

describe('SQS', () => {
  const sqs = new SQSClient(config);

  it('gives the attributes of messages under their old name too', async () => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }));

    // The SDK's type has the names of queue attributes here, AWS takes those of messages (SQS API reference, ReceiveMessage).
    const AttributeNames = ['SentTimestamp'] as unknown as ['All'];
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, AttributeNames }));

    expect(Messages?.[0]?.Attributes).toEqual({ SentTimestamp: String(clock.now()) });
  });

  it('keeps the header of X-Ray, gives attributes by the beginning of their names, and shows a redrive count as a number', async () => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'traced' }));
    const { QueueUrl: dead } = await sqs.send(new CreateQueueCommand({ QueueName: 'dead' }));
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    const header = 'Root=1-3152b799-8954dae64eda91bc9a23a7e8;Sampled=1';
    const MessageAttributes = { first: text('a'), second: text('b') };
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageSystemAttributes: { AWSTraceHeader: text(header) }, MessageAttributes }));
    const deadLetterTargetArn = 'arn:aws:sqs:eu-central-1:222222222222:dead';
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: '5' }) } }));

    const asked = { QueueUrl, MessageSystemAttributeNames: ['AWSTraceHeader' as const], MessageAttributeNames: ['fir.*'] };
    const { Messages } = await sqs.send(new ReceiveMessageCommand(asked));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['RedrivePolicy'] }));

    expect(dead).toMatch(/dead$/);
    expect(Messages).toMatchObject([{ Attributes: { AWSTraceHeader: header }, MessageAttributes: { first: { StringValue: 'a' } } }]);
    expect(Object.keys(Messages?.[0]?.MessageAttributes ?? {})).toEqual(['first']);
    expect(JSON.parse(Attributes?.RedrivePolicy ?? '')).toEqual({ deadLetterTargetArn, maxReceiveCount: 5 });
  });

  it('refuses what it would have to ignore, and what AWS refuses', async () => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }));
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: 'arn:aws:sqs:eu-central-1:222222222222:nowhere', maxReceiveCount: 3 });

    await expect(sqs.send(new CreateQueueCommand({ QueueName: 'a.fifo' }))).rejects.toThrow('FIFO queues are not served by the local cloud');
    await expect(sqs.send(new CreateQueueCommand({ QueueName: 'b', Attributes: { RedrivePolicy } }))).rejects.toThrow('Dead letter target does not exist');
    await expect(sqs.send(new TagQueueCommand({ QueueUrl, Tags: {} }))).rejects.toThrow('The request must contain the parameter Tags.');
  });
});

it('SNS refuses what it would have to ignore', async () => {
  const sns = new SNSClient(config);
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'alarms' }));
  const MessageAttributes = { kind: { DataType: 'String', StringValue: 'a' } };

  await expect(sns.send(new PublishCommand({ TopicArn, Message: 'x', MessageAttributes }))).rejects.toThrow('MessageAttributes is not served');
  await expect(sns.send(new PublishCommand({ TopicArn, Message: 'x', Subject: 'a'.repeat(101) }))).rejects.toThrow('Subject');
});

it('SNS shows what a topic has when nothing was set, and its own error for tags of nothing', async () => {
  const sns = new SNSClient(config);
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'plain', Attributes: { FifoTopic: 'false' } }));
  const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));

  expect(JSON.parse(Attributes['Policy'] ?? '')).toMatchObject({ Id: '__default_policy_ID', Statement: [{ Resource: TopicArn }] });
  expect(JSON.parse(Attributes['EffectiveDeliveryPolicy'] ?? '')).toMatchObject({ http: { defaultHealthyRetryPolicy: { numRetries: 3 } } });
  expect(Attributes).not.toHaveProperty('FifoTopic');
  await expect(sns.send(new ListTagsForResourceCommand({ ResourceArn: `${TopicArn}x` }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sms', Endpoint: '+15--551234567' }))).rejects.toThrow('Invalid SMS endpoint');
});

describe('S3', () => {
  const s3 = new S3Client(config);

  it('names the ETag with 304, and refuses what it would not keep', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'data', CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }));
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket: 'data', Key: 'a', Body: 'one' }));
    const unchanged = await s3.send(new GetObjectCommand({ Bucket: 'data', Key: 'a', IfNoneMatch: ETag ?? '' })).catch((error: unknown) => error);

    expect(unchanged).toMatchObject({ $response: { statusCode: 304, headers: { etag: ETag } } });
    await expect(s3.send(new PutObjectCommand({ Bucket: 'data', Key: 'b', StorageClass: 'GLACIER' }))).rejects.toThrow('StorageClass');
    await expect(s3.send(new GetObjectCommand({ Bucket: 'data', Key: 'a', PartNumber: 1 }))).rejects.toThrow('not served by the local cloud');
  });
});

it('S3 lists buckets on pages, keeps account names in their region and takes one part of a filter', async () => {
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const create = (Bucket: string, more = {}) => s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' }, ...more }));
  for (const name of ['page-a', 'page-b']) await create(name);
  const first = await s3.send(new ListBucketsCommand({ Prefix: 'page-', MaxBuckets: 1 }));
  const second = await s3.send(new ListBucketsCommand({ Prefix: 'page-', ContinuationToken: first.ContinuationToken }));

  expect([first, second].map(({ Buckets }) => Buckets?.map(({ Name }) => Name))).toEqual([['page-a'], ['page-b']]);
  expect(second.ContinuationToken).toBeUndefined();
  await create('mine-222222222222-eu-central-1-an', { BucketNamespace: 'account-regional' });
  await expect(create('mine', { BucketNamespace: 'account-regional' })).rejects.toMatchObject({ name: 'InvalidNamespaceHeader' });
  const Rules = [{ ID: 'a', Status: 'Enabled' as const, Filter: { Prefix: 'a', ObjectSizeGreaterThan: 1 }, Expiration: { Days: 1 } }];
  const rules = new PutBucketLifecycleConfigurationCommand({ Bucket: 'page-a', LifecycleConfiguration: { Rules } });
  await expect(s3.send(rules)).rejects.toMatchObject({ name: 'MalformedXML' });
});

it('EventBridge shows the managed rule of an archive, and lets nobody change it', async () => {
  const events = new EventBridgeClient(config);
  const bus = 'arn:aws:events:eu-central-1:222222222222:event-bus/default';
  const { ArchiveArn } = await events.send(new CreateArchiveCommand({ ArchiveName: 'all', EventSourceArn: bus }));
  const Name = 'Events-Archive-all';

  expect(await events.send(new DescribeRuleCommand({ Name }))).toMatchObject({ ManagedBy: 'prod.vhs.events.aws.internal', EventPattern: '{"replay-name":[{"exists":false}]}' });
  await expect(events.send(new DisableRuleCommand({ Name }))).rejects.toMatchObject({ name: 'ManagedRuleException' });
  const replay = { ReplayName: 'again', EventSourceArn: ArchiveArn, EventStartTime: new Date(0), EventEndTime: new Date(clock.now()), Destination: { Arn: bus } };
  await events.send(new StartReplayCommand(replay));
  await events.send(new CancelReplayCommand({ ReplayName: 'again' }));
  await expect(events.send(new CancelReplayCommand({ ReplayName: 'again' }))).rejects.toMatchObject({ name: 'IllegalStatusException' });
  await events.send(new DeleteArchiveCommand({ ArchiveName: 'all' }));
  await expect(events.send(new DescribeRuleCommand({ Name }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

it('CloudTrail refuses names that no trail can have', async () => {
  const trails = new CloudTrailClient(config);

  await expect(trails.send(new GetTrailStatusCommand({ Name: '?' }))).rejects.toMatchObject({ name: 'InvalidTrailNameException' });
  await expect(trails.send(new GetTrailStatusCommand({ Name: 'other' }))).rejects.toThrow('Unknown trail: arn:aws:cloudtrail:eu-central-1:222222222222:trail/other');
});

it('EventBridge tags only what there is, and filters by one thing', async () => {
  const events = new EventBridgeClient(config);
  const ResourceARN = 'arn:aws:events:eu-central-1:222222222222:rule/unknown';

  await expect(events.send(new TagResourceCommand({ ResourceARN, Tags: [] }))).rejects.toThrow('Rule unknown does not exist on EventBus default.');
  await expect(events.send(new ListArchivesCommand({ NamePrefix: 'a', State: 'ENABLED' }))).rejects.toThrow('At most one filter');
});

it('Glue says in its own words that a partition is missing', async () => {
  const glue = new GlueClient(config);
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'sales' } }));
  await glue.send(new CreateTableCommand({ DatabaseName: 'sales', TableInput: { Name: 'days', PartitionKeys: [{ Name: 'day', Type: 'string' }] } }));

  const missing = glue.send(new GetPartitionCommand({ DatabaseName: 'sales', TableName: 'days', PartitionValues: ['2026-11-22'] }));

  await expect(missing).rejects.toThrow('Cannot find partition.');
});

it('SageMaker lists model package groups in the order asked for', async () => {
  const sagemaker = new SageMakerClient(config);
  for (const ModelPackageGroupName of ['a', 'b']) await sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName }));

  const { ModelPackageGroupSummaryList } = await sagemaker.send(new ListModelPackageGroupsCommand({ SortBy: 'Name', SortOrder: 'Descending' }));

  expect(ModelPackageGroupSummaryList?.map((group) => group.ModelPackageGroupName)).toEqual(['b', 'a']);
});

it('CloudWatch refuses numbers that are none and ranges that are empty', async () => {
  const cloudwatch = new CloudWatchClient(config);
  const at = new Date(clock.now());

  await expect(cloudwatch.send(new PutMetricDataCommand({ Namespace: 'n', MetricData: [{ MetricName: 'm' }] }))).rejects.toThrow('One of the parameters');
  await expect(cloudwatch.send(new GetMetricDataCommand({ StartTime: at, EndTime: at, MetricDataQueries: [] }))).rejects.toThrow('StartTime');
});

describe('the entrance', () => {
  it('refuses another region, whose state this is not', async () => {
    const elsewhere = new GlueClient({ ...config, region: 'us-east-1' });

    const refused = elsewhere.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'x' } }));

    await expect(refused).rejects.toThrow('The local cloud does not serve the region us-east-1. Region served: eu-central-1.');
  });

  it('refuses the regions of other partitions also where an account has one endpoint for all', async () => {
    const china = new S3Client({ ...config, region: 'cn-north-1' });

    await expect(china.send(new ListBucketsCommand({}))).rejects.toThrow('The local cloud does not serve the region cn-north-1.');
  });

  it.each([
    ['a URL signed with version 2', { method: 'GET', query: 'AWSAccessKeyId=222222222222&Signature=x&Expires=1', headers: {} }, 400, 'The authorization mechanism you have provided is not supported.'],
    ['a form', { method: 'POST', query: '', headers: { 'content-type': 'multipart/form-data; boundary=x' } }, 501, 'does not serve s3:PostObject'],
  ])('answers %s in S3’s form', async (_, request, status, words) => {
    const answer = await cloud.handle({ host: 'localhost', path: '/data/a', body: new Uint8Array(), ...request });

    expect(answer.status).toBe(status);
    expect(Buffer.from(answer.body).toString()).toMatch(new RegExp(`^<Error><Code>.*${words}`));
  });

  it('says that unsigned ways to a role are not served', async () => {
    const body = Buffer.from('Action=AssumeRoleWithSAML&Version=2011-06-15');
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };

    const answer = await cloud.handle({ method: 'POST', host: 'localhost', path: '/', query: '', headers, body });

    expect(answer.status).toBe(501);
    expect(Buffer.from(answer.body).toString()).toContain('does not serve sts:AssumeRoleWithSAML');
  });
});
