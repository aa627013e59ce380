/** What identifies a metric: namespace, name and all of its dimensions (CloudWatch user guide, "Metrics concepts"). */
export interface MetricIdentity {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface MetricValue {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
  /** How often it occurred. */
  readonly count: number;
  readonly unit: string;
}

export interface Metric extends MetricIdentity {
  readonly values: MetricValue[];
  /** Set where the metric tells how something stands: it is told once when it changes, and read once a minute. */
  readonly gauge: Gauge | undefined;
}

interface Gauge {
  readonly unit: string;
  /** In order; no value where it ended. */
  readonly changes: { readonly at: number; readonly value: number | undefined }[];
}

const MINUTE = 60_000;

/** Per metric; a day of a busy loop stays below. */
const KEPT_VALUES = 50_000;

/** All metrics of all accounts. */
export class MetricStore {
  readonly #accounts = new Map<string, Map<string, Metric>>();

  add(account: string, identity: MetricIdentity, value: MetricValue): void {
    const { values } = this.#metric(account, identity, undefined);
    values.push(value);
    if (values.length > KEPT_VALUES) values.splice(0, values.length - KEPT_VALUES);
  }

  /** How something stands from `at` on. Answers whether that is news. */
  set(account: string, identity: MetricIdentity, unit: string, at: number, value: number | undefined): boolean {
    const { gauge } = this.#metric(account, identity, { unit, changes: [] });
    if (gauge === undefined || gauge.changes.at(-1)?.value === value) return false;
    gauge.changes.push({ at, value });
    if (gauge.changes.length > KEPT_VALUES) gauge.changes.splice(0, gauge.changes.length - KEPT_VALUES);
    return true;
  }

  /** Values from `start` to before `end` (milliseconds), of one unit or of all. */
  values(account: string, identity: MetricIdentity, start: number, end: number, unit?: string): MetricValue[] {
    const metric = this.#accounts.get(account)?.get(keyOf(identity));
    if (metric?.gauge) return unit === undefined || unit === metric.gauge.unit ? read(metric.gauge, start, end) : [];
    return (metric?.values ?? []).filter(({ at, unit: own }) => at >= start && at < end && (unit === undefined || own === unit));
  }

  /** Whether there is data of that time or later, or a gauge changed since. */
  changedSince(account: string, identity: MetricIdentity, time: number): boolean {
    const metric = this.#accounts.get(account)?.get(keyOf(identity));
    if (metric?.gauge) return (metric.gauge.changes.at(-1)?.at ?? -Infinity) >= time;
    return metric?.values.some(({ at }) => at >= time) ?? false;
  }

  list(account: string): Metric[] {
    return [...(this.#accounts.get(account)?.values() ?? [])];
  }

  #metric(account: string, identity: MetricIdentity, gauge: Gauge | undefined): Metric {
    const metrics = this.#accounts.get(account) ?? new Map<string, Metric>();
    this.#accounts.set(account, metrics);
    const key = keyOf(identity);
    const metric = metrics.get(key) ?? { ...identity, values: [], gauge };
    metrics.set(key, metric);
    return metric;
  }
}

function read({ unit, changes }: Gauge, start: number, end: number): MetricValue[] {
  const values: MetricValue[] = [];
  let position = 0;
  for (let at = Math.ceil(start / MINUTE) * MINUTE; at < end; at += MINUTE) {
    while ((changes[position]?.at ?? Infinity) <= at) position += 1;
    const value = changes[position - 1]?.value;
    if (value !== undefined) values.push({ at, value, count: 1, unit });
  }
  return values;
}

/** One text for one metric, whatever the order of its dimensions. */
export function keyOf({ namespace, name, dimensions }: MetricIdentity): string {
  const names = Object.keys(dimensions);
  if (names.length > 1) names.sort();
  return names.reduce((key, dimension) => key + sized(dimension) + sized(dimensions[dimension] ?? ''), sized(namespace) + sized(name));
}

/** With its length before it no text can be taken for two. */
function sized(text: string): string {
  return `${text.length}:${text}`;
}
