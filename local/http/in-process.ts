import { Readable } from 'node:stream';
import type { CloudRequest, Handle } from '../core/wire.ts';

/** The part of the SDK's HttpRequest that a handler reads. */
export interface SdkRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Readable;
}

/** An SDK `requestHandler` that calls the cloud without sockets. */
export interface InProcessRequestHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(request: SdkRequest): Promise<{ response: SdkResponse }>;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
  destroy(): void;
}

/** A `requestHandler` for SDK clients in scenarios and tests. */
export function inProcessRequestHandler(cloud: { readonly handle: Handle }): InProcessRequestHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request) => {
      const answer = await cloud.handle(await fromSdk(request));
      const body = Readable.from(answer.body.byteLength > 0 ? [answer.body] : [], { objectMode: false });
      return { response: { statusCode: answer.status, headers: { ...answer.headers }, body } };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => undefined,
  };
}

async function fromSdk(request: SdkRequest): Promise<CloudRequest> {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    method: request.method,
    host: request.hostname,
    path: request.path,
    query: queryText(request.query),
    headers,
    body: await bytes(request.body),
  };
}

function queryText(query: SdkRequest['query']): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(query ?? {})) {
    const values = Array.isArray(value) ? value : [value];
    for (const item of values)
      parts.push(item === null ? encodeURIComponent(name) : `${encodeURIComponent(name)}=${encodeURIComponent(String(item))}`);
  }
  return parts.join('&');
}

async function bytes(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array(0);
  if (typeof body === 'string') return Buffer.from(body, 'utf8');
  if (body instanceof Uint8Array) return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (body instanceof Readable) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    return Buffer.concat(chunks);
  }
  throw new TypeError('the in-process handler takes bodies that are strings, bytes or Node streams');
}
