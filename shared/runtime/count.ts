import type { MiddlewareObj } from '@middy/core';

/** What happened in the present invocation, by metric name. */
const counts = new Map<string, number>();

/** Counts something that happened, under its name without blanks: `Data Product Linked` counts as `DataProductLinked`. */
export function count(what: string, times = 1): void {
  const name = what.replaceAll(/(?:^|\s+)(\w)/g, (_, letter: string) => letter.toUpperCase());
  counts.set(name, (counts.get(name) ?? 0) + times);
}

/**
 * Writes the counts of an invocation as one line in embedded metric format (CloudWatch user guide, "Specification: Embedded
 * metric format"), from which CloudWatch makes metrics of the namespace `meshloop`, by stage for the alarms and by function. POWERTOOLS_METRICS_DISABLED=true switches it off.
 */
export function countsAsMetrics(): MiddlewareObj {
  return { before: () => counts.clear(), after: writeCounts, onError: writeCounts };
}

function writeCounts(): void {
  if (process.env['POWERTOOLS_METRICS_DISABLED'] === 'true') counts.clear();
  if (counts.size === 0) return;
  const Metrics = [...counts.keys()].map((Name) => ({ Name, Unit: 'Count' }));
  const { POWERTOOLS_SERVICE_NAME: service = 'unknown', STAGE: stage = 'unknown' } = process.env;
  const _aws = { Timestamp: Date.now(), CloudWatchMetrics: [{ Namespace: 'meshloop', Dimensions: [['stage'], ['service']], Metrics }] };
  // Lambda's console writes time, request id and level before each line, and a line in this format is JSON from its first sign on.
  process.stdout.write(`${JSON.stringify({ _aws, stage, service, ...Object.fromEntries(counts) })}\n`);
  counts.clear();
}
