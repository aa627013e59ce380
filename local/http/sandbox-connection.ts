import { EventEmitter } from 'node:events';

/** Has what callers look at; there are no connections to keep. */
export class SandboxAgent extends EventEmitter {
  readonly maxSockets: number;
  readonly keepAlive: boolean;
  readonly keepAliveMsecs = 1000;
  readonly totalSocketCount = 0;
  readonly sockets = {};
  readonly freeSockets = {};
  readonly requests = {};

  constructor(options: { maxSockets?: number; keepAlive?: boolean } = {}) {
    super();
    this.maxSockets = options.maxSockets ?? Infinity;
    this.keepAlive = options.keepAlive ?? false;
  }

  destroy(): void {
    this.removeAllListeners();
  }
}

/** A connected socket as far as the SDK's timeouts look at one: without time there is nothing to time out. */
export class SandboxSocket extends EventEmitter {
  readonly connecting = false;

  setKeepAlive(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  destroy(): this {
    return this;
  }
}
