import type { MiddlewareObj } from '@middy/core';

type Unit = 'Count' | 'Bytes' | 'Seconds' | 'Milliseconds';

/** What happened in the present invocation, by metric name. */
const counts = new Map<string, number>();
const measures = new Map<string, { readonly unit: Unit; readonly values: number[] }>();

/** How long the function took for its event: the one metric that is told for each function. */
const latency = 'Latency';

/** CloudWatch user guide, "Specification: Embedded metric format": values of one metric in a line. */
const mostValues = 100;

/** Counts something that happened, under its name without blanks: `Data Product Linked` counts as `DataProductLinked`. */
export function count(what: string, times = 1): void {
  const name = metricName(what);
  counts.set(name, (counts.get(name) ?? 0) + times);
}

/** Notes a measured value, under its name without blanks. Of more than a hundred in one invocation the last are left out. */
export function measure(what: string, value: number, unit: Unit): void {
  const name = metricName(what);
  const values = measures.get(name)?.values ?? [];
  if (values.length < mostValues) values.push(value);
  measures.set(name, { unit, values });
}

/** Notes how long ago something happened (milliseconds since the epoch): the way of its event to this function, and the work for it. */
export function measureLatency(happenedAt: number, now: number): void {
  // The clock that the event comes from may be ahead of ours.
  measure(latency, Math.max(0, now - happenedAt), 'Milliseconds');
}

/**
 * Writes the counts of an invocation as one line in embedded metric format (CloudWatch user guide, "Specification: Embedded metric
 * format"), from which CloudWatch makes metrics of the namespace `meshloop`: by stage, and the latency by function too, since each
 * metric costs money by the month. POWERTOOLS_METRICS_DISABLED=true switches it off.
 */
export function countsAsMetrics(): MiddlewareObj {
  return { before: clear, after: writeCounts, onError: writeCounts };
}

function clear(): void {
  counts.clear();
  measures.clear();
}

function writeCounts(): void {
  if (process.env['POWERTOOLS_METRICS_DISABLED'] === 'true') clear();
  if (counts.size + measures.size === 0) return;
  const { POWERTOOLS_SERVICE_NAME: service = 'unknown', STAGE: stage = 'unknown' } = process.env;
  const units = [...[...counts.keys()].map((Name) => ({ Name, Unit: 'Count' })), ...[...measures].map(([Name, { unit: Unit }]) => ({ Name, Unit }))];
  const directive = (Dimensions: readonly string[], Metrics: typeof units) => (Metrics.length === 0 ? [] : [{ Namespace: 'meshloop', Dimensions: [Dimensions], Metrics }]);
  const CloudWatchMetrics = [
    ...directive(['stage'], units.filter(({ Name }) => Name !== latency)),
    ...directive(['stage', 'service'], units.filter(({ Name }) => Name === latency)),
  ];
  const _aws = { Timestamp: Date.now(), CloudWatchMetrics };
  const values = Object.fromEntries([...measures].map(([name, measured]) => [name, measured.values]));
  // Lambda's console writes time, request id and level before each line, and a line in this format is JSON from its first sign on.
  process.stdout.write(`${JSON.stringify({ _aws, stage, service, ...Object.fromEntries(counts), ...values })}\n`);
  clear();
}

function metricName(what: string): string {
  return what.replaceAll(/(?:^|\s+)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
