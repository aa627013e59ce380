import { createHash } from 'node:crypto';

/** 64 hexadecimal digits that differ for different lists of parts. */
export function digestOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
