import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { clientConfig } from '../../../local/core/clients.ts';
import { CENTRAL, CONSUMER, messagingCloud, putRole, queuePolicy } from '../support-messaging.ts';

const ARN = `arn:aws:sqs:eu-central-1:${CONSUMER}:q`;

async function world(attributes: Record<string, string> = {}) {
  const made = messagingCloud();
  const client = made.sqs(CONSUMER);
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'q', Attributes: attributes }));
  const receive = (options: { WaitTimeSeconds?: number } = {}) => client.send(new ReceiveMessageCommand({ QueueUrl, ...options }));
  return { ...made, client, QueueUrl, receive };
}

describe('a queue', () => {
  it('hands a message out, hides it, and shows it again until it is deleted', async () => {
    const { client, QueueUrl, receive, cloud } = await world({ VisibilityTimeout: '30' });
    await client.send(
      new SendMessageCommand({ QueueUrl, MessageBody: 'hello', MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } } }),
    );
    expect((await receive()).Messages).toMatchObject([{ Body: 'hello' }]);
    expect((await receive()).Messages).toBeUndefined();
    await cloud.clock.advance(30_000);
    const [message] = (await receive()).Messages ?? [];
    expect(message).toMatchObject({ Body: 'hello' });
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    await cloud.clock.advance(30_000);
    expect((await receive()).Messages).toBeUndefined();
  });

  it('counts what is visible and what is in flight', async () => {
    const { client, QueueUrl, receive } = await world();
    const Entries = ['1', '2', '3'].map((Id) => ({ Id, MessageBody: Id }));
    await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    await receive();
    expect(await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).toMatchObject({
      Attributes: { QueueArn: ARN, ApproximateNumberOfMessages: '2', ApproximateNumberOfMessagesNotVisible: '1', VisibilityTimeout: '30' },
    });
    await client.send(new PurgeQueueCommand({ QueueUrl }));
    await expect(client.send(new PurgeQueueCommand({ QueueUrl }))).rejects.toMatchObject({ name: 'PurgeQueueInProgress' });
    expect(await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }))).toMatchObject({
      Attributes: { ApproximateNumberOfMessages: '0' },
    });
  });

  it('forgets what is older than it keeps', async () => {
    const { client, QueueUrl, receive, cloud } = await world({ MessageRetentionPeriod: '60' });
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'old' }));
    await cloud.clock.advance(60_000);
    expect((await receive()).Messages).toBeUndefined();
  });

  it('waits for a message in cloud time', async () => {
    const { client, QueueUrl, receive, cloud } = await world();
    const received = receive({ WaitTimeSeconds: 20 });
    cloud.clock.timer(() => void client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'late' })), 5_000);
    await cloud.clock.advance(6_000);
    expect((await received).Messages).toMatchObject([{ Body: 'late' }]);
    const empty = receive({ WaitTimeSeconds: 1 });
    await cloud.clock.advance(60_000);
    expect((await empty).Messages).toBeUndefined();
  });

  it('is made once, and found by name', async () => {
    const { client, QueueUrl } = await world({ VisibilityTimeout: '30' });
    expect(await client.send(new CreateQueueCommand({ QueueName: 'q', Attributes: { VisibilityTimeout: '30' } }))).toMatchObject({
      QueueUrl,
    });
    await expect(client.send(new CreateQueueCommand({ QueueName: 'q', Attributes: { VisibilityTimeout: '31' } }))).rejects.toMatchObject({
      name: 'QueueNameExists',
    });
    expect(await client.send(new GetQueueUrlCommand({ QueueName: 'q' }))).toMatchObject({ QueueUrl });
    expect(await client.send(new ListQueuesCommand({}))).toMatchObject({ QueueUrls: [QueueUrl] });
    await expect(client.send(new GetQueueUrlCommand({ QueueName: 'gone' }))).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  it('refuses attributes out of range', async () => {
    const { client } = await world();
    await expect(client.send(new CreateQueueCommand({ QueueName: 'r', Attributes: { VisibilityTimeout: '50000' } }))).rejects.toMatchObject(
      { name: 'InvalidAttributeValue' },
    );
  });
});

describe('who may send', () => {
  it("is a service only by the queue's policy", async () => {
    const { cloud, receive } = await world({ Policy: queuePolicy(ARN, 'events.amazonaws.com') });
    const service = (servicePrincipal: string) => ({ accountId: CONSUMER, arn: servicePrincipal, accessKeyId: '', servicePrincipal });
    cloud.sqs.send(ARN, 'from events', service('events.amazonaws.com'), { WHY: 'test' });
    expect(() => cloud.sqs.send(ARN, 'x', service('sns.amazonaws.com'))).toThrow(
      /no resource-based policy allows the sqs:SendMessage action/,
    );
    expect((await receive()).Messages).toMatchObject([{ Body: 'from events' }]);
  });

  it('is nobody of another account without a policy, and a role only by its own', async () => {
    const { cloud, sqs, QueueUrl } = await world();
    await expect(sqs(CENTRAL).send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))).rejects.toMatchObject({ name: 'AccessDenied' });
    const role = putRole(cloud, {
      account: CONSUMER,
      name: 'f',
      service: 'lambda.amazonaws.com',
      action: 'sqs:ReceiveMessage',
      resource: ARN,
    });
    const client = new SQSClient(clientConfig(cloud, cloud.sts.sessionFor(role, 'test')));
    await expect(client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))).rejects.toMatchObject({ name: 'AccessDenied' });
    await client.send(new ReceiveMessageCommand({ QueueUrl }));
  });
});

describe('dead letters', () => {
  it('move after too many receives, and back again', async () => {
    const { client, QueueUrl, receive, cloud } = await world();
    const dead = `${ARN}-dead`;
    const { QueueUrl: deadUrl } = await client.send(new CreateQueueCommand({ QueueName: 'q-dead' }));
    await expect(client.send(new StartMessageMoveTaskCommand({ SourceArn: dead }))).rejects.toThrow(
      'Source queue must be configured as a Dead Letter Queue.',
    );
    const { QueueUrl: sourceUrl } = await client.send(
      new CreateQueueCommand({
        QueueName: 's',
        Attributes: { VisibilityTimeout: '1', RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead, maxReceiveCount: 1 }) },
      }),
    );
    await client.send(new SendMessageCommand({ QueueUrl: sourceUrl, MessageBody: 'poison' }));
    await client.send(new ReceiveMessageCommand({ QueueUrl: sourceUrl }));
    await cloud.clock.advance(2_000);
    expect((await client.send(new ReceiveMessageCommand({ QueueUrl: sourceUrl }))).Messages).toBeUndefined();
    expect((await client.send(new ReceiveMessageCommand({ QueueUrl: deadUrl, VisibilityTimeout: 0 }))).Messages).toMatchObject([
      { Body: 'poison' },
    ]);
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: dead, DestinationArn: ARN }));
    expect((await receive()).Messages).toMatchObject([{ Body: 'poison' }]);
    expect(QueueUrl).toContain('/q');
  });
});
