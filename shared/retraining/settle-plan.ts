import type { Decision } from './decide.ts';
import type { Done, Pending } from './run-documents.ts';
import { isServed } from './served.ts';

export interface Settlement {
  /** Requests that need no run any more. */
  readonly done: readonly { readonly pending: Pending; readonly status: 'Covered' | 'Superseded' }[];
  /** What is to be run next: what the decision asks for, or a person's order that waits. */
  readonly next: 'decision' | Pending | undefined;
}

/**
 * Settles a model that has no run. `decision` is about the newest data and the present baseline: what waited for other data is
 * superseded, whatever was pending. `before` is how the request that follows from the decision ended earlier, if it did. What a
 * person ordered waits for a run that begins after it, for whatever reason that is.
 */
export function planSettlement(waiting: readonly Pending[], decision: Decision, before: Done | undefined, now: number): Settlement {
  const isOrder = ({ data }: Pending) => data.reason === 'person';
  const [order] = waiting.filter(isOrder);
  const others = waiting.filter((pending) => !isOrder(pending));
  switch (decision.kind) {
    case 'unreadable baseline':
      // A finding for a person; what waits goes on waiting.
      return { done: [], next: order };
    case 'leave':
      return { done: others.map((pending) => ({ pending, status: 'Covered' })), next: order };
    case 'train': {
      const superseded = others.filter(({ data }) => data.requestId !== decision.requestId);
      const isDue = before === undefined || !isServed(before, now);
      return { done: superseded.map((pending) => ({ pending, status: 'Superseded' })), next: isDue ? 'decision' : order };
    }
  }
}

/** The orders that a run served which began after them. */
export function coveredOrders(waiting: readonly Pending[], run: { readonly requestId: string; readonly claimedAt: number }): readonly Pending[] {
  return waiting.filter(
    ({ metadata, data }) => data.reason === 'person' && data.requestId !== run.requestId && Date.parse(metadata.occurredAt) < run.claimedAt,
  );
}
