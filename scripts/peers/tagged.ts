/** A value as JSON in which times and bytes keep their type: `{"$time": "…Z"}`, `{"$bytes": "base64"}`. */
export function tagged(value: unknown): unknown {
  if (value instanceof Date) return { $time: value.toISOString() };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, tagged(member)]])));
  }
  return value;
}
