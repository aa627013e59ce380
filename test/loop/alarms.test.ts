import { DescribeAlarmsCommand, CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SubscribeCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import type { Caller } from '../../local/core/service.ts';
import { clientConfig } from '../../local/core/clients.ts';
import { bucketOf } from '../support/csv-product.ts';
import { start, startLoop, type Loop } from '../support/loop.ts';

const hour = 3_600_000;

const inAlarm = async (loop: Loop) => {
  const client = new CloudWatchClient(clientConfig(loop.cloud, loop.names.accounts.consumer));
  const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }));
  return MetricAlarms.map(({ AlarmName = '' }) => AlarmName.replace('meshloop-dev-', '')).toSorted();
};

/** A queue that stands for who is on call; returns what it was told since. */
async function onCall(loop: Loop): Promise<() => Promise<readonly string[]>> {
  const { region, accounts } = loop.names;
  const config = clientConfig(loop.cloud, accounts.consumer);
  const sqs = new SQSClient(config);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'on-call' }));
  const arn = `arn:aws:sqs:${region}:${accounts.consumer}:on-call`;
  const statement = { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: arn };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) } }));
  await new SNSClient(config).send(
    new SubscribeCommand({ TopicArn: `arn:aws:sns:${region}:${accounts.consumer}:meshloop-dev-alarms`, Protocol: 'sqs', Endpoint: arn, Attributes: { RawMessageDelivery: 'true' } }),
  );
  return async () => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    return Messages.map(({ Body = '{}' }) => JSON.parse(Body)).map(({ AlarmName, NewStateValue }) => `${AlarmName} ${NewStateValue}`).toSorted();
  };
}

test('an event that is refused raises its alarms, and whoever is on call is told', async () => {
  const loop = await startLoop();
  await loop.clock.run({ until: start + hour });
  expect(await inAlarm(loop)).toEqual([]);
  const told = await onCall(loop);

  const { consumer } = loop.names.accounts;
  const arn = `arn:aws:lambda:${loop.names.region}:${consumer}:function:meshloop-dev-check-drift`;
  const roleArn = `arn:aws:iam::${consumer}:role/platform-admin`;
  const person: Caller = { accountId: consumer, roleArn, arn: `arn:aws:sts::${consumer}:assumed-role/platform-admin/test`, accessKeyId: consumer };
  loop.cloud.lambda.invokeAsync(arn, { version: '0' }, person);
  await loop.clock.run({ until: start + hour + 5 * 60_000 });

  expect(await inAlarm(loop)).toEqual(['bad-event', 'dead-letters-check-drift']);
  expect(await told()).toEqual(['meshloop-dev-bad-event ALARM', 'meshloop-dev-dead-letters-check-drift ALARM']);
  await loop.close();
});

test('a change that is profiled for more than two hours raises its alarm, and the alarm ends with it', async () => {
  const loop = await startLoop();
  const column = { name: 'id', type: 'string' };
  const work = {
    product: { catalogId: loop.names.accounts.central, database: 'credit_risk', table: 'applications' }, changeId: 'stuck', subscription: 'credit-risk', link: 'rl_credit_risk', fingerprint: 'f',
    columns: [column], partitionKeys: [], partitions: [], table: 't', source: { versionId: '1', location: '', metadataLocation: '', snapshotId: '', changedAt: 0, partitions: 0 },
    private: [], minimumCount: 10, recount: false, multivariate: false, readAt: start,
  };
  const key = 'profiles/credit_risk/applications/work/stuck.json';
  loop.cloud.s3.put(bucketOf(loop), key, JSON.stringify(work));

  await loop.clock.run({ until: start + 1.9 * hour });
  expect(await inAlarm(loop)).toEqual([]);
  await loop.clock.run({ until: start + 3.5 * hour });
  expect(await inAlarm(loop)).toEqual(['change-overdue']);

  await new S3Client(clientConfig(loop.cloud, loop.names.accounts.consumer)).send(new DeleteObjectCommand({ Bucket: bucketOf(loop), Key: key }));
  await loop.clock.run({ until: start + 6 * hour });
  expect(await inAlarm(loop)).toEqual([]);
  await loop.close();
});
