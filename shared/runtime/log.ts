import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** Names, ids and counts only: never values of the data, never credentials. */
export const logger = new Logger();

export const metrics = new Metrics({ namespace: 'meshloop' });

/** Counts something that happened, under its name without blanks: `Data Product Linked` counts as `DataProductLinked`. */
export function count(what: string, times = 1): void {
  metrics.addMetric(what.replaceAll(/(?:^|\s+)(\w)/g, (_, letter: string) => letter.toUpperCase()), MetricUnit.Count, times);
}
