/** What a field of a log line, or an expression, comes to. Undefined where there is none. */
export type Value = string | number | boolean | undefined;

export type Row = ReadonlyMap<string, Value>;

/** A value as a number; undefined where it is none. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Less than, equal to or greater than 0: as numbers where both are, otherwise as text. */
export function compare(a: Value, b: Value): number {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== undefined && y !== undefined) return x - y;
  const [s, t] = [String(a), String(b)];
  return s === t ? 0 : s < t ? -1 : 1;
}

/** Times are shown as `2026-11-22 09:00:00.000`. */
export function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '');
}
