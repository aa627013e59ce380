import { hash } from 'node:crypto';

/** 64 hexadecimal digits that differ for different lists of parts. */
export function digestOf(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts));
}
