import { createRequire } from 'node:module';
import { buildSync } from 'esbuild';
import { GetDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { ACCOUNT, START, service, testCloud } from './rooms.ts';
import { sleep } from '../../../local/core/clock.ts';
import { AwsError } from '../../../local/core/service.ts';
import { sandboxHttp } from '../../../local/http/sandbox-http.ts';
import { serveCloud } from '../../../local/http/server.ts';

const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'x' };

function objects() {
  const stored = new Map<string, Uint8Array>();
  return service('s3', {
    PutObject: ({ Key, Body }) => {
      stored.set(String(Key), Body as Uint8Array);
      return { ETag: '"e"' };
    },
    GetObject: ({ Key }) => ({ Body: stored.get(String(Key)) }),
    HeadObject: () => {
      throw new AwsError('NotFound', 'Not Found', 404);
    },
  });
}

describe('over HTTP', () => {
  let close: (() => Promise<void>) | undefined;
  afterEach(() => close?.());

  async function endpoint() {
    const glue = service('glue', { GetDatabase: ({ Name }) => ({ Database: { Name } }) });
    const server = await serveCloud(testCloud(objects().make, glue.make), 0);
    close = server.close;
    return { endpoint: `http://127.0.0.1:${server.port}`, region: 'eu-central-1', credentials };
  }

  it('any SDK client reaches it by its endpoint', async () => {
    const config = await endpoint();
    const { Database } = await new GlueClient(config).send(new GetDatabaseCommand({ Name: 'credit_risk' }));
    expect(Database?.Name).toBe('credit_risk');
    const s3 = new S3Client(config);
    const Body = Buffer.alloc(300_000, 'abc');
    await s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body }));
    const answer = await s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));
    expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? []).equals(Body)).toBe(true);
    await expect(s3.send(new HeadObjectCommand({ Bucket: 'b', Key: 'none' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('refuses a port that is taken', async () => {
    const { port } = new URL((await endpoint()).endpoint);
    await expect(serveCloud(testCloud(), Number(port))).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('inside a sandbox', () => {
  /** A bundle as functions are built, run with stand-ins for the network. */
  function bundle(source: string, modules: Record<string, unknown>): unknown {
    const built = buildSync({
      stdin: { contents: source, resolveDir: import.meta.dirname },
      bundle: true,
      write: false,
      platform: 'node',
      format: 'cjs',
      mainFields: ['module', 'main'],
      logLevel: 'error',
    });
    const module: { exports: Record<string, unknown> } = { exports: {} };
    const real = createRequire(import.meta.url);
    const require = (name: string): unknown => modules[name.replace(/^node:/, '')] ?? real(name);
    // oxlint-disable-next-line no-implied-eval -- the bundle has to run with our `require`, as the local Lambda does it
    new Function('module', 'exports', 'require', built.outputFiles[0]?.text ?? '')(module, module.exports, require);
    return module.exports['run'];
  }

  it('the unmodified SDK reaches the cloud and nothing else', async () => {
    const source = `
      import { S3Client, PutObjectCommand, GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
      export async function run(credentials) {
        const client = new S3Client({ region: 'eu-central-1', credentials, maxAttempts: 1 });
        await client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'k', Body: 'x'.repeat(100000) }));
        const { Body } = await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'k' }));
        const missing = await client.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'none' })).catch((error) => error.name);
        return [(await Body.transformToString()).length, missing];
      }`;
    const room = objects();
    const { http, https } = sandboxHttp(testCloud(room.make));
    const run = bundle(source, { http, https }) as (credentials: object) => Promise<unknown>;
    expect(await run(credentials)).toEqual([100_000, 'NotFound']);
    expect(room.seen[0]).toMatchObject({ Bucket: 'bucket', Key: 'k' });
  });

  it('an answer may take its time, and closes its request when it is read', async () => {
    const cloud = testCloud(objects().make);
    cloud.intercept({ before: () => sleep(cloud.clock, 3000) });
    const { https } = sandboxHttp(cloud);
    const seen: string[] = [];
    const authorization = `Credential=${ACCOUNT}/20261120/eu-central-1/s3/aws4_request`;
    const request = https.request({ host: 's3.amazonaws.com', method: 'PUT', path: '/b/k', headers: { authorization } }, (response: Readable) => {
      seen.push(`answer at ${cloud.clock.now() - START}`);
      response.resume();
    });
    request.once('close', () => seen.push('closed'));
    request.end('x');
    await cloud.clock.run();
    expect(seen).toEqual(['answer at 3000', 'closed']);
  });

  it('a request after the end of its environment is never sent', async () => {
    const room = objects();
    const { https } = sandboxHttp(testCloud(room.make), () => false);
    https.request({ host: 's3.amazonaws.com', method: 'PUT', path: '/b/k', headers: {} }, () => expect.unreachable()).end('x');
    await new Promise((resolve) => setImmediate(resolve));
    expect(room.seen).toEqual([]);
  });
});
