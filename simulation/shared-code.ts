import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import type { Clock } from '../local/core/clock.ts';
import type { BundleSource, BundleTicket, Host } from '../local/lambda/bundles.ts';
import type { LambdaFunction } from '../local/lambda/function.ts';
import { loadSandbox, type Sandbox } from '../local/lambda/sandbox.ts';
import { handlerNamed, sdkPackages } from './code.ts';
import { directPackage } from './direct-client.ts';

type Handler = (event: unknown, context: unknown) => unknown;

const hostRequire = createRequire(import.meta.url);

/**
 * One instance of the functions' code for all environments of all clouds that have the same mesh.yml, so that it is loaded and
 * optimized once. An environment is then only who asks: its credentials, its variables, and whether it lives. What a handler itself
 * keeps between invocations it keeps here between environments too: for functions without a memory of their own.
 * One cloud at a time may use it.
 */
export class SharedCode implements BundleSource {
  readonly #folder: string;
  readonly #asking = new AsyncLocalStorage<Host>();
  readonly #instances = new Map<string, Sandbox>();
  readonly #modules: Readonly<Record<string, unknown>>;
  /** Who used the code last: the cloud that is there now. */
  #host: Host | undefined;
  /** Why the code could not be loaded. */
  #defect: unknown;

  /** @param folder what `bundleFunctions` wrote */
  constructor(folder: string) {
    this.#folder = folder;
    const sdk = sdkPackages.map((name) => [name, directPackage(sdkPackage(name), name.replace('@aws-sdk/client-', ''), () => this.#present)] as const);
    this.#modules = { 'zod/mini': hostRequire('zod/mini') as unknown, ...Object.fromEntries(sdk) };
  }

  ticket(fn: LambdaFunction): BundleTicket {
    return { load: (host) => this.#load(fn, host) };
  }

  /** Throws where the code did not load: without functions every story would go well. */
  close(): void {
    if (this.#defect !== undefined) throw new Error('the code of the functions cannot be loaded', { cause: this.#defect });
    for (const sandbox of this.#instances.values()) sandbox.stop();
    this.#host = undefined;
  }

  #load(fn: LambdaFunction, host: Host): { sandbox: Sandbox; exportName: string } {
    this.#host = host;
    const shared = this.#instanceOf(fn);
    shared.resume();
    const handler = shared.exports[handlerNamed(basename(dirname(fn.handler)))];
    if (!isHandler(handler)) throw new Error(`the functions' code has no handler ${fn.handler}`);
    const called: Handler = (event, context) => this.#asking.run(host, () => handler(event, context));
    // Timers of an environment that ended fire for nothing: what they wake asks a host that no longer answers.
    return { sandbox: { exports: { handler: called }, stop: () => undefined, resume: () => undefined }, exportName: 'handler' };
  }

  #instanceOf({ code: { files } }: LambdaFunction): Sandbox {
    const [mesh] = Object.values(files);
    const content = contentOf(mesh);
    const known = this.#instances.get(content);
    if (known) return known;
    try {
      const opened = this.#open(mesh);
      this.#instances.set(content, opened);
      return opened;
    } catch (error) {
      this.#defect = error;
      throw error;
    }
  }

  #open(mesh: unknown): Sandbox {
    const present = () => this.#present;
    const clock: Clock = {
      now: () => present().clock.now(),
      timer: (run, delay) => present().clock.timer(run, delay),
      outside: (work) => present().clock.outside(work),
    };
    return loadSandbox({
      clock,
      dice: { next: () => present().dice.next(), uuid: () => present().dice.uuid(), text: (length, alphabet) => present().dice.text(length, alphabet) },
      root: this.#folder,
      file: 'index.cjs',
      files: { 'mesh.json': mesh },
      modules: this.#modules,
      env: new Proxy({}, { get: (_, name) => Reflect.get(present().variables, name) as unknown, has: (_, name) => Reflect.has(present().variables, name) }),
      write: (line) => present().write(line),
      requestId: () => present().requestId(),
      onCrash: (error) => present().onCrash(error),
    });
  }

  get #present(): Host {
    const host = this.#asking.getStore() ?? this.#host;
    if (host === undefined) throw new Error('the cloud of this code is closed');
    return host;
  }
}

function sdkPackage(name: string): object {
  // A module is an object.
  return hostRequire(name) as object;
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

const contents = new WeakMap<object, string>();

/** A digest, worked out once for each object. */
function contentOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const known = contents.get(value) ?? createHash('sha256').update(JSON.stringify(value)).digest('hex');
  contents.set(value, known);
  return known;
}
