import { STATUS_CODES } from 'node:http';
import { Readable, Writable } from 'node:stream';
import { SandboxSocket } from './sandbox-connection.ts';
import type { CloudRequest, Handle } from '../core/wire.ts';

/** The options that callers of `http.request` and `https.request` use, the SDK's NodeHttpHandler first of all. */
export interface RequestOptions {
  readonly method?: string;
  readonly host?: string | null;
  readonly hostname?: string | null;
  readonly path?: string | null;
  readonly headers?: Readonly<Record<string, string | number | readonly string[]>>;
}

export type OnResponse = (response: Readable) => void;

/** How requests leave the sandbox. */
export interface Network {
  readonly handle: Handle;
  readonly alive: () => boolean;
}

/** One request as `node:http` makes them: written to, then answered by an event. */
export class SandboxRequest extends Writable {
  readonly socket = new SandboxSocket();
  readonly #network: Network;
  readonly #options: RequestOptions;
  readonly #headers = new Map<string, string>();
  readonly #chunks: Uint8Array[] = [];

  constructor(network: Network, options: RequestOptions, onResponse: OnResponse | undefined) {
    // A request lives until its answer was read, not until its body is written.
    super({ autoDestroy: false });
    this.#network = network;
    this.#options = options;
    for (const [name, value] of Object.entries(options.headers ?? {})) this.setHeader(name, value);
    if (onResponse) this.once('response', onResponse);
    queueMicrotask(() => {
      this.emit('socket', this.socket);
      // The SDK sends large bodies only after this.
      if (this.#headers.get('expect') === '100-continue') this.emit('continue');
    });
  }

  setHeader(name: string, value: string | number | readonly string[]): this {
    this.#headers.set(name.toLowerCase(), Array.isArray(value) ? value.join(', ') : String(value));
    return this;
  }

  getHeader(name: string): string | undefined {
    return this.#headers.get(name.toLowerCase());
  }

  setTimeout(): this {
    return this;
  }

  setNoDelay(): void {}

  setSocketKeepAlive(): void {}

  flushHeaders(): void {}

  abort(): void {
    this.destroy();
  }

  override _write(chunk: Uint8Array | string, encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
    done();
  }

  override _final(done: (error?: Error) => void): void {
    done();
    const { handle, alive } = this.#network;
    if (!alive()) return;
    handle(this.#request()).then(
      ({ status, headers, body }) => {
        if (this.destroyed || !alive()) return;
        const response = Object.assign(Readable.from(body.byteLength > 0 ? [Buffer.from(body)] : [], { objectMode: false }), {
          statusCode: status,
          statusMessage: STATUS_CODES[status] ?? '',
          headers: { ...headers },
          httpVersion: '1.1',
          complete: true,
          socket: this.socket,
        });
        response.once('close', () => this.destroy());
        this.emit('response', response);
      },
      (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  }

  #request(): CloudRequest {
    const { method = 'GET', host, hostname, path } = this.#options;
    const [pathname = '/', ...query] = (path ?? '/').split('?');
    const name = (hostname ?? host ?? 'localhost').replace(/:\d+$/, '');
    return {
      method,
      host: name,
      path: pathname,
      query: query.join('?'),
      headers: Object.fromEntries(this.#headers),
      body: Buffer.concat(this.#chunks),
    };
  }
}
