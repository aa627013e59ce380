import type * as Sdk from '@aws-sdk/client-cloudwatch';
import type { Comparison, Missing, Watched } from './alarm.ts';
import { dimensionsOf } from './dimensions.ts';
import { AwsError } from '../core/service.ts';

const DAY = 86_400;
const COMPARISONS: readonly string[] = ['GreaterThanOrEqualToThreshold', 'GreaterThanThreshold', 'LessThanThreshold', 'LessThanOrEqualToThreshold'] satisfies Comparison[];
const TREATMENTS: readonly string[] = ['breaching', 'ignore', 'missing', 'notBreaching'] satisfies Missing[];
const UNSERVED = ['EvaluationWindow', 'WarmUpConfiguration', 'EvaluationCriteria', 'EvaluationInterval', 'ActionConfiguration', 'ThresholdMetricId'] as const;

type Input = Sdk.PutMetricAlarmCommandInput;

/** Checks what PutMetricAlarm was given and says what the alarm watches. Throws AwsError. */
export function watchedBy(input: Input): Watched {
  checkWords(input);
  const { EvaluationPeriods: evaluationPeriods = 1, Threshold: threshold, DatapointsToAlarm: datapointsToAlarm = evaluationPeriods } = input;
  if (threshold === undefined) throw new AwsError('ValidationError', 'The parameter Threshold is required for an alarm with a static threshold.');
  if (datapointsToAlarm > evaluationPeriods) throw new AwsError('ValidationError', `The value of DatapointsToAlarm (${datapointsToAlarm}) must be at most the value of EvaluationPeriods (${evaluationPeriods}).`);
  const { metric, statistic, unit, seconds } = seriesOf(input);
  checkTime(seconds, evaluationPeriods);
  return {
    metric: { namespace: metric.Namespace ?? '', name: metric.MetricName ?? '', dimensions: dimensionsOf(metric.Dimensions) },
    statistic,
    unit,
    period: seconds * 1000,
    evaluationPeriods,
    datapointsToAlarm,
    threshold,
    comparison: input.ComparisonOperator as Comparison,
    missing: (input.TreatMissingData ?? 'missing') as Missing,
  };
}

function checkWords(input: Input): void {
  if (input.ExtendedStatistic !== undefined && !/^(?:(?:p|tm|tc|ts|wm)\d{1,2}(?:\.\d{1,10})?|p100|(?:PR|TM|TC|TS|WM)\(.*\)|IQM)$/.test(input.ExtendedStatistic))
    throw new AwsError('InvalidParameterValueException', `The value ${input.ExtendedStatistic} for parameter ExtendedStatistic is not supported.`);
  const low = input.EvaluateLowSampleCountPercentile;
  if (low !== undefined && !['evaluate', 'ignore'].includes(low))
    throw new AwsError('ValidationError', `Option ${low} is not supported. Supported options for parameter EvaluateLowSampleCountPercentile are evaluate and ignore.`);
  const treat = input.TreatMissingData;
  if (treat !== undefined && !TREATMENTS.includes(treat))
    throw new AwsError('ValidationError', `Option ${treat} is not supported. Supported options for parameter TreatMissingData are breaching, ignore, missing, and notBreaching.`);
  const unserved = UNSERVED.find((name) => input[name] !== undefined);
  if (unserved !== undefined) throw notServed(`the parameter ${unserved} of alarms`);
  if (input.ComparisonOperator === undefined) throw new AwsError('MissingRequiredParameterException', 'The parameter ComparisonOperator is required.');
  if (!COMPARISONS.includes(input.ComparisonOperator)) throw notServed(`alarms of anomaly detection (${input.ComparisonOperator})`);
}

interface Series {
  readonly metric: Sdk.Metric;
  readonly statistic: string;
  readonly unit: string | undefined;
  readonly seconds: number;
}

function seriesOf({ MetricName, Namespace, Dimensions, Period, Unit, Statistic, ExtendedStatistic, Metrics }: Input): Series {
  if (Metrics !== undefined) {
    if (MetricName !== undefined) throw new AwsError('InvalidParameterCombinationException', 'Metrics list cannot be specified with MetricName.');
    return onlySeries(Metrics);
  }
  if (MetricName === undefined || Namespace === undefined || Period === undefined)
    throw new AwsError('MissingRequiredParameterException', 'MetricName, Namespace and Period are required unless Metrics is given.');
  const statistic = Statistic ?? ExtendedStatistic;
  if (statistic === undefined || (Statistic !== undefined && ExtendedStatistic !== undefined))
    throw new AwsError('InvalidParameterCombinationException', 'Exactly one of the parameters Statistic and ExtendedStatistic must be specified.');
  return { metric: { Namespace, MetricName, Dimensions }, statistic, unit: Unit, seconds: Period };
}

function onlySeries(queries: readonly Sdk.MetricDataQuery[]): Series {
  const [query, ...others] = queries;
  if (query?.MetricStat === undefined || others.length > 0) throw notServed('alarms on metric math: alarm on one metric');
  if (query.AccountId !== undefined) throw notServed('alarms on another account’s metrics');
  const { Metric, Period = 60, Stat = '', Unit } = query.MetricStat;
  return { metric: Metric ?? {}, statistic: Stat, unit: Unit, seconds: Period };
}

/** Seconds (CloudWatch API reference, PutMetricAlarm: Period, EvaluationPeriods). */
function checkTime(period: number, evaluationPeriods: number): void {
  if (![10, 20, 30].includes(period) && period % 60 !== 0)
    throw new AwsError('ValidationError', 'Metric period must be 10, 20, 30 or a multiple of 60 seconds.');
  const [longest, words] = period >= 3600 ? [7 * DAY, 'a week'] : [DAY, 'a day'];
  if (period * evaluationPeriods > longest)
    throw new AwsError('ValidationError', `Metrics cannot be checked across more than ${words} (EvaluationPeriods * Period must be <= ${longest}).`);
}

function notServed(what: string): AwsError {
  return new AwsError('InvalidParameterValueException', `Not served by the local cloud: ${what}`);
}
