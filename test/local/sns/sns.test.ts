import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { clientConfig } from '../../../local/core/clients.ts';
import { createCloudWatch } from '../../../local/cloudwatch/index.ts';
import { createSns } from '../../../local/sns/index.ts';
import { createSqs } from '../../../local/sqs/index.ts';
import { ACCOUNT, testCloud } from '../core/rooms.ts';
import { queuePolicy } from '../support-messaging.ts';

const QUEUE = `arn:aws:sqs:eu-central-1:${ACCOUNT}:q`;

it('hands a message to a queue that admits the topic, and says what it does not deliver', async () => {
  const cloud = testCloud(createSqs, createSns, createCloudWatch);
  const dropped: string[] = [];
  cloud.watch.subscribe((observation) => observation.kind === 'dropped' && dropped.push(observation.why));
  const sns = new SNSClient(clientConfig(cloud, ACCOUNT));
  const sqs = new SQSClient(clientConfig(cloud, ACCOUNT));
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: 'q', Attributes: { Policy: queuePolicy(QUEUE, 'sns.amazonaws.com') } }),
  );
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'alarms' }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: QUEUE }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'someone@example.org' }));
  await sns.send(new PublishCommand({ TopicArn, Message: 'hello', Subject: 'alarm' }));
  await cloud.clock.run();
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages.map(({ Body = '' }) => JSON.parse(Body) as unknown)).toMatchObject([
    { Type: 'Notification', TopicArn, Message: 'hello', Subject: 'alarm' },
  ]);
  expect(dropped).toEqual(['the local cloud sends nothing by email (to someone@example.org)']);
  await expect(sns.send(new PublishCommand({ TopicArn: `${TopicArn}-gone`, Message: 'x' }))).rejects.toMatchObject({
    name: 'NotFoundException',
  });
});
