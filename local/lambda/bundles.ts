import type { LambdaFunction } from './function.ts';
import { locateHandler } from './handler.ts';
import type { WriteLine } from './output.ts';
import { loadSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';
import { sandboxHttp } from '../http/sandbox-http.ts';
import type { Clock } from '../core/clock.ts';
import type { SessionKeys } from '../core/cloud.ts';
import type { Dice } from '../core/dice.ts';
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
  /** False once nobody listens any more to what the code does. */
  readonly alive: () => boolean;
}

/** Where environments get their code from. */
export interface BundleSource {
  /** The credentials that the function's `nth` environment in this cloud has to use (from 0); undefined leaves them to STS. */
  keysFor(fn: LambdaFunction, nth: number): SessionKeys | undefined;
  /** The function's code for its `nth` environment. Throws what loading it throws. */
  load(fn: LambdaFunction, nth: number, host: Host): { readonly sandbox: Sandbox; readonly exportName: string };
  /** No environment of this cloud runs any more. */
  close(): void;
}

/** Each environment gets a new instance of its bundle, as in AWS. */
export const freshBundles: BundleSource = {
  keysFor: () => undefined,
  load: (fn, _nth, host) => {
    const { file, exportName } = locateHandler(fn);
    return { sandbox: openSandbox(fn, file, host), exportName };
  },
  close: () => undefined,
};

export function openSandbox(fn: LambdaFunction, file: string, host: Host): Sandbox {
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
