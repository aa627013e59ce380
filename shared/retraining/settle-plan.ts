import type { Decision } from './decide.ts';
import type { Pending } from './run-documents.ts';

/** What becomes of a request that waited for a run to end. */
export type Settlement =
  | { readonly kind: 'done'; readonly pending: Pending; readonly status: 'Covered' | 'Superseded' }
  /** Ask for the run: with the same id, or against another baseline with a new one. */
  | { readonly kind: 'request'; readonly pending: Pending; readonly decision: Extract<Decision, { kind: 'train' }> };

/**
 * Settles what waits, newest first: only the newest data is worth a run, and only where the present baseline still asks for it.
 * `decide` judges the newest request's data anew.
 */
export function planSettlement(waiting: readonly Pending[], decision: Decision): readonly Settlement[] {
  const [newest, ...older] = waiting;
  if (newest === undefined) return [];
  const superseded = older.map((pending) => ({ kind: 'done', pending, status: 'Superseded' }) as const);
  // A baseline that cannot be read is a finding for a person; what waits goes on waiting.
  if (decision.kind === 'unreadable baseline') return superseded;
  if (decision.kind === 'leave') return [...superseded, { kind: 'done', pending: newest, status: 'Covered' }];
  return [...superseded, { kind: 'request', pending: newest, decision }];
}
