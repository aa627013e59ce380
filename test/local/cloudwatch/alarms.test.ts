import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { CreateTopicCommand, SetTopicAttributesCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { alarmStateChange } from '../../../events/aws/alarm-state-change.ts';
import { createCloudWatch } from '../../../local/cloudwatch/index.ts';
import { clientConfig } from '../../../local/core/clients.ts';
import type { CloudEvent } from '../../../local/core/cloud.ts';
import { createEvents } from '../../../local/eventbridge/index.ts';
import { createLogs } from '../../../local/logs/index.ts';
import { createSns } from '../../../local/sns/index.ts';
import { createSqs } from '../../../local/sqs/index.ts';
import { ACCOUNT, START, testCloud } from '../core/rooms.ts';
import { queuePolicy } from '../support-messaging.ts';

/** All alarms of these tests have said what they have to by then; the clock itself does not wait for them. */
const restAfter = 6 * 3_600_000;

const MINUTE = 60_000;
const TOPIC = `arn:aws:sns:eu-central-1:${ACCOUNT}:alarms`;
const ALARM = {
  AlarmName: 'late',
  Namespace: 'own',
  MetricName: 'Latency',
  Dimensions: [{ Name: 'product', Value: 'credit' }],
  Statistic: 'Maximum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
} as const satisfies PutMetricAlarmCommandInput;

function open() {
  const cloud = testCloud((rooms) => createEvents(rooms), createSqs, createSns, createLogs, createCloudWatch);
  const events: CloudEvent[] = [];
  const dropped: string[] = [];
  cloud.watch.subscribe((seen) => {
    if (seen.kind === 'event') events.push(seen.event);
    if (seen.kind === 'dropped') dropped.push(`${seen.what}: ${seen.why}`);
  });
  const client = new CloudWatchClient(clientConfig(cloud, ACCOUNT));
  const put = (settings: Partial<PutMetricAlarmCommandInput> = {}) => client.send(new PutMetricAlarmCommand({ ...ALARM, ...settings }));
  const measure = (at: number, Value: number) =>
    client.send(new PutMetricDataCommand({ Namespace: 'own', MetricData: [{ MetricName: 'Latency', Dimensions: [...ALARM.Dimensions], Timestamp: new Date(at), Value }] }));
  const describeAlarm = async (name = 'late') => (await client.send(new DescribeAlarmsCommand({ AlarmNames: [name] }))).MetricAlarms?.[0];
  const states = () => events.map((event) => alarmStateChange.detail.parse(event.detail).state.value);
  return { cloud, client, events, dropped, put, measure, describeAlarm, states };
}

describe('an alarm', () => {
  it('goes to ALARM and back as its metric does, and says so on the default bus', async () => {
    const { cloud, events, put, measure, describeAlarm } = open();
    await put();
    expect(await describeAlarm()).toMatchObject({ StateValue: 'INSUFFICIENT_DATA', StateReason: 'Unchecked: Initial alarm creation' });

    await measure(START + 30_000, 9);
    await cloud.clock.advance(2 * MINUTE);

    expect(await describeAlarm()).toMatchObject({
      StateValue: 'ALARM',
      StateReason: expect.stringContaining('Threshold Crossed: 1 out of the last 1 datapoint [9.0 (20/11/26 09:00:00)] was greater than the threshold (5.0)') as string,
    });
    expect(events).toMatchObject([
      {
        source: 'aws.cloudwatch',
        'detail-type': 'CloudWatch Alarm State Change',
        account: ACCOUNT,
        resources: [`arn:aws:cloudwatch:eu-central-1:${ACCOUNT}:alarm:late`],
        detail: {
          alarmName: 'late',
          state: { value: 'ALARM', timestamp: '2026-11-20T09:01:02.000+0000' },
          previousState: { value: 'INSUFFICIENT_DATA' },
          configuration: { metrics: [{ metricStat: { metric: { namespace: 'own', name: 'Latency', dimensions: { product: 'credit' } }, period: 60, stat: 'Maximum' }, returnData: true }] },
        },
      },
    ]);
    const { state } = alarmStateChange.detail.parse(events[0]?.detail);
    expect(JSON.parse(state.reasonData ?? '')).toMatchObject({ version: '1.0', statistic: 'Maximum', period: 60, recentDatapoints: [9], threshold: 5 });

    await measure(cloud.clock.now(), 1);
    await cloud.clock.advance(2 * MINUTE);
    expect(await describeAlarm()).toMatchObject({ StateValue: 'OK' });
  });

  it('that stays in ALARM says so once, and stays there until its data is too old', async () => {
    const { cloud, put, measure, states, describeAlarm } = open();
    await put();
    for (let minute = 0; minute < 10; minute += 1) {
      await measure(cloud.clock.now(), 9);
      await cloud.clock.advance(MINUTE);
    }

    expect(states()).toEqual(['ALARM']);
    expect(await describeAlarm()).toMatchObject({ StateValue: 'ALARM' });
    await cloud.clock.advance(restAfter);
    expect(states()).toEqual(['ALARM', 'INSUFFICIENT_DATA']);
  });

  it.each([
    ['notBreaching', ['OK', 'ALARM', 'OK']],
    ['breaching', ['ALARM']],
    ['ignore', ['ALARM']],
    ['missing', ['ALARM', 'INSUFFICIENT_DATA']],
  ])('treats missing data as %s', async (TreatMissingData, expected) => {
    const { cloud, put, measure, states } = open();
    await put({ TreatMissingData });
    await cloud.clock.advance(5 * MINUTE);
    await measure(cloud.clock.now(), 9);
    await cloud.clock.advance(restAfter);

    expect(states()).toEqual(expected);
  });

  it('watches what functions print in embedded metric format', async () => {
    const { cloud, put, states } = open();
    await put({ AlarmName: 'drifted', Namespace: 'meshloop', MetricName: 'DriftScore', Dimensions: [{ Name: 'model', Value: 'credit-risk' }] });
    const _aws = { Timestamp: START, CloudWatchMetrics: [{ Namespace: 'meshloop', Dimensions: [['model']], Metrics: [{ Name: 'DriftScore' }] }] };
    cloud.logs.write('/aws/lambda/check-drift', JSON.stringify({ _aws, model: 'credit-risk', DriftScore: 6 }), ACCOUNT);
    await cloud.clock.advance(2 * MINUTE);

    expect(states()).toEqual(['ALARM']);
  });

  it('on a queue knows how many messages lie there', async () => {
    const { cloud, client, states } = open();
    const sqs = new SQSClient(clientConfig(cloud, ACCOUNT));
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'dead-letters' }));
    const Dimensions = [{ Name: 'QueueName', Value: 'dead-letters' }];
    const MetricName = 'ApproximateNumberOfMessagesVisible';
    await client.send(new PutMetricAlarmCommand({ ...ALARM, Namespace: 'AWS/SQS', MetricName, Dimensions, Threshold: 0 }));
    await cloud.clock.advance(restAfter);
    expect(states()).toEqual(['OK']);

    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'lost' }));
    await cloud.clock.advance(restAfter);
    await cloud.clock.advance(24 * 60 * MINUTE);
    expect(states()).toEqual(['OK', 'ALARM']);

    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages?.[0]?.ReceiptHandle }));
    await cloud.clock.advance(restAfter);
    expect(states()).toEqual(['OK', 'ALARM', 'OK']);
  });

  it('is set for a moment by hand', async () => {
    const { cloud, client, put, states } = open();
    await put({ TreatMissingData: 'notBreaching' });
    await cloud.clock.advance(restAfter);
    await client.send(new SetAlarmStateCommand({ AlarmName: 'late', StateValue: 'ALARM', StateReason: 'a trial' }));
    await cloud.clock.advance(restAfter);

    expect(states()).toEqual(['OK', 'ALARM', 'OK']);
    await expect(client.send(new SetAlarmStateCommand({ AlarmName: 'none', StateValue: 'OK', StateReason: 'a trial' }))).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });

  it('keeps its state when its settings change, and looks again', async () => {
    const { cloud, put, measure, states, describeAlarm } = open();
    await put();
    await measure(START, 9);
    await cloud.clock.advance(90_000);
    await put({ Threshold: 20 });

    expect(await describeAlarm()).toMatchObject({ StateValue: 'ALARM', Threshold: 20 });
    await cloud.clock.advance(MINUTE);
    expect(states()).toEqual(['ALARM', 'OK']);
  });

  it('that was deleted is not looked at any more', async () => {
    const { cloud, client, put, measure, events } = open();
    await put();
    await measure(START, 9);
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['late'] }));
    await cloud.clock.advance(restAfter);

    expect(events).toEqual([]);
  });
});

describe('actions', () => {
  async function subscribed() {
    const room = open();
    const sns = new SNSClient(clientConfig(room.cloud, ACCOUNT));
    const sqs = new SQSClient(clientConfig(room.cloud, ACCOUNT));
    const queue = `arn:aws:sqs:eu-central-1:${ACCOUNT}:q`;
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q', Attributes: { Policy: queuePolicy(queue, 'sns.amazonaws.com') } }));
    await sns.send(new CreateTopicCommand({ Name: 'alarms' }));
    await sns.send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: 'sqs', Endpoint: queue, Attributes: { RawMessageDelivery: 'true' } }));
    const admit = () => {
      const Statement = [{ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish', Resource: TOPIC }];
      return sns.send(new SetTopicAttributesCommand({ TopicArn: TOPIC, AttributeName: 'Policy', AttributeValue: JSON.stringify({ Version: '2012-10-17', Statement }) }));
    };
    const told = async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      return Messages.map(({ Body = '' }) => JSON.parse(Body) as unknown);
    };
    return { ...room, admit, told };
  }

  it('tell a topic that admits CloudWatch', async () => {
    const { cloud, put, measure, admit, told } = await subscribed();
    await admit();
    await put({ AlarmActions: [TOPIC] });
    await measure(START, 9);
    await cloud.clock.advance(restAfter);

    expect(await told()).toMatchObject([{ AlarmName: 'late', NewStateValue: 'ALARM', OldStateValue: 'INSUFFICIENT_DATA', Region: 'EU (Frankfurt)', Trigger: { MetricName: 'Latency', Threshold: 5 } }]);
  });

  it('that are refused or disabled leave the alarm as it is', async () => {
    const { cloud, client, put, measure, told, dropped, states } = await subscribed();
    await put({ AlarmActions: [TOPIC] });
    await measure(START, 9);
    await cloud.clock.advance(restAfter);
    expect(states()).toEqual(['ALARM', 'INSUFFICIENT_DATA']);
    expect(dropped).toEqual([expect.stringMatching(/^action .*:alarms of alarm late: AuthorizationError/)]);

    await client.send(new DisableAlarmActionsCommand({ AlarmNames: ['late'] }));
    await measure(cloud.clock.now(), 9);
    await cloud.clock.advance(restAfter);
    expect(dropped).toHaveLength(1);
    expect(await told()).toEqual([]);
  });
});

// CloudWatch API reference, PutMetricAlarm.
describe('PutMetricAlarm refuses', () => {
  it.each([
    ['a range beyond a day', { Period: 60, EvaluationPeriods: 1441 }, /across more than a day/],
    ['a range beyond a week', { Period: 3600, EvaluationPeriods: 169 }, /across more than a week/],
    ['a period between minutes', { Period: 90 }, /10, 20, 30 or a multiple of 60/],
    ['more data points than periods', { EvaluationPeriods: 2, DatapointsToAlarm: 3 }, /at most the value of EvaluationPeriods/],
    ['an unknown treatment', { TreatMissingData: 'maybe' }, /breaching, ignore, missing, and notBreaching/],
    ['two statistics', { ExtendedStatistic: 'p99' }, /Exactly one of the parameters/],
    ['no threshold', { Threshold: undefined }, /Threshold is required/],
    ['an action that is no ARN', { AlarmActions: ['mail'] }, /Invalid arn syntax/],
    ['an action that is not served', { AlarmActions: ['arn:aws:automate:eu-central-1:ec2:stop'] }, /Not served by the local cloud/],
    ['metric math', { MetricName: undefined, Namespace: undefined, Statistic: undefined, Period: undefined, Dimensions: undefined, Metrics: [{ Id: 'e1', Expression: 'm1 / m2' }] }, /Not served by the local cloud: alarms on metric math/],
  ])('%s', async (_, settings, message) => {
    await expect(open().put(settings)).rejects.toThrow(message);
  });
});
