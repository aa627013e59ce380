import { STATUS_CODES } from 'node:http';
import { SandboxAgent } from './sandbox-connection.ts';
import { SandboxRequest } from './sandbox-request.ts';
import { readParameters } from './sandbox-parameters.ts';
import type { Handle } from '../core/wire.ts';
import type { Network } from './sandbox-request.ts';
import type { Writable } from 'node:stream';

/** A stand-in for `node:http` or `node:https`: every request goes to the cloud, whatever its host. */
export interface SandboxHttpModule {
  readonly Agent: typeof SandboxAgent;
  readonly globalAgent: SandboxAgent;
  readonly STATUS_CODES: typeof STATUS_CODES;
  request(...parameters: unknown[]): Writable;
  get(...parameters: unknown[]): Writable;
  readonly default: SandboxHttpModule;
}

/**
 * `http` and `https` for code that shall reach nothing but this cloud. Requests use no sockets and no time.
 * @param alive whether the code still runs: what it asks afterwards is never sent, what it asked before is not answered
 */
export function sandboxHttp(
  cloud: { readonly handle: Handle },
  alive: () => boolean = () => true,
): { http: SandboxHttpModule; https: SandboxHttpModule } {
  const network = { handle: cloud.handle, alive };
  return { http: moduleFor(network), https: moduleFor(network) };
}

function moduleFor(network: Network): SandboxHttpModule {
  const request = (...parameters: unknown[]) => new SandboxRequest(network, ...readParameters(parameters));
  const get = (...parameters: unknown[]) => {
    const started = request(...parameters);
    started.end();
    return started;
  };
  const module = { Agent: SandboxAgent, globalAgent: new SandboxAgent(), STATUS_CODES, request, get };
  return {
    ...module,
    get default() {
      return this;
    },
  };
}
