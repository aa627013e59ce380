import { StackError } from './stack-error.ts';

/** A template's scalar as text. */
export function asText(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new StackError(`Template error: text expected, not ${JSON.stringify(value)}`);
}
