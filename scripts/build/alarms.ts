import type { CloudFormationResource } from './mesh-resources.ts';
import { pascal } from './pascal.ts';

const minute = 60;
const hour = 60 * minute;

/** An alarm that means something: `name` is also the section of docs/runbook.md that says what to do. */
export interface Alarm {
  readonly name: string;
  /** In a sentence, for whoever is woken by it. */
  readonly says: string;
  readonly metric: { readonly namespace: string; readonly name: string; readonly dimensions: Readonly<Record<string, string>>; readonly statistic: 'Sum' | 'Maximum' };
  /** Seconds. */
  readonly period: number;
  /** Of the last `periods`, this many. */
  readonly breaching: number;
  readonly periods: number;
  readonly when: { readonly above: number } | { readonly below: number };
}

/** The alarms on what the functions count themselves: a single count is enough, since each stands for something that waits for a person. */
const counted: readonly (readonly [name: string, metric: string, says: string])[] = [
  ['sync-failed', 'SyncFailed', 'Something could not be done, and trying again will not help: an event Sync Failed says what, and the remedy.'],
  ['bad-event', 'BadEvent', 'An event was refused: from another account than it should be, or not of the form that AWS documents.'],
  ['access-lost', 'NotReadable', 'A product that could be read cannot be read any more.'],
  ['removal-held', 'RemovalHeld', 'A plan would have taken away more links than mesh.yml allows at once, and waits for a person.'],
  ['share-blocked', 'ShareBlocked', 'A share cannot be accepted here: central has to share again.'],
  ['run-failed', 'RunFailed', 'A retraining failed, or its model was rejected by the quality bar.'],
  ['over-budget', 'HeldForInstanceHoursPerMonth', 'A retraining waits because the budget of the month is used up.'],
];

/** Found by the hourly reconcile twice in a row: what was open the first time got its event again and should have ended. */
const overdue: readonly (readonly [name: string, metric: string, says: string])[] = [
  ['retraining-overdue', 'RunOverdue', 'Data has drifted, or a run began, and for hours nothing followed.'],
];

/** How long a change may be on its way to its profile. */
const changeLimit = 2 * hour;

/** The rule that sends events to central's bus has a queue too. */
const toCentral = 'tell-central';

/** Whoever asks it waits for the answer: nothing of it can end in a queue. */
const answering = 'show-products';

/** All alarms of a stage, for functions by name. */
export function alarms(functions: readonly string[]): readonly Alarm[] {
  const own = (name: string) => ({ namespace: 'meshloop', name, dimensions: { stage: '${sls:stage}' }, statistic: 'Sum' }) as const;
  return [
    ...counted.map(([name, metric, says]): Alarm => ({ name, says, metric: own(metric), period: 5 * minute, breaching: 1, periods: 1, when: { above: 0 } })),
    ...overdue.map(([name, metric, says]): Alarm => ({ name, says, metric: own(metric), period: hour, breaching: 2, periods: 3, when: { above: 0 } })),
    {
      name: 'change-overdue', says: 'A change has been crawled or profiled for more than two hours and has not ended.',
      metric: { ...own('OldestChange'), statistic: 'Maximum' }, period: hour, breaching: 1, periods: 1, when: { above: changeLimit },
    },
    {
      name: 'reconcile-not-run', says: 'The hourly reconcile has not run for three hours: what events missed is not found.',
      metric: { namespace: 'AWS/Lambda', name: 'Invocations', dimensions: { FunctionName: 'meshloop-${sls:stage}-reconcile' }, statistic: 'Sum' },
      period: hour, breaching: 3, periods: 3, when: { below: 1 },
    },
    ...[...functions.filter((name) => name !== answering), toCentral].map((name): Alarm => ({
      name: `dead-letters-${name}`, says: `An event for ${name} could not be handled and lies in its dead-letter queue.`,
      metric: { namespace: 'AWS/SQS', name: 'ApproximateNumberOfMessagesVisible', dimensions: { QueueName: `meshloop-\${sls:stage}-${name}-dlq` }, statistic: 'Maximum' },
      period: 5 * minute, breaching: 1, periods: 1, when: { above: 0 },
    })),
  ];
}

/** The section of docs/runbook.md. */
export function pageOf({ name }: Alarm): string {
  return name.startsWith('dead-letters-') ? 'dead-letters' : name;
}

/** The alarms, and the topic that they tell when they begin and when they end. Who wants to be told subscribes to it. */
export function alarmResources(functions: readonly string[]): Record<string, CloudFormationResource> {
  return {
    AlarmTopic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'meshloop-${sls:stage}-alarms' } },
    AlarmTopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [topic],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'Alarms',
              Effect: 'Allow',
              Principal: { Service: 'cloudwatch.amazonaws.com' },
              Action: 'sns:Publish',
              Resource: topic,
              Condition: {
                StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
                ArnLike: { 'aws:SourceArn': { 'Fn::Sub': 'arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:meshloop-${sls:stage}-*' } },
              },
            },
          ],
        },
      },
    },
    ...Object.fromEntries(alarms(functions).map((alarm) => [`Alarm${pascal(alarm.name)}`, resource(alarm)])),
  };
}

const topic = { Ref: 'AlarmTopic' };

function resource(alarm: Alarm): CloudFormationResource {
  const { name, says, metric, period, breaching, periods, when } = alarm;
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: `meshloop-\${sls:stage}-${name}`,
      AlarmDescription: `${says} What to do: docs/runbook.md#${pageOf(alarm)}`,
      Namespace: metric.namespace,
      MetricName: metric.name,
      Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
      Statistic: metric.statistic,
      Period: period,
      EvaluationPeriods: periods,
      DatapointsToAlarm: breaching,
      Threshold: 'above' in when ? when.above : when.below,
      ComparisonOperator: 'above' in when ? 'GreaterThanThreshold' : 'LessThanThreshold',
      // Nobody counts what does not happen; only a reconcile that does not run shows by its silence.
      TreatMissingData: 'above' in when ? 'notBreaching' : 'breaching',
      AlarmActions: [topic],
      OKActions: [topic],
    },
  };
}
