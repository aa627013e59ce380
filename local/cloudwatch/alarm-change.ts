import type { Alarm, StateNow } from './alarm.ts';
import { timestamp } from './alarm-reason.ts';
import { notificationOf } from './alarm-notification.ts';
import type { Cloud } from '../core/cloud.ts';
import type { Caller } from '../core/service.ts';
import { AwsError } from '../core/service.ts';

/** Puts an alarm into another state, tells EventBridge, and carries out the state's actions. */
export function changeState(cloud: Cloud, alarm: Alarm, state: StateNow): void {
  const previous = alarm.state;
  alarm.state = state;
  cloud.events.emit(alarm.account, {
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm State Change',
    resources: [alarm.arn],
    detail: { alarmName: alarm.name, state: printState(state), previousState: printState(previous), configuration: configurationOf(alarm) },
  });
  if (!alarm.actionsEnabled) return;
  for (const action of actionsOf(alarm)) carryOut(cloud, alarm, previous, action);
}

function printState({ value, reason, reasonData, at }: StateNow): Record<string, unknown> {
  return { value, reason, ...(reasonData !== undefined && { reasonData }), timestamp: timestamp(at) };
}

/** CloudWatch user guide, "Alarm events and EventBridge". */
function configurationOf({ settings, watched: { metric, period, statistic, unit }, metricId }: Alarm): Record<string, unknown> {
  const metricStat = { metric, period: period / 1000, stat: statistic, ...(unit !== undefined && { unit }) };
  return {
    ...(settings.AlarmDescription !== undefined && { description: settings.AlarmDescription }),
    metrics: [{ id: metricId, metricStat, returnData: true }],
  };
}

function actionsOf({ settings, state }: Alarm): readonly string[] {
  const { OKActions, AlarmActions, InsufficientDataActions } = settings;
  return { OK: OKActions, ALARM: AlarmActions, INSUFFICIENT_DATA: InsufficientDataActions }[state.value] ?? [];
}

const TOPIC = /^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]+$/;
const FUNCTION = /^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+$/;

/** Throws for an action that is none, or that the local cloud does not carry out. */
export function checkActions(actions: readonly string[]): void {
  for (const action of actions) {
    if (TOPIC.test(action) || FUNCTION.test(action)) continue;
    if (!action.startsWith('arn:')) throw new AwsError('ValidationError', `Invalid arn syntax: ${action}`);
    throw new AwsError('ValidationError', `Not served by the local cloud: the action ${action}. Alarms may tell SNS topics and functions.`);
  }
}

// An action that fails is noted in the alarm's history and changes nothing (CloudWatch user guide, "Alarm actions").
function carryOut(cloud: Cloud, alarm: Alarm, previous: StateNow, action: string): void {
  try {
    if (TOPIC.test(action)) {
      const { subject, message } = notificationOf(alarm, previous, cloud.region);
      cloud.sns.publish(action, message, callerOf(alarm, 'cloudwatch.amazonaws.com'), subject);
    } else {
      cloud.lambda.invokeAsync(action, invocationOf(alarm, previous, cloud.region), callerOf(alarm, 'lambda.alarms.cloudwatch.amazonaws.com'));
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const what = `action ${action} of alarm ${alarm.name}`;
    cloud.watch.emit({ kind: 'dropped', at: cloud.clock.now(), account: alarm.account, what, why: `${error.code}: ${error.message}` });
  }
}

/** CloudWatch user guide, "Lambda alarm actions". */
function invocationOf(alarm: Alarm, previous: StateNow, region: string): Record<string, unknown> {
  return {
    source: 'aws.cloudwatch',
    alarmArn: alarm.arn,
    accountId: alarm.account,
    time: timestamp(alarm.state.at),
    region,
    alarmData: {
      alarmName: alarm.name,
      state: printState(alarm.state),
      previousState: printState(previous),
      configuration: configurationOf(alarm),
    },
  };
}

function callerOf(alarm: Alarm, servicePrincipal: string): Caller {
  return { accountId: alarm.account, arn: servicePrincipal, accessKeyId: '', servicePrincipal, sourceArn: alarm.arn };
}
