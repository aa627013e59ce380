/** Whether a pattern has wildcards: `*` for any characters, `?` for one. */
export function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/** Whether the whole name matches a pattern of `*` and `?`; everything else stands for itself. */
export function matchesGlob(pattern: string, name: string): boolean {
  return isGlob(pattern) ? expressionOf(pattern).test(name) : pattern === name;
}

const expressions = new Map<string, RegExp>();

/** Made once for each pattern of mesh.yml: every event is held against all of them. */
function expressionOf(pattern: string): RegExp {
  const known = expressions.get(pattern);
  if (known !== undefined) return known;
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  const made = new RegExp(`^${source}$`, 's');
  expressions.set(pattern, made);
  return made;
}
