import { AsyncLocalStorage } from 'node:async_hooks';
import { RuntimeError } from './errors.ts';

type Crash = (error: Error) => void;

const environments = new AsyncLocalStorage<Crash>();
let listening = false;

/**
 * Runs an environment's code so that a promise which it leaves rejected ends that environment, as it ends Lambda's Node.js runtime,
 * and not the process of the local cloud.
 */
export function withCrashOnRejection<T>(crash: Crash, run: () => T): T {
  if (!listening) {
    process.on('unhandledRejection', onRejection);
    listening = true;
  }
  return environments.run(crash, run);
}

/** Runs the cloud's own work that a function's call set off: what fails in there is not the function's. */
export function outsideOfEnvironments<T>(run: () => T): T {
  return outside(run);
}

// As `exit`, without a new asynchronous context for each call.
const outside = AsyncLocalStorage.snapshot();

// Node.js runs this in the asynchronous context of the rejected promise.
function onRejection(reason: unknown): void {
  const crash = environments.getStore();
  if (crash) return crash(new RuntimeError('Runtime.UnhandledPromiseRejection', String(reason)));
  // Not a function's: what Node.js does when nobody listens.
  if (process.listenerCount('unhandledRejection') === 1) throw reason;
}
