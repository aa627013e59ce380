import type * as Sdk from '@aws-sdk/client-cloudwatch';
import type { Call, Output } from '../core/service.ts';
import { AwsError } from '../core/service.ts';

type Alarm = Sdk.MetricAlarm & { AlarmName: string };

/** Metric alarms: kept as described. They are not evaluated, so each stays in INSUFFICIENT_DATA. */
export function alarmOperations() {
  const accounts = new Map<string, Map<string, Alarm>>();

  const PutMetricAlarm = (
    input: Sdk.PutMetricAlarmCommandInput,
    { caller, cloud, region }: Call,
  ): Output<Sdk.PutMetricAlarmCommandOutput> => {
    const { AlarmName: name = '', Tags: _tags, ...settings } = input;
    if (input.ExtendedStatistic !== undefined && !/^(?:(?:p|tm|tc|ts|wm)\d{1,2}(?:\.\d{1,10})?|p100|(?:PR|TM|TC|TS|WM)\(.*\)|IQM)$/.test(input.ExtendedStatistic))
      throw new AwsError('InvalidParameterValueException', `The value ${input.ExtendedStatistic} for parameter ExtendedStatistic is not supported.`);
    const low = input.EvaluateLowSampleCountPercentile;
    if (low !== undefined && !['evaluate', 'ignore'].includes(low))
      throw new AwsError('ValidationError', `Option ${low} is not supported. Supported options for parameter EvaluateLowSampleCountPercentile are evaluate and ignore.`);
    if (input.MetricName !== undefined && input.Metrics !== undefined) {
      throw new AwsError('InvalidParameterCombinationException', 'Metrics list cannot be specified with MetricName.');
    }
    if (input.Metrics === undefined && (input.MetricName === undefined || input.Namespace === undefined || input.Period === undefined)) {
      throw new AwsError('MissingRequiredParameterException', 'MetricName, Namespace and Period are required unless Metrics is given.');
    }
    const alarm = settings as Omit<Sdk.MetricAlarm, 'AlarmName'>;
    of(caller.accountId).set(name, {
      ...alarm,
      AlarmName: name,
      AlarmArn: `arn:aws:cloudwatch:${region}:${caller.accountId}:alarm:${name}`,
      ActionsEnabled: input.ActionsEnabled ?? true,
      AlarmConfigurationUpdatedTimestamp: new Date(cloud.clock.now()),
      StateUpdatedTimestamp: new Date(cloud.clock.now()),
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
    });
    return {};
  };

  const DescribeAlarms = (input: Sdk.DescribeAlarmsCommandInput, { caller }: Call): Output<Sdk.DescribeAlarmsCommandOutput> => {
    const found = [...of(caller.accountId).values()].filter(
      ({ AlarmName, StateValue }) =>
        (input.AlarmNames === undefined || input.AlarmNames.includes(AlarmName)) &&
        AlarmName.startsWith(input.AlarmNamePrefix ?? '') &&
        (input.StateValue === undefined || input.StateValue === StateValue),
    );
    return { MetricAlarms: found, CompositeAlarms: [] };
  };

  const DeleteAlarms = (input: Sdk.DeleteAlarmsCommandInput, { caller }: Call): Output<Sdk.DeleteAlarmsCommandOutput> => {
    const missing = (input.AlarmNames ?? []).find((name) => !of(caller.accountId).has(name));
    if (missing !== undefined) throw new AwsError('ResourceNotFound', `Alarm ${missing} does not exist`, 404);
    for (const name of input.AlarmNames ?? []) of(caller.accountId).delete(name);
    return {};
  };

  function of(account: string): Map<string, Alarm> {
    const alarms = accounts.get(account) ?? new Map<string, Alarm>();
    accounts.set(account, alarms);
    return alarms;
  }

  return { PutMetricAlarm, DescribeAlarms, DeleteAlarms };
}
