import type * as Sdk from '@aws-sdk/client-cloudwatch';
import type { Alarm, State } from './alarm.ts';
import { changeState, checkActions } from './alarm-change.ts';
import { watchedBy } from './alarm-settings.ts';
import type { AlarmWatch } from './alarm-watch.ts';
import { page } from '../core/pages.ts';
import type { Call, Output } from '../core/service.ts';
import { AwsError } from '../core/service.ts';

const DESCRIBED_AT_ONCE = 50;

/** Metric alarms. */
export function alarmOperations(watch: AlarmWatch) {
  const accounts = new Map<string, Map<string, Alarm>>();

  const PutMetricAlarm = (input: Sdk.PutMetricAlarmCommandInput, { caller, cloud, region }: Call): Output<Sdk.PutMetricAlarmCommandOutput> => {
    const { Tags, ...settings } = input;
    const name = input.AlarmName ?? '';
    const watched = watchedBy(input);
    checkActions([...(input.OKActions ?? []), ...(input.AlarmActions ?? []), ...(input.InsufficientDataActions ?? [])]);
    const existing = of(caller.accountId).get(name);
    if (existing) watch.stop(existing);
    const now = cloud.clock.now();
    // An alarm that exists keeps its state and its tags (CloudWatch API reference, PutMetricAlarm).
    const alarm: Alarm = {
      account: caller.accountId,
      name,
      arn: arnOf(name, caller.accountId, region),
      metricId: input.Metrics?.[0]?.Id ?? existing?.metricId ?? cloud.dice.uuid(),
      tags: existing?.tags ?? new Map((Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
      state: existing?.state ?? { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', at: now },
      settings,
      watched,
      actionsEnabled: input.ActionsEnabled ?? true,
      configuredAt: now,
    };
    of(caller.accountId).set(name, alarm);
    watch.start(alarm);
    return {};
  };

  const DescribeAlarms = (input: Sdk.DescribeAlarmsCommandInput, { caller }: Call): Output<Sdk.DescribeAlarmsCommandOutput> => {
    if (input.ChildrenOfAlarmName !== undefined || input.ParentsOfAlarmName !== undefined)
      throw new AwsError('InvalidParameterValueException', 'Composite alarms are not served by the local cloud.');
    if (input.AlarmTypes && !input.AlarmTypes.includes('MetricAlarm')) return { MetricAlarms: [], CompositeAlarms: [] };
    const found = [...of(caller.accountId).values()]
      .filter(
        ({ name, state, settings }) =>
          (input.AlarmNames === undefined || input.AlarmNames.includes(name)) &&
          name.startsWith(input.AlarmNamePrefix ?? '') &&
          (input.StateValue === undefined || input.StateValue === state.value) &&
          (input.ActionPrefix === undefined || (settings.AlarmActions ?? []).some((action) => action.startsWith(input.ActionPrefix ?? ''))),
      )
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, nextToken } = page(found, input.NextToken, input.MaxRecords ?? DESCRIBED_AT_ONCE, 'InvalidNextToken');
    return { MetricAlarms: items.map(print), CompositeAlarms: [], ...(nextToken !== undefined && { NextToken: nextToken }) };
  };

  const DeleteAlarms = (input: Sdk.DeleteAlarmsCommandInput, { caller }: Call): Output<Sdk.DeleteAlarmsCommandOutput> => {
    const names = input.AlarmNames ?? [];
    const missing = names.find((name) => !of(caller.accountId).has(name));
    if (missing !== undefined) throw new AwsError('ResourceNotFound', `Alarm ${missing} does not exist`, 404);
    for (const name of names) {
      watch.stop(get(caller.accountId, name));
      of(caller.accountId).delete(name);
    }
    return {};
  };

  /** For a moment: the next evaluation sets the state that the metric has (CloudWatch API reference, SetAlarmState). */
  const SetAlarmState = (input: Sdk.SetAlarmStateCommandInput, { caller, cloud }: Call): Output<Sdk.SetAlarmStateCommandOutput> => {
    const alarm = get(caller.accountId, input.AlarmName ?? '');
    checkReasonData(input.StateReasonData);
    const state = { value: input.StateValue as State, reason: input.StateReason ?? '', reasonData: input.StateReasonData, at: cloud.clock.now() };
    if (state.value === alarm.state.value) alarm.state = { ...state, at: alarm.state.at };
    else changeState(cloud, alarm, state);
    watch.look(alarm);
    return {};
  };

  const EnableAlarmActions = (input: Sdk.EnableAlarmActionsCommandInput, { caller }: Call): Output<Sdk.EnableAlarmActionsCommandOutput> => {
    switchActions(caller.accountId, input.AlarmNames, true);
    return {};
  };

  const DisableAlarmActions = (input: Sdk.DisableAlarmActionsCommandInput, { caller }: Call): Output<Sdk.DisableAlarmActionsCommandOutput> => {
    switchActions(caller.accountId, input.AlarmNames, false);
    return {};
  };

  const ListTagsForResource = (input: Sdk.ListTagsForResourceCommandInput, { caller }: Call): Output<Sdk.ListTagsForResourceCommandOutput> => {
    const alarm = [...of(caller.accountId).values()].find(({ arn }) => arn === input.ResourceARN);
    if (!alarm) throw new AwsError('ResourceNotFoundException', 'Unknown', 404);
    return { Tags: [...alarm.tags].map(([Key, Value]) => ({ Key, Value })) };
  };

  /** Alarms that do not exist are passed over: AWS names no error for them (CloudWatch API reference, EnableAlarmActions). */
  function switchActions(account: string, names: readonly string[] | undefined, enabled: boolean): void {
    for (const name of names ?? []) {
      const alarm = of(account).get(name);
      if (alarm) alarm.actionsEnabled = enabled;
    }
  }

  function get(account: string, name: string): Alarm {
    const alarm = of(account).get(name);
    if (!alarm) throw new AwsError('ResourceNotFound', `Alarm ${name} does not exist`, 404);
    return alarm;
  }

  function of(account: string): Map<string, Alarm> {
    const alarms = accounts.get(account) ?? new Map<string, Alarm>();
    accounts.set(account, alarms);
    return alarms;
  }

  return { PutMetricAlarm, DescribeAlarms, DeleteAlarms, SetAlarmState, EnableAlarmActions, DisableAlarmActions, ListTagsForResource };
}

export function arnOf(name: string, account: string, region: string): string {
  return `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
}

function print({ settings, arn, state, actionsEnabled, configuredAt }: Alarm): Sdk.MetricAlarm {
  const { AlarmName, ...given } = settings;
  return {
    ...(given as Omit<Sdk.MetricAlarm, 'AlarmName'>),
    ...(AlarmName !== undefined && { AlarmName }),
    AlarmArn: arn,
    ActionsEnabled: actionsEnabled,
    OKActions: given.OKActions ?? [],
    AlarmActions: given.AlarmActions ?? [],
    InsufficientDataActions: given.InsufficientDataActions ?? [],
    AlarmConfigurationUpdatedTimestamp: new Date(configuredAt),
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData !== undefined && { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: new Date(state.at),
    StateTransitionedTimestamp: new Date(state.at),
  };
}

/** CloudWatch API reference, SetAlarmState: InvalidFormat. */
function checkReasonData(text: string | undefined): void {
  if (text === undefined) return;
  try {
    JSON.parse(text);
  } catch {
    throw new AwsError('InvalidFormat', 'StateReasonData was not valid JSON');
  }
}
