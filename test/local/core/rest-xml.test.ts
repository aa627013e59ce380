import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, START, service, testCloud, text, wire } from './rooms.ts';
import { AwsError } from '../../../local/core/service.ts';
import { clientConfig } from '../../../local/core/clients.ts';

const none = () => ({});

function s3(handlers: Parameters<typeof service>[1]) {
  const room = service('s3', handlers);
  const cloud = testCloud(room.make);
  return { ...room, cloud, client: new S3Client(clientConfig(cloud, ACCOUNT)) };
}

describe('S3 requests', () => {
  it('carry bucket and key whether the bucket is in the host or in the path', async () => {
    const { cloud, seen, client } = s3({ GetObject: none });
    await client.send(new GetObjectCommand({ Bucket: 'a.b-c', Key: 'x/ü y+z.csv' }));
    await new S3Client({ ...clientConfig(cloud, ACCOUNT), forcePathStyle: true }).send(
      new GetObjectCommand({ Bucket: 'plain', Key: 'k/' }),
    );
    await cloud.handle(wire('s3', { method: 'GET', host: 'here.localhost', path: '/deep/key' }));
    await cloud.handle(wire('s3', { method: 'GET', host: '127.0.0.1', path: '/bucket/k%20k' }));
    await cloud.handle(wire('s3', { method: 'GET', host: 'old.s3-eu-central-1.amazonaws.com', path: '/a//b' }));
    expect(seen.map(({ Bucket, Key }) => [Bucket, Key])).toEqual([
      ['a.b-c', 'x/ü y+z.csv'],
      ['plain', 'k/'],
      ['here', 'deep/key'],
      ['bucket', 'k k'],
      ['old', 'a//b'],
    ]);
  });

  it('carry bodies, metadata, conditions and times', async () => {
    const { seen, client } = s3({ PutObject: () => ({ ETag: '"e"' }), GetObject: none });
    await client.send(
      new PutObjectCommand({
        Bucket: 'b',
        Key: 'k',
        Body: 'ünï',
        Metadata: { Change: '7' },
        IfNoneMatch: '*',
        ContentType: 'text/csv',
        Expires: new Date(START),
      }),
    );
    await client.send(
      new GetObjectCommand({ Bucket: 'b', Key: 'k', IfMatch: '"e"', IfModifiedSince: new Date(START), Range: 'bytes=0-3' }),
    );
    expect(seen[0]).toMatchObject({ Bucket: 'b', Key: 'k', Metadata: { change: '7' }, IfNoneMatch: '*', ContentType: 'text/csv' });
    expect(text(seen[0]?.['Body'] as Uint8Array)).toBe('ünï');
    expect(seen[1]).toMatchObject({ IfMatch: '"e"', IfModifiedSince: new Date(START), Range: 'bytes=0-3' });
  });

  it('sent in chunks lose their framing and keep their trailers', async () => {
    const { seen, client } = s3({ PutObject: none });
    await client.send(
      new PutObjectCommand({
        Bucket: 'b',
        Key: 'k',
        Body: Readable.from([Buffer.from('one,'), Buffer.from('two')]),
        ContentLength: 7,
        ContentEncoding: 'gzip',
      }),
    );
    expect(text(seen[0]?.['Body'] as Uint8Array)).toBe('one,two');
    expect(seen[0]).toMatchObject({ ContentEncoding: 'gzip', ChecksumCRC32: expect.stringMatching(/^[\w+/]{6}==$/) });
  });

  it('signed chunk by chunk are read, and refused when cut off', async () => {
    const { cloud, seen } = s3({ PutObject: none });
    const signed = `5;chunk-signature=${'0'.repeat(64)}\r\nhello\r\n0;chunk-signature=${'0'.repeat(64)}\r\n\r\n`;
    const put = (body: string) =>
      wire('s3', {
        method: 'PUT',
        path: '/b/k',
        headers: { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'content-encoding': 'aws-chunked' },
        body,
      });
    expect((await cloud.handle(put(signed))).status).toBe(200);
    expect(text(seen[0]?.['Body'] as Uint8Array)).toBe('hello');
    expect(seen[0]).not.toHaveProperty('ContentEncoding');
    expect(text((await cloud.handle(put(signed.slice(0, 90)))).body)).toContain('<Code>IncompleteBody</Code>');
  });

  it('choose the operation by query and headers, with and without the SDK’s hint', async () => {
    const { cloud, seen, client } = s3({
      CopyObject: () => ({ CopyObjectResult: { ETag: '"c"' } }),
      UploadPart: none,
      GetObjectTagging: () => ({ TagSet: [] }),
      GetObject: none,
      ListObjects: none,
      ListBuckets: none,
      ListObjectsV2: none,
    });
    await client.send(new CopyObjectCommand({ Bucket: 'b', Key: 'k', CopySource: 'b/old' }));
    await client.send(new UploadPartCommand({ Bucket: 'b', Key: 'k', PartNumber: 2, UploadId: 'u', Body: 'x' }));
    await client.send(new GetObjectTaggingCommand({ Bucket: 'b', Key: 'k' }));
    await cloud.handle(wire('s3', { method: 'PUT', path: '/b/k', headers: { 'x-amz-copy-source': '/b/older' } }));
    await cloud.handle(wire('s3', { method: 'PUT', path: '/b/k', query: 'partNumber=3&uploadId=u', body: 'y' }));
    await cloud.handle(wire('s3', { method: 'GET', path: '/b/k', query: 'tagging' }));
    await cloud.handle(wire('s3', { method: 'GET', path: '/b', query: 'prefix=x&encoding-type=url' }));
    await cloud.handle(wire('s3', { method: 'GET', path: '/b/', query: 'list-type=2&prefix=x' }));
    await cloud.handle(wire('s3', { method: 'GET', path: '/' }));
    expect(seen).toMatchObject([
      { CopySource: 'b/old' },
      { PartNumber: 2, UploadId: 'u' },
      { Bucket: 'b', Key: 'k' },
      { CopySource: '/b/older' },
      { PartNumber: 3 },
      { Key: 'k' },
      { Bucket: 'b', Prefix: 'x', EncodingType: 'url' },
      { Bucket: 'b', Prefix: 'x' },
      {},
    ]);
  });

  it('read XML documents', async () => {
    const { seen, client } = s3({
      DeleteObjects: () => ({ Deleted: [{ Key: 'a' }], Errors: [{ Key: 'b', Code: 'AccessDenied', Message: 'no' }] }),
    });
    const answer = await client.send(
      new DeleteObjectsCommand({ Bucket: 'b', Delete: { Objects: [{ Key: 'a' }, { Key: 'b <&>' }], Quiet: false } }),
    );
    expect(seen[0]).toMatchObject({ Bucket: 'b', Delete: { Objects: [{ Key: 'a' }, { Key: 'b <&>' }], Quiet: false } });
    expect(answer).toMatchObject({ Deleted: [{ Key: 'a' }], Errors: [{ Key: 'b', Code: 'AccessDenied', Message: 'no' }] });
  });

  it.each([
    ['no XML', '<Delete><Object></Delete>', 'MalformedXML'],
    ['a document type', '<!DOCTYPE x [<!ENTITY y "z">]><Delete><Object><Key>&y;</Key></Object></Delete>', 'MalformedXML'],
    ['an unknown element', '<Delete><Object><Key>a</Key><Colour>red</Colour></Object></Delete>', 'MalformedXML'],
    ['a missing element', '<Delete><Object></Object></Delete>', 'MalformedXML'],
    ['a wrong type', '<Delete><Object><Key>a</Key></Object><Quiet>perhaps</Quiet></Delete>', 'MalformedXML'],
  ])('are refused with %s', async (_what, body, code) => {
    const { cloud, seen } = s3({ DeleteObjects: none });
    const answer = await cloud.handle(wire('s3', { path: '/b', query: 'delete', body }));
    expect(answer.status).toBe(400);
    expect(text(answer.body)).toContain(`<Code>${code}</Code>`);
    expect(seen).toEqual([]);
  });

  it('with a broken path are a mistake of the caller', async () => {
    const { cloud } = s3({ GetObject: none });
    expect(await cloud.handle(wire('s3', { method: 'GET', path: '/b/%E0%A4%A' }))).toMatchObject({ status: 400 });
  });
});

describe('S3 answers', () => {
  it('stream bodies and keep headers', async () => {
    const { client } = s3({
      GetObject: () => ({
        Body: Buffer.from('data'),
        ContentLength: 4,
        ETag: '"e"',
        LastModified: new Date(START),
        Metadata: { change: '7' },
        ContentType: 'text/csv',
      }),
    });
    const answer = await client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));
    expect(await answer.Body?.transformToString()).toBe('data');
    expect(answer).toMatchObject({
      ContentLength: 4,
      ETag: '"e"',
      LastModified: new Date(START),
      Metadata: { change: '7' },
      ContentType: 'text/csv',
    });
  });

  it('say 206 for a part of an object', async () => {
    const { client } = s3({ GetObject: () => ({ Body: Buffer.from('da'), ContentRange: 'bytes 0-1/4' }) });
    expect((await client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k', Range: 'bytes=0-1' }))).$metadata.httpStatusCode).toBe(206);
  });

  it('list objects with their odd keys', async () => {
    const { client } = s3({
      ListObjectsV2: () => ({
        Name: 'b',
        KeyCount: 1,
        IsTruncated: false,
        Contents: [{ Key: 'a <&> "ü"\n', Size: 3, LastModified: new Date(START), ETag: '"e"' }],
        CommonPrefixes: [{ Prefix: 'p/' }],
      }),
    });
    const { Contents, CommonPrefixes } = await client.send(new ListObjectsV2Command({ Bucket: 'b' }));
    expect(Contents).toEqual([{ Key: 'a <&> "ü"\n', Size: 3, LastModified: new Date(START), ETag: '"e"' }]);
    expect(CommonPrefixes).toEqual([{ Prefix: 'p/' }]);
  });

  it('give a bucket’s location as the document itself', async () => {
    const { client } = s3({ GetBucketLocation: () => ({ LocationConstraint: 'eu-central-1' }) });
    expect((await client.send(new GetBucketLocationCommand({ Bucket: 'b' }))).LocationConstraint).toBe('eu-central-1');
  });

  it('are errors of their class, or of their status alone where no body may be', async () => {
    const missing = () => {
      throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: 'k' });
    };
    const { client } = s3({
      GetObject: missing,
      HeadObject: missing,
      PutObject: () => {
        throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
          Condition: 'If-None-Match',
        });
      },
    });
    const get: unknown = await client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' })).catch((reason: unknown) => reason);
    expect(get).toBeInstanceOf(NoSuchKey);
    await expect(client.send(new HeadObjectCommand({ Bucket: 'b', Key: 'k' }))).rejects.toMatchObject({
      name: 'NotFound',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(client.send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: 'x', IfNoneMatch: '*' }))).rejects.toMatchObject({
      name: 'PreconditionFailed',
      Condition: 'If-None-Match',
      $metadata: { httpStatusCode: 412 },
    });
  });

  it('say 304 without a body', async () => {
    const { client } = s3({
      GetObject: () => {
        throw new AwsError('NotModified', 'Not Modified', 304);
      },
    });
    await expect(client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k', IfNoneMatch: '"e"' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
  });
});
