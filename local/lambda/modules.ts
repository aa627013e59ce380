import crypto from 'node:crypto';
import fs from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fillRandom, sandboxPerformance, sandboxWebCrypto } from './globals.ts';
import { timerModules } from './timers.ts';
import type { SandboxTimers } from './timers.ts';
import type { Clock } from '../core/clock.ts';
import type { Dice } from '../core/dice.ts';

const hostRequire = createRequire(import.meta.url);

/** Built-in modules that would reach past the cloud: network, processes, threads. They load, but calling into them fails. */
const OUTSIDE = ['child_process', 'cluster', 'dgram', 'dns', 'dns/promises', 'http2', 'inspector', 'net', 'tls', 'vm', 'worker_threads'];

export const TASK_ROOT = '/var/task';

export interface ModuleOptions {
  readonly clock: Clock;
  readonly dice: Dice;
  readonly timers: SandboxTimers;
  readonly process: object;
  /** Folder on disk that the function sees as /var/task. */
  readonly root: string;
  /** Values by path below the task root, in place of the files there (a deployment's own mesh.json). */
  readonly files: Readonly<Record<string, unknown>>;
  /** Replacements by module name without `node:`: at least `http` and `https`. */
  readonly modules: Readonly<Record<string, unknown>>;
}

/**
 * `require` for a bundle at `taskFile` (below the task root): JSON files beside it, and built-in modules on the cloud's time,
 * dice and network.
 */
export function sandboxRequire(options: ModuleOptions, taskFile: string): (id: string) => unknown {
  const replaced: Readonly<Record<string, unknown>> = { ...replacements(options), ...options.modules };
  return (id) => {
    if (id.startsWith('.') || id.startsWith('/')) return requireJson(options, path.posix.resolve(path.posix.dirname(taskFile), id));
    const name = id.replace(/^node:/, '');
    if (Object.hasOwn(replaced, name)) return replaced[name];
    if (!isBuiltin(id)) throw moduleNotFound(id);
    return OUTSIDE.includes(name) ? refusing(name, hostRequire(id) as object, {}) : hostRequire(id);
  };
}

function replacements({ clock, dice, timers, process, root }: ModuleOptions): Record<string, unknown> {
  const timer = timerModules(timers);
  const files = taskFiles(root);
  return {
    process,
    timers: timer.callback,
    'timers/promises': timer.promises,
    crypto: sandboxCrypto(dice),
    perf_hooks: derive(hostRequire('node:perf_hooks') as object, { performance: sandboxPerformance(clock) }),
    os: derive(os, {
      homedir: () => '/home/sbx_user1051',
      hostname: () => '169.254.0.1',
      tmpdir: () => '/tmp',
      networkInterfaces: () => ({}),
    }),
    fs: refusing('fs', fs, { ...files.callback, promises: refusing('fs/promises', fs.promises, files.promises) }),
    'fs/promises': refusing('fs/promises', fs.promises, files.promises),
  };
}

function sandboxCrypto(dice: Dice): object {
  const bytes = (size: number) => fillRandom(dice, Buffer.alloc(size));
  const webcrypto = sandboxWebCrypto(dice);
  return derive(crypto, {
    webcrypto,
    getRandomValues: webcrypto.getRandomValues,
    randomUUID: webcrypto.randomUUID,
    randomBytes: (size: number, done?: (error: null, value: Buffer) => void) => answer(bytes(size), done),
    randomFillSync: <T extends NodeJS.ArrayBufferView>(view: T) => fillRandom(dice, view),
    randomInt: (first: number, second?: unknown, third?: unknown) => {
      const [low, high] = typeof second === 'number' ? [first, second] : [0, first];
      return answer(low + Math.floor(dice.next() * (high - low)), typeof second === 'function' ? second : third);
    },
  });
}

function answer<T>(value: T, done: unknown): T | undefined {
  if (typeof done !== 'function') return value;
  queueMicrotask(() => done(null, value));
  return undefined;
}

/** What a function may read: its own package. Anything else, above all the user's ~/.aws, does not exist for it. */
function taskFiles(root: string): { callback: object; promises: object } {
  const locate = (file: unknown): string | undefined => {
    const relative = path.posix.relative(TASK_ROOT, path.posix.resolve(TASK_ROOT, String(file)));
    return relative.startsWith('..') ? undefined : path.join(root, relative);
  };
  const read = (file: unknown, encoding?: BufferEncoding) => {
    const located = locate(file);
    if (located === undefined)
      throw Object.assign(new Error(`ENOENT: no such file or directory, open '${String(file)}'`), { code: 'ENOENT', errno: -2 });
    return encoding === undefined ? fs.readFileSync(located) : fs.readFileSync(located, encoding);
  };
  return {
    callback: { readFileSync: read, existsSync: (file: unknown) => fs.existsSync(locate(file) ?? '') },
    promises: { readFile: async (file: unknown, encoding?: BufferEncoding) => read(file, encoding) },
  };
}

function requireJson({ files, root }: ModuleOptions, taskPath: string): unknown {
  const relative = path.posix.relative(TASK_ROOT, taskPath);
  // A copy each time: two environments never share an object.
  if (Object.hasOwn(files, relative)) return structuredClone(files[relative]);
  const file = path.join(root, relative);
  if (relative.startsWith('..') || !relative.endsWith('.json') || !fs.existsSync(file)) throw moduleNotFound(taskPath);
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

function moduleNotFound(id: string): Error {
  return Object.assign(new Error(`Cannot find module '${id}'`), { code: 'MODULE_NOT_FOUND' });
}

/** The module with some members replaced; own properties, as bundlers copy only those. */
function derive(module: object, members: object): object {
  return Object.defineProperties(Object.create(Object.getPrototypeOf(module) as object | null), {
    ...Object.getOwnPropertyDescriptors(module),
    ...Object.getOwnPropertyDescriptors(members),
  }) as object;
}

/** The module with every function refused except `allowed`. */
function refusing(name: string, module: object, allowed: object): object {
  const members: Record<string, unknown> = {};
  for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(module))) {
    const isClass = typeof value === 'function' && /^[A-Z]/.test(key);
    if (typeof value === 'function' && !isClass) {
      members[key] = () => {
        throw new Error(`${name}.${key} is not available to functions of the local cloud`);
      };
    } else if (value !== undefined) members[key] = value;
  }
  return { ...members, ...allowed };
}
