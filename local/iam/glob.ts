const compiled = new Map<string, RegExp>();

/** Whether `value` fits a pattern of `*` (any characters) and `?` (one). */
export function globMatches(pattern: string, value: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === value;
  let expression = compiled.get(pattern);
  if (!expression) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '[^]*')
      .replaceAll('?', '[^]');
    compiled.set(pattern, (expression = new RegExp(`^${source}$`)));
  }
  return expression.test(value);
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
