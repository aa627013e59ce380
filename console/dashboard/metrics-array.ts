import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';

/** One line of a metric widget, as GetMetricData takes it. */
export interface MetricQuery {
  readonly query: MetricDataQuery & { readonly Id: string };
  /** What the widget calls it; undefined where CloudWatch names it. */
  readonly label: string | undefined;
  /** Whether it is drawn, or only part of an expression. */
  readonly visible: boolean;
}

export interface Defaults {
  /** Seconds. */
  readonly period: number;
  readonly stat: string;
}

/**
 * The queries behind a widget's `metrics`: `.` repeats what stands at the same place of the line before, `...` all that is not given
 * (CloudWatch API reference, "Dashboard body structure and syntax"). Throws where a line is neither a metric nor an expression.
 */
export function metricsOf(metrics: readonly (readonly unknown[])[], defaults: Defaults): readonly MetricQuery[] {
  let before: readonly string[] = [];
  return metrics.map((line, index) => {
    const last = line.at(-1);
    const options = isRecord(last) ? last : {};
    const fields = (isRecord(last) ? line.slice(0, -1) : line).map((field) => {
      if (typeof field !== 'string') throw new Error(`metrics.${index} has a field that is no text`);
      return field;
    });
    const id = text(options['id']) ?? `line${index}`;
    const common = { label: text(options['label']), visible: options['visible'] !== false };
    const period = number(options['period']) ?? defaults.period;
    const expression = text(options['expression']);
    if (expression !== undefined) return { ...common, query: { Id: id, Expression: expression, Period: period, ReturnData: common.visible } };
    before = filled(fields, before);
    const [Namespace, MetricName, ...pairs] = before;
    if (Namespace === undefined || MetricName === undefined || pairs.length % 2 !== 0) throw new Error(`metrics.${index} is neither a metric nor an expression`);
    const Dimensions = pairs.flatMap((Name, at) => (at % 2 === 0 ? [{ Name, Value: pairs[at + 1] ?? '' }] : []));
    const Stat = text(options['stat']) ?? defaults.stat;
    return { ...common, query: { Id: id, MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: period, Stat }, ReturnData: common.visible } };
  });
}

function filled(fields: readonly string[], before: readonly string[]): readonly string[] {
  const [first, ...rest] = fields;
  const whole = first === '...' ? [...before.slice(0, before.length - rest.length), ...rest] : fields;
  return whole.map((field, at) => (field === '.' ? (before[at] ?? field) : field));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
