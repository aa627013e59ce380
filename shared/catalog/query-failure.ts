import type { FailureClass } from '../runtime/errors.ts';

export interface QueryFailure {
  readonly failure: FailureClass;
  /** Athena's own name for it, without the text around it, which may quote data. */
  readonly code: string;
  readonly remedy: string;
}

/** At most this many attempts for one query. */
export const maximumAttempts = 5;

/** What a failed query means. Rights and names that are missing now may only be late. */
export function queryFailure(state: 'FAILED' | 'CANCELLED', reason: string, retryable: boolean): QueryFailure {
  const unquoted = reason.replaceAll(/'[^']*'|"[^"]*"/g, '');
  const code = /\b[A-Z]+(?:_[A-Z]+)+\b/.exec(unquoted)?.[0] ?? (state === 'CANCELLED' ? 'CANCELLED' : 'QUERY_FAILED');
  if (/bytes scanned limit/i.test(reason)) {
    return {
      failure: 'invalid',
      code: 'BYTES_SCANNED_LIMIT',
      remedy: 'Raise the scan limit of the work group, or follow fewer partitions.',
    };
  }
  if (/permission|not authorized|access denied|does not exist|not found|cannot be resolved/i.test(reason)) {
    return {
      failure: 'not yet visible',
      code,
      remedy: 'Check that the central account shares the table with this account, and the LF-Tags of table and subscription.',
    };
  }
  if (retryable || state === 'CANCELLED' || /internal|timeout|throttl|slow ?down|exhausted|too many/i.test(reason)) {
    return { failure: 'retry', code, remedy: 'Look at the query in the work group, then change the product again.' };
  }
  return { failure: 'invalid', code, remedy: 'Look at the query in the work group: Athena cannot read the table as it is registered.' };
}
