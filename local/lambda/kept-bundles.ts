import { createHash } from 'node:crypto';
import { openSandbox } from './bundles.ts';
import type { BundleSource, Host } from './bundles.ts';
import type { LambdaFunction } from './function.ts';
import { locateHandler } from './handler.ts';
import type { Sandbox } from './sandbox.ts';
import type { SessionKeys } from '../core/cloud.ts';

interface Kept {
  readonly sandbox: Sandbox;
  readonly switched: SwitchedHost;
  readonly exportName: string;
  inUse: boolean;
}

/**
 * Bundles that stay loaded from one cloud to the next, so that a simulation need not load and warm them each time. The nth
 * environment of a function gets the same instance in every cloud, with the same credentials, since the SDK keeps those it has read.
 * What a handler itself keeps between invocations it keeps here between clouds too: for functions without a memory of their own.
 */
export class KeptBundles implements BundleSource {
  readonly #kept = new Map<string, Kept>();
  readonly #used: Kept[] = [];

  keysFor(fn: LambdaFunction, nth: number): SessionKeys {
    const text = (part: string, length: number) => createHash('sha512').update(`${fn.name} ${nth} ${part}`).digest('hex').toUpperCase().slice(0, length);
    return { accessKeyId: `ASIA${text('id', 16)}`, secretAccessKey: text('secret', 40), sessionToken: text('token', 100) };
  }

  load(fn: LambdaFunction, nth: number, host: Host): { readonly sandbox: Sandbox; readonly exportName: string } {
    const key = `${fn.arn} ${fn.code.root} ${contentOf(fn.code.files)} ${JSON.stringify(fn.environment)} ${nth}`;
    const known = this.#kept.get(key);
    if (known?.inUse === true) throw new Error(`environment ${nth} of ${fn.name} runs in another cloud: one cloud at a time may use kept bundles`);
    const kept = known ?? open(fn, host);
    if (known === undefined) this.#kept.set(key, kept);
    kept.switched.turnTo(host);
    kept.sandbox.resume();
    kept.inUse = true;
    this.#used.push(kept);
    return kept;
  }

  close(): void {
    for (const kept of this.#used.splice(0)) {
      kept.sandbox.stop();
      kept.switched.turnTo(undefined);
      kept.inUse = false;
    }
  }
}

function open(fn: LambdaFunction, host: Host): Kept {
  const { file, exportName } = locateHandler(fn);
  const switched = new SwitchedHost(host);
  return { sandbox: openSandbox(fn, file, switched), switched, exportName, inUse: false };
}

const contents = new WeakMap<object, string>();

/** A digest of the values that stand in place of files, worked out once for each object. */
function contentOf(files: LambdaFunction['code']['files']): string {
  return Object.entries(files)
    .map(([name, value]) => {
      if (typeof value !== 'object' || value === null) return `${name} ${JSON.stringify(value)}`;
      const known = contents.get(value) ?? createHash('sha256').update(JSON.stringify(value)).digest('hex');
      contents.set(value, known);
      return `${name} ${known}`;
    })
    .join();
}

/** The host that is there now. Code that a former host left behind speaks to nobody. */
class SwitchedHost implements Host {
  #host: Host | undefined;
  readonly variables: Host['variables'];
  readonly clock: Host['clock'];
  readonly dice: Host['dice'];

  constructor(host: Host) {
    this.#host = host;
    this.variables = host.variables;
    this.clock = {
      now: () => this.#present.clock.now(),
      timer: (run, delay) => this.#present.clock.timer(run, delay),
      outside: (work) => this.#present.clock.outside(work),
    };
    this.dice = {
      next: () => this.#present.dice.next(),
      uuid: () => this.#present.dice.uuid(),
      text: (length, alphabet) => this.#present.dice.text(length, alphabet),
    };
  }

  turnTo(host: Host | undefined): void {
    this.#host = host;
  }

  readonly write: Host['write'] = (line) => this.#host?.write(line);
  readonly requestId: Host['requestId'] = () => this.#host?.requestId() ?? '';
  readonly onCrash: Host['onCrash'] = (error) => this.#host?.onCrash(error);
  readonly handle: Host['handle'] = (request) => this.#present.handle(request);
  readonly alive: Host['alive'] = () => this.#host?.alive() === true;

  get #present(): Host {
    if (this.#host === undefined) throw new Error('the cloud of this environment is closed');
    return this.#host;
  }
}
