/** A pattern of `*` (any characters) and `?` (one). */
export interface Glob {
  readonly pattern: string;
  /** Whether policy variables stand in it. */
  readonly hasVariables: boolean;
  readonly fits: (value: string) => boolean;
}

const known = new Map<string, Glob>();

/** The pattern, compiled once. */
export function globOf(pattern: string): Glob {
  let glob = known.get(pattern);
  if (glob === undefined) known.set(pattern, (glob = { pattern, hasVariables: hasVariables(pattern), fits: matcherOf(pattern) }));
  return glob;
}

export function hasVariables(text: string): boolean {
  return text.includes('${');
}

/** Whether `value` fits a pattern. */
export function globMatches(pattern: string, value: string): boolean {
  return globOf(pattern).fits(value);
}

function matcherOf(pattern: string): (value: string) => boolean {
  const [start = '', ...rest] = pattern.split('*');
  if (!pattern.includes('?')) {
    if (rest.length === 0) return (value) => value === pattern;
    // Most patterns end in the only `*`.
    if (rest.length === 1 && rest[0] === '') return (value) => value.startsWith(start);
  }
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]');
  const expression = new RegExp(`^${source}$`);
  return (value) => expression.test(value);
}

/** As above within each of an ARN's six parts (IAM user guide, "Amazon Resource Name (ARN) condition operators"). */
export function arnMatches(pattern: string, arn: string): boolean {
  if (pattern === arn) return true;
  const wanted = arnParts(pattern);
  const given = arnParts(arn);
  return wanted.length === given.length && wanted.every((part, index) => globMatches(part, given[index] ?? ''));
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}
