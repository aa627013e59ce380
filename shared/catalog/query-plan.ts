import type { QueryFailure } from './query-failure.ts';
import { isPermanent } from '../runtime/failure.ts';
import { maximumAttempts } from './query-failure.ts';

/** What to do about a query: look again later, use its result, or after a failure wait, try again now, or give up. */
export type QueryStep = 'wait' | 'use' | 'retry later' | 'retry now' | 'give up';

/** `early`: woken by the query's own event; otherwise by a deadline or by the end of the wait before a retry. */
export function planQuery(failure: QueryFailure | undefined, running: boolean, attempt: number, early: boolean): QueryStep {
  if (running) return 'wait';
  if (failure === undefined) return 'use';
  if (isPermanent(failure) || attempt >= maximumAttempts) return 'give up';
  return early ? 'retry later' : 'retry now';
}
