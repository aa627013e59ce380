/** Null: nothing to expand. */
const compiled = new Map<string, RegExp | null>();

/** Whether `value` fits a pattern of `*` (any characters) and `?` (one). */
export function globMatches(pattern: string, value: string): boolean {
  let expression = compiled.get(pattern);
  if (expression === undefined) compiled.set(pattern, (expression = expressionOf(pattern)));
  return expression === null ? pattern === value : expression.test(value);
}

function expressionOf(pattern: string): RegExp | null {
  if (!/[*?]/.test(pattern)) return null;
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
