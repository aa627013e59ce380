// Behaviour that moto's own tests showed to be missing.
import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, ListArchivesCommand, TagResourceCommand } from '@aws-sdk/client-eventbridge';
import { GlueClient, CreateDatabaseCommand, CreateTableCommand, GetPartitionCommand } from '@aws-sdk/client-glue';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateModelPackageGroupCommand, ListModelPackageGroupsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient, TagQueueCommand } from '@aws-sdk/client-sqs';
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

  it('says that unsigned ways to a role are not served', async () => {
    const body = Buffer.from('Action=AssumeRoleWithSAML&Version=2011-06-15');
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };

    const answer = await cloud.handle({ method: 'POST', host: 'localhost', path: '/', query: '', headers, body });

    expect(answer.status).toBe(501);
    expect(Buffer.from(answer.body).toString()).toContain('does not serve sts:AssumeRoleWithSAML');
  });
});
