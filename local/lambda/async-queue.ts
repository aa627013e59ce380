import { sendToDestination } from './destination.ts';
import type { Condition } from './destination.ts';
import type { Outcome } from './errors.ts';
import { DEFAULT_EVENT_INVOKE_CONFIG } from './function.ts';
import type { LambdaFunction } from './function.ts';
import type { Invoker } from './invoker.ts';
import type { Cloud } from '../core/cloud.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

interface QueuedEvent {
  readonly fn: LambdaFunction;
  readonly requestId: string;
  readonly payload: string;
  readonly acceptedAt: number;
  attempts: number;
  /** Deliveries put off for lack of concurrency. */
  throttled: number;
}

/**
 * Lambda's internal queue: a function error is tried again after one and then two minutes; a throttled event is put off
 * for a second to five minutes until its age ends it (Lambda developer guide, "How Lambda handles errors and retries with
 * asynchronous invocation").
 */
export class AsyncQueue {
  readonly #cloud: Cloud;
  readonly #invoker: Invoker;

  constructor(cloud: Cloud, invoker: Invoker) {
    this.#cloud = cloud;
    this.#invoker = invoker;
  }

  /** Accepts an event; returns its request id. */
  accept(fn: LambdaFunction, payload: string): string {
    const requestId = this.#cloud.dice.uuid();
    this.#schedule({ fn, requestId, payload, acceptedAt: this.#cloud.clock.now(), attempts: 0, throttled: 0 }, 0);
    return requestId;
  }

  #schedule(event: QueuedEvent, delay: number): void {
    // Not awaited by anyone: a failure in here is a defect of the local cloud and must end the process.
    this.#cloud.clock.timer(() => void this.#deliver(event), delay);
  }

  async #deliver(event: QueuedEvent): Promise<void> {
    const { fn } = event;
    const config = fn.eventInvokeConfig ?? DEFAULT_EVENT_INVOKE_CONFIG;
    if (this.#cloud.clock.now() - event.acceptedAt > config.maximumEventAge * SECOND) return this.#settle(event, 'EventAgeExceeded');
    if (!this.#invoker.hasRoom(fn)) {
      event.throttled += 1;
      return this.#schedule(event, Math.min(SECOND * 2 ** (event.throttled - 1), 5 * MINUTE));
    }
    event.attempts += 1;
    const outcome = await this.#invoker.run(fn, event.requestId, event.payload, event.attempts);
    if (outcome.ok) return this.#settle(event, 'Success', outcome);
    if (event.attempts <= config.maximumRetryAttempts) return this.#schedule(event, event.attempts * MINUTE);
    return this.#settle(event, 'RetriesExhausted', outcome);
  }

  #settle({ fn, requestId, payload, attempts }: QueuedEvent, condition: Condition, outcome?: Outcome): void {
    const destination = condition === 'Success' ? fn.eventInvokeConfig?.onSuccess : fn.eventInvokeConfig?.onFailure;
    const settled = { requestId, payload, attempts, condition, ...(outcome && { outcome }) };
    if (destination !== undefined) sendToDestination(this.#cloud, fn, destination, settled);
    if (condition === 'Success') return;
    const error = outcome && !outcome.ok ? `${outcome.error.errorType}: ${outcome.error.errorMessage}` : condition;
    if (destination === undefined) {
      this.#cloud.metrics.count(fn.accountId, {
        namespace: 'AWS/Lambda',
        name: 'AsyncEventsDropped',
        dimensions: { FunctionName: fn.name },
      });
      this.#cloud.watch.emit({
        kind: 'dropped',
        at: this.#cloud.clock.now(),
        account: fn.accountId,
        what: `an event for ${fn.name}`,
        why: error,
      });
      return;
    }
    this.#cloud.watch.emit({
      kind: 'invocation',
      at: this.#cloud.clock.now(),
      account: fn.accountId,
      functionName: fn.name,
      phase: 'dead-lettered',
      attempt: attempts,
      error,
    });
  }
}
