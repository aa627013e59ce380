import type { LocalCloud } from '../../local/cloud.ts';

/** Where a process dies. */
export interface Kill {
  readonly functionName: string;
  /** Which of the function's attempts in the scenario, from 1. */
  readonly attempt: number;
  /** After which of its requests to AWS took effect; 0: before the first. */
  readonly after: number;
  /** How many attempts at the same event die there, one after the other: after three Lambda gives it up. */
  readonly times: number;
}

/** Lets the kill happen in a cloud that has just been opened. */
export function killIn(cloud: LocalCloud, { functionName, attempt, after, times }: Kill): void {
  let seen = 0;
  let killed = 0;
  let event: string | undefined;
  cloud.lambda.disturb((invocation) => {
    if (invocation.functionName !== functionName) return undefined;
    seen += 1;
    if (seen === attempt) event = invocation.requestId;
    if (invocation.requestId !== event || killed === times) return undefined;
    killed += 1;
    return after === 0 ? { killedBefore: 1 } : { killedAfter: after };
  });
}

export function killText({ functionName, attempt, after, times }: Kill): string {
  return `attempt ${attempt} of ${functionName} dies after ${after} requests${times === 1 ? '' : `, ${times} times in a row`}`;
}
