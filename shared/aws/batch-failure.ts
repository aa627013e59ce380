import type { BatchPermissionsFailureEntry } from '@aws-sdk/client-lakeformation';
import { classify } from '../runtime/failure.ts';

/** Concurrent changes of one principal's or resource's permissions collide for a moment; this many tries last about ten seconds. */
export const tries = 6;

/** What a batch that succeeded says of an entry that did not, as the error that a call of its own would have been. */
export function errorOf({ Error: reason }: BatchPermissionsFailureEntry): Error {
  const error = new Error(reason?.ErrorMessage ?? 'Lake Formation gave no reason');
  error.name = reason?.ErrorCode ?? 'UnknownError';
  return error;
}

/** Whether the same request may succeed in a moment. */
export function isPassing(error: Error): boolean {
  const { failure } = classify(error);
  return failure === 'throttled' || failure === 'retry';
}
