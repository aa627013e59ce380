import { webcrypto } from 'node:crypto';
import type { Performance } from 'node:perf_hooks';
import type { Clock } from '../core/clock.ts';
import type { Dice } from '../core/dice.ts';
import type { SandboxTimers } from './timers.ts';

/** `Date` whose present is the cloud's. Dates made outside still pass `instanceof`. */
export function sandboxDate(clock: Clock): DateConstructor {
  const now = () => Math.trunc(clock.now());
  return new Proxy(Date, {
    construct: (target, args: unknown[], newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    apply: () => new Date(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key, target)),
  });
}

/** `Math` whose `random` is the cloud's dice. */
export function sandboxMath(dice: Dice): Math {
  const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(Math)) as Math;
  copy.random = () => dice.next();
  return copy;
}

/** `performance` on cloud time, counted from the start of the environment. */
export function sandboxPerformance(clock: Clock): Pick<Performance, 'now' | 'timeOrigin'> {
  const timeOrigin = clock.now();
  return { timeOrigin, now: () => clock.now() - timeOrigin };
}

/** Web Crypto with the cloud's dice; digests and signatures stay the platform's. */
export function sandboxWebCrypto(dice: Dice): Pick<webcrypto.Crypto, 'getRandomValues' | 'randomUUID' | 'subtle'> {
  return {
    subtle: webcrypto.subtle,
    randomUUID: () => dice.uuid() as ReturnType<webcrypto.Crypto['randomUUID']>,
    getRandomValues: (view) => fillRandom(dice, view),
  };
}

/** Fills any view with random bytes and returns it. */
export function fillRandom<T extends ArrayBufferView | null>(dice: Dice, view: T): T {
  if (view === null) return view;
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = Math.floor(dice.next() * 256);
  return view;
}

/** `AbortSignal` whose `timeout` runs on cloud time. */
export function sandboxAbortSignal(timers: SandboxTimers): typeof AbortSignal {
  const timeout = (delay: number): AbortSignal => {
    const controller = new AbortController();
    timers.setTimeout(() => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), delay);
    return controller.signal;
  };
  return new Proxy(AbortSignal, { get: (target, key) => (key === 'timeout' ? timeout : Reflect.get(target, key, target)) });
}
