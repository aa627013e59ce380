import { ExecutionEnvironment } from './environment.ts';
import type { BundleSource } from './bundles.ts';
import type { Outcome } from './errors.ts';
import type { LambdaFunction } from './function.ts';
import { logWriter } from './role.ts';
import type { WriteLine } from './output.ts';
import type { Cloud, Invocation, InvocationFate } from '../core/cloud.ts';

interface Warm {
  readonly environment: ExecutionEnvironment;
  readonly write: WriteLine;
}

/** Runs invocations: takes a warm environment or starts a cold one, within the function's reserved concurrency. */
export class Invoker {
  readonly #cloud: Cloud;
  readonly #bundles: BundleSource;
  readonly #idle = new Map<string, Warm[]>();
  readonly #running = new Map<string, number>();
  readonly #fates = new Set<(invocation: Invocation) => InvocationFate | undefined>();

  constructor(cloud: Cloud, bundles: BundleSource) {
    this.#cloud = cloud;
    this.#bundles = bundles;
  }

  disturb(fateOf: (invocation: Invocation) => InvocationFate | undefined): () => void {
    this.#fates.add(fateOf);
    return () => this.#fates.delete(fateOf);
  }

  /** Whether reserved concurrency leaves room for one more invocation. */
  hasRoom(fn: LambdaFunction): boolean {
    return fn.reservedConcurrency === undefined || (this.#running.get(fn.arn) ?? 0) < fn.reservedConcurrency;
  }

  /** One attempt. `attempt` counts from 1. */
  async run(fn: LambdaFunction, requestId: string, payload: string, attempt: number): Promise<Outcome> {
    const { clock } = this.#cloud;
    this.#running.set(fn.arn, (this.#running.get(fn.arn) ?? 0) + 1);
    const fate = this.#fateOf({ functionName: fn.name, account: fn.accountId, requestId, attempt });
    const warm = this.#take(fn, fate?.cold === true);
    const started = clock.now();
    this.#observe(fn, 'started', { attempt });
    warm.write(`START RequestId: ${requestId} Version: $LATEST`);
    try {
      const outcome = await warm.environment.invoke(requestId, payload, fate);
      const duration = clock.now() - started;
      warm.write(`END RequestId: ${requestId}`);
      warm.write(
        `REPORT RequestId: ${requestId}\tDuration: ${duration.toFixed(2)} ms\tBilled Duration: ${Math.ceil(duration)} ms` +
          `\tMemory Size: ${fn.memory} MB`,
      );
      this.#count(fn, duration, outcome.ok);
      const { requests } = warm.environment;
      if (outcome.ok) this.#observe(fn, 'succeeded', { attempt, requests });
      else this.#observe(fn, 'failed', { attempt, requests, error: `${outcome.error.errorType}: ${outcome.error.errorMessage}` });
      return outcome;
    } finally {
      this.#running.set(fn.arn, (this.#running.get(fn.arn) ?? 1) - 1);
      if (warm.environment.usable) this.#idleOf(fn).push(warm);
    }
  }

  /** New code or settings: the next invocation starts cold. */
  discard(fn: LambdaFunction): void {
    for (const { environment } of this.#idleOf(fn)) environment.stop();
    this.#idle.delete(fn.arn);
  }

  #fateOf(invocation: Invocation): InvocationFate | undefined {
    const fates = [...this.#fates].flatMap((fateOf) => fateOf(invocation) ?? []);
    return fates.length === 0 ? undefined : Object.assign({}, ...fates);
  }

  #take(fn: LambdaFunction, cold: boolean): Warm {
    const idle = this.#idleOf(fn);
    for (let warm = idle.pop(); warm && !cold; warm = idle.pop()) {
      if (warm.environment.usable) return warm;
      warm.environment.stop();
    }
    const write = logWriter(this.#cloud, fn);
    return { write, environment: new ExecutionEnvironment(this.#cloud, fn, this.#bundles.ticket(fn), write) };
  }

  #idleOf(fn: LambdaFunction): Warm[] {
    const idle = this.#idle.get(fn.arn) ?? [];
    this.#idle.set(fn.arn, idle);
    return idle;
  }

  #observe(fn: LambdaFunction, phase: 'started' | 'succeeded' | 'failed', about: { attempt: number; requests?: number; error?: string }): void {
    this.#cloud.watch.emit({ kind: 'invocation', at: this.#cloud.clock.now(), account: fn.accountId, functionName: fn.name, phase, ...about });
  }

  #count(fn: LambdaFunction, duration: number, ok: boolean): void {
    const about = { namespace: 'AWS/Lambda', dimensions: { FunctionName: fn.name } };
    this.#cloud.metrics.count(fn.accountId, { ...about, name: 'Invocations' });
    this.#cloud.metrics.count(fn.accountId, { ...about, name: 'Errors', value: ok ? 0 : 1 });
    this.#cloud.metrics.count(fn.accountId, { ...about, name: 'Duration', value: duration, unit: 'Milliseconds' });
  }
}
