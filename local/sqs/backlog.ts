import type { Message } from './queue.ts';
import type { Cloud } from '../core/cloud.ts';
import type { Timer } from '../core/clock.ts';

/**
 * Tells CloudWatch how many messages of a queue whoever asks would get (SQS developer guide, "Available CloudWatch metrics for
 * Amazon SQS"). A queue that nobody uses is counted too, where AWS stops after six hours; messages end with their retention
 * when the queue is used next.
 */
export class Backlog {
  readonly #cloud: Cloud;
  readonly #account: string;
  readonly #metric;
  #next: Timer | undefined;

  constructor(cloud: Cloud, account: string, queueName: string) {
    this.#cloud = cloud;
    this.#account = account;
    this.#metric = { namespace: 'AWS/SQS', name: 'ApproximateNumberOfMessagesVisible', dimensions: { QueueName: queueName } };
  }

  count(messages: readonly Message[]): void {
    this.#next?.cancel();
    const now = this.#cloud.clock.now();
    this.#cloud.metrics.stands(this.#account, this.#metric, messages.filter(({ visibleAt }) => visibleAt <= now).length);
    const next = messages.reduce((least, { visibleAt }) => (visibleAt > now ? Math.min(least, visibleAt) : least), Infinity);
    if (next < Infinity) this.#next = this.#cloud.clock.timer(() => this.count(messages), next - now);
  }

  /** The queue is gone. */
  stop(): void {
    this.#next?.cancel();
    this.#cloud.metrics.stands(this.#account, this.#metric, undefined);
  }
}
