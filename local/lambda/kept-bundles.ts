import { createHash } from 'node:crypto';
import { openSandbox } from './bundles.ts';
import type { BundleSource, BundleTicket, Host } from './bundles.ts';
import { directSeam } from './direct-send.ts';
import type { LambdaFunction } from './function.ts';
import { locateHandler } from './handler.ts';
import type { Sandbox } from './sandbox.ts';
import type { SessionKeys } from '../core/cloud.ts';

interface Kept {
  readonly sandbox: Sandbox;
  readonly switched: SwitchedHost;
  readonly exportName: string;
}

/**
 * Bundles that stay loaded from one cloud to the next, so that a simulation need not load and warm them each time. The nth
 * environment of the same code gets the same instance in every cloud, with the same credentials, since the SDK keeps those it has
 * read. What a handler itself keeps between invocations it keeps here between clouds too: for functions without a memory of their own.
 * One cloud at a time may use it.
 */
export class KeptBundles implements BundleSource {
  readonly #direct: boolean;
  readonly #kept = new Map<string, Kept>();
  /** Environments that this cloud has had of each code. */
  readonly #had = new Map<string, number>();
  readonly #used: Kept[] = [];

  /** `direct`: the SDK's calls go straight to the cloud, without signature and wire. */
  constructor({ direct }: { readonly direct: boolean }) {
    this.#direct = direct;
  }

  ticket(fn: LambdaFunction): BundleTicket {
    const code = `${fn.arn} ${fn.code.root} ${contentOf(fn.code.files)} ${JSON.stringify(fn.environment)}`;
    const nth = this.#had.get(code) ?? 0;
    this.#had.set(code, nth + 1);
    const name = `${code} ${nth}`;
    return { keys: keysFor(name), load: (host) => this.#load(fn, name, host) };
  }

  #load(fn: LambdaFunction, name: string, host: Host): Kept {
    const kept = this.#kept.get(name) ?? open(fn, host, this.#direct);
    this.#kept.set(name, kept);
    kept.switched.turnTo(host);
    kept.sandbox.resume();
    this.#used.push(kept);
    return kept;
  }

  close(): void {
    for (const { sandbox, switched } of this.#used.splice(0)) {
      sandbox.stop();
      switched.turnTo(undefined);
    }
    this.#had.clear();
  }
}

const knownKeys = new Map<string, SessionKeys>();

/** As long as STS's own, but always the same for the same environment. */
function keysFor(name: string): SessionKeys {
  const known = knownKeys.get(name);
  if (known !== undefined) return known;
  const text = (part: string, length: number) => createHash('sha512').update(`${part} ${name}`).digest('hex').toUpperCase().slice(0, length);
  const keys = { accessKeyId: `ASIA${text('id', 16)}`, secretAccessKey: text('secret', 40), sessionToken: text('token', 128) };
  knownKeys.set(name, keys);
  return keys;
}

function open(fn: LambdaFunction, host: Host, direct: boolean): Kept {
  const { file, exportName } = locateHandler(fn);
  const switched = new SwitchedHost(host);
  return { sandbox: openSandbox(fn, file, switched, direct ? directSeam(switched) : undefined), switched, exportName };
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
  readonly perform: Host['perform'] = (call) => this.#present.perform(call);
  readonly alive: Host['alive'] = () => this.#host?.alive() === true;

  get #present(): Host {
    if (this.#host === undefined) throw new Error('the cloud of this environment is closed');
    return this.#host;
  }
}
