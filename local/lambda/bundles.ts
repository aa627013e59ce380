import type { LambdaFunction } from './function.ts';
import { locateHandler } from './handler.ts';
import type { WriteLine } from './output.ts';
import { loadSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';
import { sandboxHttp } from '../http/sandbox-http.ts';
import type { Clock } from '../core/clock.ts';
import type { Dice } from '../core/dice.ts';
import type { Perform } from '../core/handle.ts';
import type { Handle } from '../core/wire.ts';

/** What an execution environment is to the code that runs in it. */
export interface Host {
  readonly clock: Clock;
  readonly dice: Dice;
  readonly variables: Readonly<Record<string, string>>;
  readonly write: WriteLine;
  readonly requestId: () => string;
  /** The code ended its process, or threw outside of the handler. */
  readonly onCrash: (error: unknown) => void;
  readonly handle: Handle;
  /** As `handle`, without a wire. */
  readonly perform: Perform;
  /** False once nobody listens any more to what the code does. */
  readonly alive: () => boolean;
}

/** The code of one environment. */
export interface BundleTicket {
  /** Throws what loading the bundle throws. */
  load(host: Host): { readonly sandbox: Sandbox; readonly exportName: string };
}

/** Where environments get their code from. */
export interface BundleSource {
  /** For a new environment of the function. */
  ticket(fn: LambdaFunction): BundleTicket;
  /** No environment of this cloud runs any more. */
  close(): void;
}

/** Each environment gets a new instance of its bundle, as in AWS. */
export const freshBundles: BundleSource = {
  ticket: (fn) => ({
    load: (host) => {
      const { file, exportName } = locateHandler(fn);
      return { sandbox: openSandbox(fn, file, host), exportName };
    },
  }),
  close: () => undefined,
};

function openSandbox(fn: LambdaFunction, file: string, host: Host): Sandbox {
  return loadSandbox({
    clock: host.clock,
    dice: host.dice,
    root: fn.code.root,
    file,
    files: fn.code.files,
    modules: { ...sandboxHttp({ handle: host.handle }, host.alive) },
    env: host.variables,
    write: host.write,
    requestId: host.requestId,
    onCrash: host.onCrash,
  });
}
