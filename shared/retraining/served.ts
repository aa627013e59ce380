import type { Done } from './run-documents.ts';

/**
 * Whether a request that was made at `requestedAt` (milliseconds since the epoch) needs no run any more. A run that failed is not
 * repeated for the same data and baseline. What was only superseded or covered counts until it is asked for anew.
 */
export function isServed({ status, doneAt }: Done, requestedAt: number): boolean {
  return status === 'Covered' || status === 'Superseded' ? requestedAt <= doneAt : true;
}
