import type { MetricValue } from './metric-store.ts';

export interface Bucket {
  /** Start of the period, milliseconds since the epoch. */
  readonly start: number;
  readonly values: readonly MetricValue[];
}

/** Values by period (milliseconds), periods aligned to the epoch, oldest first; empty periods have no data point. */
export function buckets(values: readonly MetricValue[], period: number): Bucket[] {
  const groups = Map.groupBy(values, ({ at }) => Math.floor(at / period) * period);
  return [...groups].map(([start, members]) => ({ start, values: members })).sort((a, b) => a.start - b.start);
}

/**
 * One statistic of a period, or undefined when CloudWatch has none of that name (CloudWatch user guide,
 * "CloudWatch statistics definitions").
 */
export function statistic(name: string, values: readonly MetricValue[]): number | undefined {
  const count = values.reduce((sum, { count: times }) => sum + times, 0);
  const total = values.reduce((sum, { value, count: times }) => sum + value * times, 0);
  switch (name) {
    case 'SampleCount':
      return count;
    case 'Sum':
      return total;
    case 'Average':
      return total / count;
    case 'Minimum':
      return values.reduce((least, { value }) => Math.min(least, value), Infinity);
    case 'Maximum':
      return values.reduce((most, { value }) => Math.max(most, value), -Infinity);
    default:
      return percentile(name, values, count);
  }
}

// The smallest value that at least p percent of the samples do not exceed.
function percentile(name: string, values: readonly MetricValue[], count: number): number | undefined {
  const percent = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/.exec(name)?.[1];
  if (percent === undefined) return undefined;
  let left = (Number(percent) / 100) * count;
  const sorted = [...values].sort((a, b) => a.value - b.value);
  for (const { value, count: times } of sorted) {
    left -= times;
    if (left <= 0) return value;
  }
  return sorted.at(-1)?.value;
}
