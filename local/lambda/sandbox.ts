import path from 'node:path';
import { compileBundle } from './compile.ts';
import { sandboxAbortSignal, sandboxDate, sandboxMath, sandboxPerformance, sandboxWebCrypto } from './globals.ts';
import { sandboxRequire, TASK_ROOT } from './modules.ts';
import { lambdaConsole, lineStream } from './output.ts';
import type { WriteLine } from './output.ts';
import { sandboxProcess } from './process.ts';
import { SandboxTimers } from './timers.ts';
import type { Clock } from '../core/clock.ts';
import type { Dice } from '../core/dice.ts';

export interface SandboxOptions {
  readonly clock: Clock;
  readonly dice: Dice;
  /** Folder on disk that the function sees as /var/task. */
  readonly root: string;
  /** Path of the CommonJS bundle below `root`, with `/`. */
  readonly file: string;
  readonly files: Readonly<Record<string, unknown>>;
  readonly modules: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string>>;
  readonly write: WriteLine;
  readonly requestId: () => string;
  /** The environment ended by itself: `process.exit`, or an exception outside of the handler. */
  readonly onCrash: (error: unknown) => void;
}

/** A loaded bundle with its own globals. */
export interface Sandbox {
  readonly exports: Readonly<Record<string, unknown>>;
  /** Silences its timers. */
  stop(): void;
  /** Gives a stopped sandbox its timers back. */
  resume(): void;
}

/**
 * Loads an unmodified CommonJS bundle as a new module instance whose time, timers, randomness, environment, output and network
 * are the cloud's. It shares the realm with its host, so it isolates well-meant code and not hostile code.
 */
export function loadSandbox(options: SandboxOptions): Sandbox {
  const { clock, dice, env, write, requestId, onCrash } = options;
  const timers = new SandboxTimers(clock, onCrash);
  const streams = { stdout: lineStream(write), stderr: lineStream(write) };
  const process = sandboxProcess({ clock, env, ...streams, onExit: onCrash });
  const shownAs = path.posix.join(TASK_ROOT, options.file);
  const module: { exports: Record<string, unknown> } = { exports: {} };
  const replaced = {
    process,
    console: lambdaConsole(clock, streams, write, requestId),
    Date: sandboxDate(clock),
    Math: sandboxMath(dice),
    performance: sandboxPerformance(clock),
    crypto: sandboxWebCrypto(dice),
    AbortSignal: sandboxAbortSignal(timers),
    setTimeout: timers.setTimeout,
    setInterval: timers.setInterval,
    setImmediate: timers.setImmediate,
    clearTimeout: timers.clear,
    clearInterval: timers.clear,
    clearImmediate: timers.clear,
    fetch: () => Promise.reject(new TypeError('fetch failed: functions of the local cloud reach AWS services only')),
  };
  const global = ownGlobal(replaced);
  compileBundle(
    path.join(options.root, options.file),
    shownAs,
  )({
    ...replaced,
    exports: module.exports,
    module,
    require: sandboxRequire({ ...options, timers, process }, shownAs),
    __filename: shownAs,
    __dirname: path.posix.dirname(shownAs),
    globalThis: global,
    global,
  });
  return { exports: module.exports, stop: () => timers.stop(), resume: () => timers.resume() };
}

// What a bundle adds to its global object stays in its environment; what it does not find there comes from the host's.
function ownGlobal(replaced: object): object {
  const global = Object.create(globalThis) as Record<string, unknown>;
  for (const [name, value] of Object.entries({ ...replaced, global, globalThis: global })) {
    Object.defineProperty(global, name, { value, writable: true, configurable: true, enumerable: false });
  }
  return global;
}
