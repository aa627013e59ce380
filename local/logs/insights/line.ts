import { TIME } from './expression.ts';
import { timeText, type Row, type Value } from './value.ts';
import type { LogGroup, LogLine } from '../log-store.ts';

/** CloudWatch Logs user guide, "Supported logs and discovered fields": of a JSON line at most this many are found. */
const MOST_FIELDS = 200;

/** The fields of a line: those of every line, and those of its JSON, inner ones with dots and items by their numbers. */
export function rowOf({ id, at, text }: LogLine, { account, name }: LogGroup): Row {
  const row = new Map<string, Value>([
    [TIME, at],
    ['@timestamp', timeText(at)],
    ['@ingestionTime', timeText(at)],
    ['@message', text],
    ['@logStream', 'local'],
    ['@log', `${account}:${name}`],
    ['@ptr', id],
  ]);
  const system = row.size;
  const add = (path: string, value: unknown): void => {
    if (row.size >= system + MOST_FIELDS) return;
    if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) add(path === '' ? key : `${path}.${key}`, inner);
    else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') row.set(path, value);
  };
  add('', jsonOf(text));
  return row;
}

function jsonOf(text: string): object {
  if (!text.startsWith('{')) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    // A line that only looks like JSON has no fields of its own.
    return {};
  }
}
