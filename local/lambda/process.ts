import { EventEmitter } from 'node:events';
import type { Writable } from 'node:stream';
import { RuntimeError } from './errors.ts';
import type { Clock } from '../core/clock.ts';

/** Thrown by `process.exit`, which ends the execution environment. */
export class RuntimeExit extends RuntimeError {
  constructor(code: unknown) {
    super('Runtime.ExitError', `Error: Runtime exited with error: exit status ${typeof code === 'number' ? code : 0}`);
  }
}

export interface ProcessOptions {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string>>;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly onExit: (exit: RuntimeExit) => void;
}

/** The `process` of one execution environment: its own variables, streams, listeners and clock. */
export function sandboxProcess(options: ProcessOptions): EventEmitter {
  const { clock, stdout, stderr } = options;
  const started = clock.now();
  const nanoseconds = () => BigInt(Math.trunc((clock.now() - started) * 1e6));
  const hrtime = Object.assign(
    (since: readonly [number, number] = [0, 0]) => {
      const elapsed = nanoseconds() - (BigInt(since[0]) * 1_000_000_000n + BigInt(since[1]));
      return [Number(elapsed / 1_000_000_000n), Number(elapsed % 1_000_000_000n)];
    },
    { bigint: nanoseconds },
  );
  const exit = (code?: unknown) => {
    const end = new RuntimeExit(code);
    options.onExit(end);
    throw end;
  };
  return Object.assign(new EventEmitter(), {
    env: environmentVariables(options.env),
    argv: ['/var/lang/bin/node', '/var/runtime/index.mjs'],
    execArgv: [],
    execPath: '/var/lang/bin/node',
    title: 'node',
    pid: 2,
    ppid: 1,
    arch: 'arm64',
    platform: 'linux',
    version: process.version,
    versions: process.versions,
    release: process.release,
    features: process.features,
    config: process.config,
    exitCode: undefined,
    stdout,
    stderr,
    hrtime,
    exit,
    abort: exit,
    cwd: () => '/var/task',
    uptime: () => (clock.now() - started) / 1000,
    nextTick: process.nextTick.bind(process),
    memoryUsage: () => process.memoryUsage(),
    emitWarning: (warning: unknown) => stderr.write(`(node:2) ${String(warning)}\n`),
    getBuiltinModule: undefined,
  });
}

// Like the real one, `process.env` holds strings only.
function environmentVariables(initial: Readonly<Record<string, string>>): Record<string, string> {
  return new Proxy(initial, { set: (target, key, value) => Reflect.set(target, key, String(value)) });
}
