import type * as Sdk from '@aws-sdk/client-cloudwatch';
import { dimensionsOf } from './dimensions.ts';
import { evaluate, type Series } from './metric-math.ts';
import type { MetricIdentity, MetricStore } from './metric-store.ts';
import { buckets, statistic } from './statistics.ts';
import type { Call, Output } from '../core/service.ts';
import { AwsError } from '../core/service.ts';
import { page } from '../core/pages.ts';

const SECOND = 1000;
const LIST_PAGE = 500;

/** Metrics in and out. */
export function metricOperations(store: MetricStore, noticed: (account: string, metric: MetricIdentity) => void) {
  const PutMetricData = (input: Sdk.PutMetricDataCommandInput, { caller, cloud }: Call): Output<Sdk.PutMetricDataCommandOutput> => {
    const namespace = input.Namespace ?? '';
    if (namespace.startsWith('AWS/')) throw invalid('The value AWS/ for parameter Namespace is invalid: it is reserved for AWS services.');
    // CloudWatch API reference, PutMetricData.
    if ((input.MetricData ?? []).length > 1000) throw new AwsError('ValidationError', 'The collection MetricData must not have a size greater than 1000.');
    for (const datum of input.MetricData ?? []) {
      const identity = { namespace, name: datum.MetricName ?? '', dimensions: dimensionsOf(datum.Dimensions) };
      const at = datum.Timestamp?.getTime() ?? cloud.clock.now();
      const unit = datum.Unit ?? 'None';
      for (const { value, count } of samplesOf(datum)) store.add(caller.accountId, identity, { at, unit, value, count });
      noticed(caller.accountId, identity);
    }
    return {};
  };

  const GetMetricStatistics = (
    input: Sdk.GetMetricStatisticsCommandInput,
    { caller }: Call,
  ): Output<Sdk.GetMetricStatisticsCommandOutput> => {
    const identity = { namespace: input.Namespace ?? '', name: input.MetricName ?? '', dimensions: dimensionsOf(input.Dimensions) };
    const [start, end] = rangeOf(input.StartTime, input.EndTime, 'InvalidParameterValueException');
    const values = store.values(caller.accountId, identity, start, end, input.Unit);
    const wanted = [...(input.Statistics ?? []), ...(input.ExtendedStatistics ?? [])];
    if (wanted.length === 0)
      throw new AwsError(
        'InvalidParameterCombinationException',
        'Must specify either Statistics or ExtendedStatistics',
      );
    const Datapoints = buckets(values, periodOf(input.Period)).map((bucket): Sdk.Datapoint => {
      const statistics = Object.fromEntries((input.Statistics ?? []).map((name) => [name, known(name, bucket.values)]));
      const extended = Object.fromEntries((input.ExtendedStatistics ?? []).map((name) => [name, known(name, bucket.values)]));
      const unit = bucket.values[0]?.unit as Sdk.StandardUnit | undefined;
      return {
        Timestamp: new Date(bucket.start),
        ...statistics,
        ...(unit && { Unit: unit }),
        ...(input.ExtendedStatistics && { ExtendedStatistics: extended }),
      };
    });
    return { Label: identity.name, Datapoints };
  };

  const GetMetricData = (input: Sdk.GetMetricDataCommandInput, { caller }: Call): Output<Sdk.GetMetricDataCommandOutput> => {
    const [start, end] = rangeOf(input.StartTime, input.EndTime, 'ValidationError');
    // CloudWatch API reference, GetMetricData.
    if ((input.MetricDataQueries ?? []).length > 500) throw new AwsError('ValidationError', 'The collection MetricDataQueries must not have a size greater than 500.');
    const queries = new Map((input.MetricDataQueries ?? []).map((query) => [query.Id ?? '', query]));
    const seriesOf = (id: string, within: readonly string[]): Series => {
      const query = queries.get(id);
      if (!query || within.includes(id)) throw new AwsError('ValidationError', `Error in expression '${within.at(-1)}' [Unknown identifier '${id}']`);
      if (query.Expression !== undefined) return evaluate(query.Expression, id, (named) => seriesOf(named, [...within, id]));
      if (!query.MetricStat) throw invalid(`Either Expression or MetricStat is required: ${id}`);
      const { Metric, Period, Stat = '', Unit } = query.MetricStat;
      const values = store.values(query.AccountId ?? caller.accountId, identityOf(Metric), start, end, Unit);
      return new Map(buckets(values, periodOf(Period)).map((bucket) => [bucket.start, known(Stat, bucket.values)]));
    };
    const results = [...queries.values()].filter(({ ReturnData }) => ReturnData !== false).map((query): Sdk.MetricDataResult => {
      const points = [...seriesOf(query.Id ?? '', [])].map(([at, value]) => ({ at, value }));
      if (input.ScanBy !== 'TimestampAscending') points.reverse();
      return {
        Id: query.Id,
        Label: query.Label ?? query.MetricStat?.Metric?.MetricName ?? query.Id,
        Timestamps: points.map(({ at }) => new Date(at)),
        Values: points.map(({ value }) => value),
        StatusCode: 'Complete',
      };
    });
    return { MetricDataResults: results, Messages: [] };
  };

  const ListMetrics = (input: Sdk.ListMetricsCommandInput, { caller }: Call): Output<Sdk.ListMetricsCommandOutput> => {
    const found = store
      .list(caller.accountId)
      .filter(
        ({ namespace, name, dimensions }) =>
          (input.Namespace === undefined || input.Namespace === namespace) &&
          (input.MetricName === undefined || input.MetricName === name) &&
          (input.Dimensions ?? []).every(
            ({ Name, Value }) => Object.hasOwn(dimensions, Name ?? '') && (Value === undefined || dimensions[Name ?? ''] === Value),
          ),
      );
    const { items, nextToken } = page(found, input.NextToken, LIST_PAGE, 'InvalidParameterValueException');
    const Metrics = items.map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    }));
    return { Metrics, ...(nextToken !== undefined && { NextToken: nextToken }) };
  };

  return { PutMetricData, GetMetricStatistics, GetMetricData, ListMetrics };
}

function identityOf(metric: Sdk.Metric | undefined): MetricIdentity {
  return { namespace: metric?.Namespace ?? '', name: metric?.MetricName ?? '', dimensions: dimensionsOf(metric?.Dimensions) };
}

function samplesOf({ Value, Values, Counts, StatisticValues, MetricName }: Sdk.MetricDatum): { value: number; count: number }[] {
  if (StatisticValues) throw invalid(`StatisticValues of ${MetricName} are not served by the local cloud: send Values and Counts`);
  if (Value !== undefined && Values !== undefined)
    throw invalid('The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have specified both.');
  const values = Value === undefined ? (Values ?? []) : [Value];
  if (values.length === 0) throw new AwsError('MissingRequiredParameterException', 'One of the parameters Value, Values and StatisticValues is required.');
  // CloudWatch API reference, MetricDatum: Value.
  const impossible = values.find((value) => !Number.isFinite(value));
  if (impossible !== undefined) throw invalid(`The value ${impossible} for parameter MetricData.member.1.Value is invalid.`);
  if (Value !== undefined) return [{ value: Value, count: 1 }];
  if (Counts && Counts.length !== Values?.length) throw invalid('The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size.');
  return values.map((value, index) => ({ value, count: Counts?.[index] ?? 1 }));
}

function known(name: string, values: Parameters<typeof statistic>[1]): number {
  const value = statistic(name, values);
  if (value === undefined)
    throw invalid(`The value ${name} for parameter Stat is not a valid statistic, or not served by the local cloud.`);
  return value;
}

function periodOf(seconds: number | undefined): number {
  const valid = seconds !== undefined && ([1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0));
  if (!valid) throw invalid('The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.');
  return seconds * SECOND;
}

/** In whole seconds, as CloudWatch reads them (CloudWatch API reference, GetMetricData; observed wording). Throws `code`. */
function rangeOf(start: Date | undefined, end: Date | undefined, code: string): [number, number] {
  const range = [start, end].map((date) => Math.floor(timeOf(date) / SECOND) * SECOND);
  const [from = 0, to = 0] = range;
  if (code === 'ValidationError' && from === to) throw new AwsError(code, 'The parameter StartTime must not equal parameter EndTime.');
  if (code === 'ValidationError' && from > to) throw new AwsError(code, 'The parameter EndTime must be greater than StartTime.');
  if (from >= to) throw new AwsError(code, 'The parameter StartTime must be less than the parameter EndTime.');
  return [from, to];
}

function timeOf(date: Date | undefined): number {
  if (!date) throw new AwsError('MissingRequiredParameterException', 'The parameters StartTime and EndTime are required.');
  return date.getTime();
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
