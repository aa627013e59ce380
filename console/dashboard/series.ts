import { CloudWatchClient, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import type { Place } from '../place.ts';
import type { Widget } from './body.ts';
import type { Range } from './range.ts';

/** One line of a chart. */
export interface Series {
  readonly label: string;
  /** Oldest first; `at` is the start of its period. */
  readonly points: readonly { readonly at: number; readonly value: number }[];
}

/** Reads what a metric widget shows. An expression may give several lines. */
export async function readSeries(place: Place, widget: Extract<Widget, { kind: 'metric' }>, { from, to }: Range): Promise<readonly Series[]> {
  const client = new CloudWatchClient(await place.asAdministrator());
  const period = widget.wholeRange ? Math.ceil((to - from) / 60_000) * 60 : undefined;
  const queries = widget.queries.map(({ query, label }) => ({ ...withPeriod(query, period), ...(label !== undefined && { Label: label }) }));
  // The end is not part of the range, and the newest period has just begun.
  const request = { MetricDataQueries: queries, StartTime: new Date(from), EndTime: new Date(to + 60_000), ScanBy: 'TimestampAscending' } as const;
  const found = new Map<string, { label: string; points: { at: number; value: number }[] }>();
  for await (const page of paginateGetMetricData({ client }, request)) {
    for (const { Id = '', Label = Id, Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
      const series = found.get(`${Id} ${Label}`) ?? { label: Label, points: [] };
      found.set(`${Id} ${Label}`, series);
      series.points.push(...Timestamps.map((at, index) => ({ at: at.getTime(), value: Values[index] ?? 0 })));
    }
  }
  return [...found.values()].map(({ label, points }) => ({ label, points: points.toSorted((a, b) => a.at - b.at) }));
}

function withPeriod(query: Extract<Widget, { kind: 'metric' }>['queries'][number]['query'], period: number | undefined) {
  if (period === undefined) return query;
  return query.MetricStat === undefined ? { ...query, Period: period } : { ...query, MetricStat: { ...query.MetricStat, Period: period } };
}
