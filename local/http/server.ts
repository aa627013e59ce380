import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { CloudRequest, Handle } from '../core/wire.ts';

/** Answers a request in the cloud's place, or answers false. */
export type Beside = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

/**
 * Serves the cloud on the loopback interface. Resolves when it listens, with the port it got (0 asks for a free one).
 * @param beside is asked first: for what is served at the same port and is no AWS
 */
export async function serveCloud(cloud: { readonly handle: Handle }, port: number, beside: Beside = () => false): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    if (beside(incoming, outgoing)) return;
    answer(cloud.handle, incoming, outgoing).catch((error: unknown) => {
      outgoing.writeHead(500, { 'content-type': 'text/plain' });
      outgoing.end(error instanceof Error ? error.message : String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : port, close: () => closeServer(server) };
}

async function answer(handle: Handle, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { status, headers, body } = await handle(await read(incoming));
  const isHead = incoming.method === 'HEAD';
  outgoing.writeHead(status, isHead || status === 304 ? headers : { ...headers, 'content-length': body.byteLength });
  outgoing.end(isHead ? undefined : body);
}

async function read(incoming: IncomingMessage): Promise<CloudRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const [path = '/', ...query] = (incoming.url ?? '/').split('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  const host = (headers['host'] ?? '').replace(/:\d+$/, '');
  return { method: incoming.method ?? 'GET', host, path, query: query.join('?'), headers, body: Buffer.concat(chunks) };
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}
