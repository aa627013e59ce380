/** Members of values whose type nobody vouches for: API outputs by direct call, messages, events. */

export function member(value: unknown, ...path: readonly string[]): unknown {
  let inner = value;
  for (const key of path) inner = typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined;
  return inner;
}

export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = member(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = member(value, ...path);
  return Array.isArray(found) ? found : [];
}

export function textsAt(value: unknown, ...path: readonly string[]): readonly string[] {
  return listAt(value, ...path).filter((item) => typeof item === 'string');
}

export function timeAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = member(value, ...path);
  return found instanceof Date ? found.getTime() : undefined;
}

export function json(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    // Not JSON: nothing that anybody here looks for is in it.
    return undefined;
  }
}
