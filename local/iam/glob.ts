/** A pattern of `*` (any characters) and `?` (one). */
export interface Glob {
  readonly pattern: string;
  /** Absent where there is nothing to expand. */
  readonly expression: RegExp | undefined;
}

const known = new Map<string, Glob>();

/** The pattern, compiled once. */
export function globOf(pattern: string): Glob {
  let glob = known.get(pattern);
  if (glob === undefined) known.set(pattern, (glob = { pattern, expression: expressionOf(pattern) }));
  return glob;
}

export function fits({ pattern, expression }: Glob, value: string): boolean {
  return expression === undefined ? pattern === value : expression.test(value);
}

/** Whether `value` fits a pattern. */
export function globMatches(pattern: string, value: string): boolean {
  return fits(globOf(pattern), value);
}

function expressionOf(pattern: string): RegExp | undefined {
  if (!/[*?]/.test(pattern)) return undefined;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]');
  return new RegExp(`^${source}$`);
}

/** As above within each of an ARN's six parts (IAM user guide, "Amazon Resource Name (ARN) condition operators"). */
export function arnMatches(pattern: string, arn: string): boolean {
  const wanted = arnParts(pattern);
  const given = arnParts(arn);
  return wanted.length === given.length && wanted.every((part, index) => globMatches(part, given[index] ?? ''));
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}
