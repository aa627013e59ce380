import type { Metrics } from '../core/cloud.ts';

type Json = Readonly<Record<string, unknown>>;

/** CloudWatch user guide, "Specification: Embedded metric format": dimensions per set, and values per metric. */
const MOST_DIMENSIONS = 30;
const MOST_VALUES = 100;

/** Turns a line in embedded metric format into metrics. Other lines, and what the format does not allow, become none. */
export function countEmbeddedMetrics(line: string, account: string, metrics: Metrics): void {
  const root = parseObject(line);
  const header = root && asObject(root['_aws']);
  if (!root || !header || !Array.isArray(header['CloudWatchMetrics'])) return;
  const at = header['Timestamp'];
  if (typeof at !== 'number') return;
  for (const directive of header['CloudWatchMetrics']) countDirective(asObject(directive), root, at, account, metrics);
}

function countDirective(directive: Json | undefined, root: Json, at: number, account: string, metrics: Metrics): void {
  const namespace = directive?.['Namespace'];
  if (typeof namespace !== 'string') return;
  const dimensionSets = arrayOf(directive?.['Dimensions']).map((names) => dimensionsOf(arrayOf(names), root));
  for (const definition of arrayOf(directive?.['Metrics']).map(asObject)) {
    const name = definition?.['Name'];
    if (typeof name !== 'string') continue;
    const unit = typeof definition?.['Unit'] === 'string' ? definition['Unit'] : 'None';
    for (const dimensions of dimensionSets) {
      if (!dimensions) continue;
      for (const value of valuesOf(root[name])) metrics.count(account, { namespace, name, dimensions, value, unit, at });
    }
  }
}

function dimensionsOf(names: readonly unknown[], root: Json): Record<string, string> | undefined {
  if (names.length > MOST_DIMENSIONS) return undefined;
  const dimensions: Record<string, string> = {};
  for (const name of names) {
    const value = typeof name === 'string' ? root[name] : undefined;
    if (typeof name !== 'string' || typeof value !== 'string') return undefined;
    dimensions[name] = value;
  }
  return dimensions;
}

function valuesOf(value: unknown): number[] {
  const values = Array.isArray(value) ? value : [value];
  return values.length > MOST_VALUES ? [] : values.filter((item): item is number => typeof item === 'number');
}

function parseObject(line: string): Json | undefined {
  if (!line.startsWith('{') || !line.includes('"_aws"')) return undefined;
  try {
    return asObject(JSON.parse(line));
  } catch {
    // A line that only looks like JSON is a plain log line.
    return undefined;
  }
}

function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
