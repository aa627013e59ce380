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
}

/** Per metric; a day of a busy loop stays below. */
const KEPT_VALUES = 50_000;

/** All metrics of all accounts. */
export class MetricStore {
  readonly #accounts = new Map<string, Map<string, Metric>>();

  add(account: string, identity: MetricIdentity, value: MetricValue): void {
    const metrics = this.#accounts.get(account) ?? new Map<string, Metric>();
    this.#accounts.set(account, metrics);
    const key = keyOf(identity);
    const metric = metrics.get(key) ?? { ...identity, values: [] };
    metrics.set(key, metric);
    metric.values.push(value);
    if (metric.values.length > KEPT_VALUES) metric.values.splice(0, metric.values.length - KEPT_VALUES);
  }

  /** Values from `start` to before `end` (milliseconds), of one unit or of all. */
  values(account: string, identity: MetricIdentity, start: number, end: number, unit?: string): MetricValue[] {
    const found = this.#accounts.get(account)?.get(keyOf(identity))?.values ?? [];
    return found.filter(({ at, unit: own }) => at >= start && at < end && (unit === undefined || own === unit));
  }

  list(account: string): Metric[] {
    return [...(this.#accounts.get(account)?.values() ?? [])];
  }
}

function keyOf({ namespace, name, dimensions }: MetricIdentity): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
