import type { Decision } from './decide.ts';
import type { Done, Pending } from './run-documents.ts';
import { isServed } from './served.ts';

export interface Settlement {
  /** Requests that need no run any more. */
  readonly done: readonly { readonly pending: Pending; readonly status: 'Covered' | 'Superseded' }[];
  /** Whether the newest data needs a run. */
  readonly request: boolean;
}

/**
 * Settles a model whose run has ended. `decision` is about the newest data and the present baseline: what waited for other data is
 * superseded, whatever was pending. `before` is how the request that follows from the decision ended earlier, if it did.
 */
export function planSettlement(waiting: readonly Pending[], decision: Decision, before: Done | undefined, now: number): Settlement {
  switch (decision.kind) {
    case 'unreadable baseline':
      // A finding for a person; what waits goes on waiting.
      return { done: [], request: false };
    case 'leave':
      return { done: waiting.map((pending) => ({ pending, status: 'Covered' })), request: false };
    case 'train': {
      const others = waiting.filter(({ data }) => data.requestId !== decision.requestId);
      return {
        done: others.map((pending) => ({ pending, status: 'Superseded' })),
        request: before === undefined || !isServed(before, now),
      };
    }
  }
}
