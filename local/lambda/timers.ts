import { AsyncResource } from 'node:async_hooks';
import { promisify } from 'node:util';
import type { Clock, Timer } from '../core/clock.ts';

type Callback = (...args: unknown[]) => void;

/** What `setTimeout` returns in Node.js, on cloud time. */
export class SandboxTimeout {
  readonly id: number;
  readonly #arm: () => Timer;
  readonly #forget: () => void;
  #timer: Timer;

  constructor(id: number, arm: () => Timer, forget: () => void) {
    this.id = id;
    this.#arm = arm;
    this.#forget = forget;
    this.#timer = arm();
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  refresh(): this {
    this.#timer.cancel();
    this.#timer = this.#arm();
    return this;
  }

  close(): this {
    this.#timer.cancel();
    this.#forget();
    return this;
  }

  [Symbol.toPrimitive](): number {
    return this.id;
  }
}

/** The timer functions of one execution environment. `stop` silences all that are pending, until `resume`. */
export class SandboxTimers {
  readonly #clock: Clock;
  readonly #onCrash: (error: unknown) => void;
  readonly #live = new Map<number, SandboxTimeout>();
  #lastId = 0;
  #stopped = false;

  /** `onCrash` gets what a callback throws: in Node.js that would end the process. */
  constructor(clock: Clock, onCrash: (error: unknown) => void) {
    this.#clock = clock;
    this.#onCrash = onCrash;
  }

  readonly setTimeout = (callback: Callback, delay: unknown = 0, ...args: unknown[]): SandboxTimeout =>
    this.#start(callback, milliseconds(delay), args, false);

  readonly setInterval = (callback: Callback, delay: unknown = 0, ...args: unknown[]): SandboxTimeout =>
    this.#start(callback, milliseconds(delay), args, true);

  readonly setImmediate = (callback: Callback, ...args: unknown[]): SandboxTimeout => this.#start(callback, 0, args, false);

  /** Serves clearTimeout, clearInterval and clearImmediate. */
  readonly clear = (handle: unknown): void => {
    if (handle instanceof SandboxTimeout) handle.close();
    else if (typeof handle === 'number' || typeof handle === 'string') this.#live.get(Number(handle))?.close();
  };

  stop(): void {
    this.#stopped = true;
    for (const timeout of this.#live.values()) timeout.close();
  }

  /** Takes timers again after `stop`. */
  resume(): void {
    this.#stopped = false;
  }

  #start(callback: Callback, delay: number, args: unknown[], repeat: boolean): SandboxTimeout {
    this.#lastId += 1;
    const id = this.#lastId;
    // The clock fires from its own asynchronous context.
    const context = new AsyncResource('SandboxTimeout');
    const fire = () => {
      if (this.#stopped) return;
      if (repeat) timeout.refresh();
      else this.#live.delete(id);
      try {
        context.runInAsyncScope(callback, undefined, ...args);
      } catch (error) {
        this.#onCrash(error);
      }
    };
    const timeout = new SandboxTimeout(
      id,
      () => this.#clock.timer(fire, delay),
      () => this.#live.delete(id),
    );
    if (this.#stopped) timeout.close();
    else this.#live.set(id, timeout);
    return timeout;
  }
}

/** `node:timers` and `node:timers/promises` on the same timers. */
export function timerModules(timers: SandboxTimers): { callback: object; promises: object } {
  const wait = (delay?: unknown, value?: unknown) => new Promise((resolve) => timers.setTimeout(() => resolve(value), delay));
  const immediate = (value?: unknown) => new Promise((resolve) => timers.setImmediate(() => resolve(value)));
  const promises = { setTimeout: wait, setImmediate: immediate, scheduler: { wait } };
  Object.defineProperty(timers.setTimeout, promisify.custom, { value: wait, configurable: true });
  Object.defineProperty(timers.setImmediate, promisify.custom, { value: immediate, configurable: true });
  const { setTimeout, setInterval, setImmediate, clear } = timers;
  return {
    callback: { setTimeout, setInterval, setImmediate, clearTimeout: clear, clearInterval: clear, clearImmediate: clear, promises },
    promises,
  };
}

// Node.js: a delay below 1, above 2^31-1 or not a number becomes 1 ms; the cloud's clock may take 0.
function milliseconds(delay: unknown): number {
  const value = Number(delay);
  return value >= 0 && value <= 2_147_483_647 ? value : 1;
}
