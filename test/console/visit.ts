import { request } from 'node:http';
import { createConsole } from '../../console/console.ts';
import { serveCloud } from '../../local/http/server.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import type { Loop } from '../support/loop.ts';

export interface Visited {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Visit {
  readonly port: number;
  readonly get: (path: string, headers?: Readonly<Record<string, string>>, method?: string) => Promise<Visited>;
  /** Presses a button and lets what follows pass. Answers what the visitor is told. */
  readonly press: (name: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** The console of a loop, asked over HTTP. */
export async function visit(loop: Loop, mesh: Mesh): Promise<Visit> {
  const page = createConsole(loop.cloud, mesh, loop.names);
  const server = await serveCloud(loop.cloud, 0, page.take);
  const get: Visit['get'] = (path, headers = {}, method = 'GET') =>
    new Promise((resolve, reject) => {
      // Not fetch: it does not let a caller choose the Host header.
      const asking = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }));
      });
      asking.on('error', reject);
      asking.end();
    });
  return {
    port: server.port,
    get,
    async press(name) {
      const { status, body } = await get(`/_console/act/${name}`, { 'x-meshloop-console': '1' }, 'POST');
      if (status !== 200) throw new Error(`${status} ${body}`);
      await loop.clock.run();
      return body;
    },
    async close() {
      page.close();
      await server.close();
    },
  };
}
