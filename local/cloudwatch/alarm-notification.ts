import type { Alarm, StateNow } from './alarm.ts';
import { timestamp } from './alarm-reason.ts';

// AWS General Reference, "Regional endpoints": the names that notifications print.
const REGIONS: Readonly<Record<string, string>> = {
  'eu-central-1': 'EU (Frankfurt)',
  'eu-west-1': 'EU (Ireland)',
  'us-east-1': 'US East (N. Virginia)',
  'us-west-2': 'US West (Oregon)',
};


/** What an SNS topic is told of a state change (observed in public alarm notifications). */
export function notificationOf(alarm: Alarm, previous: StateNow, region: string): { readonly subject: string; readonly message: string } {
  const { settings, state, watched } = alarm;
  const place = REGIONS[region] ?? region;
  const message = {
    AlarmName: alarm.name,
    AlarmDescription: settings.AlarmDescription ?? null,
    AWSAccountId: alarm.account,
    AlarmConfigurationUpdatedTimestamp: timestamp(alarm.configuredAt),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: timestamp(state.at),
    Region: place,
    AlarmArn: alarm.arn,
    OldStateValue: previous.value,
    OKActions: settings.OKActions ?? [],
    AlarmActions: settings.AlarmActions ?? [],
    InsufficientDataActions: settings.InsufficientDataActions ?? [],
    Trigger: {
      MetricName: watched.metric.name,
      Namespace: watched.metric.namespace,
      StatisticType: settings.ExtendedStatistic === undefined ? 'Statistic' : 'ExtendedStatistic',
      Statistic: watched.statistic.toUpperCase(),
      Unit: watched.unit ?? null,
      Dimensions: Object.entries(watched.metric.dimensions).map(([name, value]) => ({ value, name })),
      Period: watched.period / 1000,
      EvaluationPeriods: watched.evaluationPeriods,
      DatapointsToAlarm: watched.datapointsToAlarm,
      ComparisonOperator: watched.comparison,
      Threshold: watched.threshold,
      TreatMissingData: watched.missing,
      EvaluateLowSampleCountPercentile: settings.EvaluateLowSampleCountPercentile ?? '',
    },
  };
  return { subject: `${state.value}: "${alarm.name}" in ${place}`.slice(0, 100), message: JSON.stringify(message) };
}
