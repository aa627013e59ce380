import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CENTRAL, CONSUMER, LAKE, queryCloud, RESULTS, s3, withBuckets } from './support-athena.ts';
import type { QueryCloud } from './support-athena.ts';

let world: QueryCloud;
const owner = () => s3(world.cloud, CONSUMER);
const put = (key: string, body = 'x', more = {}) => owner().send(new PutObjectCommand({ Bucket: RESULTS, Key: key, Body: body, ...more }));
const read = async (key: string, more = {}) =>
  (await owner().send(new GetObjectCommand({ Bucket: RESULTS, Key: key, ...more }))).Body?.transformToString();

beforeEach(async () => {
  world = await withBuckets(queryCloud());
});

afterEach(() => world.cloud.close());

/** A session of a role with one policy statement. */
function session(account: string, statements: readonly object[]) {
  const arn = `arn:aws:iam::${account}:role/reader`;
  world.cloud.iam.putRole({
    arn,
    trust: { Version: '2012-10-17', Statement: [] },
    policies: [{ Version: '2012-10-17', Statement: statements }],
  });
  return s3(world.cloud, world.cloud.sts.sessionFor(arn, 'test'));
}

test('an object comes back as it was put', async () => {
  const { ETag } = await put('a/b c+ü.json', '{"a":1}', { ContentType: 'application/json', Metadata: { purpose: 'test' } });

  const got = await owner().send(new GetObjectCommand({ Bucket: RESULTS, Key: 'a/b c+ü.json' }));
  expect(await got.Body?.transformToString()).toBe('{"a":1}');
  expect(got).toMatchObject({ ETag, ContentType: 'application/json', ContentLength: 7, Metadata: { purpose: 'test' } });
  expect(ETag).toBe(`"${createHash('md5').update('{"a":1}').digest('hex')}"`);
  expect(await owner().send(new HeadObjectCommand({ Bucket: RESULTS, Key: 'a/b c+ü.json' }))).toMatchObject({ ETag, ContentLength: 7 });
});

test('If-None-Match: * creates only what is absent', async () => {
  await put('claim', 'first', { IfNoneMatch: '*' });

  await expect(put('claim', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({
    name: 'PreconditionFailed',
    $metadata: { httpStatusCode: 412 },
  });
  expect(await read('claim')).toBe('first');
});

test('If-Match replaces only what was read', async () => {
  const { ETag } = await put('claim', 'first');
  await put('claim', 'second', { IfMatch: ETag });

  await expect(put('claim', 'third', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await expect(put('absent', 'x', { IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
  expect(await read('claim')).toBe('second');
});

test('of two conditional puts at once one wins, and a conflict can be called for', async () => {
  const both = await Promise.allSettled([put('claim', 'a', { IfNoneMatch: '*' }), put('claim', 'b', { IfNoneMatch: '*' })]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);

  world.faults.conditionalConflict = () => true;
  await expect(put('other', 'a', { IfNoneMatch: '*' })).rejects.toMatchObject({
    name: 'ConditionalRequestConflict',
    $metadata: { httpStatusCode: 409 },
  });
  expect(await put('other', 'unconditional')).toBeDefined();
});

test('a range, an unchanged object and an impossible range', async () => {
  const { ETag } = await put('digits', '0123456789');

  expect(await read('digits', { Range: 'bytes=2-4' })).toBe('234');
  expect(await read('digits', { Range: 'bytes=-3' })).toBe('789');
  expect((await owner().send(new GetObjectCommand({ Bucket: RESULTS, Key: 'digits', Range: 'bytes=8-99' }))).ContentRange).toBe(
    'bytes 8-9/10',
  );
  await expect(read('digits', { Range: 'bytes=10-' })).rejects.toMatchObject({ name: 'InvalidRange', $metadata: { httpStatusCode: 416 } });
  await expect(read('digits', { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
});

test('a missing key is told only to those who may list', async () => {
  await expect(read('absent')).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
  await expect(owner().send(new HeadObjectCommand({ Bucket: RESULTS, Key: 'absent' }))).rejects.toMatchObject({ name: 'NotFound' });

  const reader = session(CONSUMER, [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${RESULTS}/*` }]);
  await expect(reader.send(new GetObjectCommand({ Bucket: RESULTS, Key: 'absent' }))).rejects.toMatchObject({
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
  });
});

test('each operation needs its own action', async () => {
  await put('profiles/x', 'x');
  const reader = session(CONSUMER, [
    { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${RESULTS}/profiles/*` },
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: `arn:aws:s3:::${RESULTS}`,
      Condition: { StringLike: { 's3:prefix': 'profiles/*' } },
    },
  ]);

  expect(await reader.send(new GetObjectCommand({ Bucket: RESULTS, Key: 'profiles/x' }))).toBeDefined();
  expect((await reader.send(new ListObjectsV2Command({ Bucket: RESULTS, Prefix: 'profiles/' }))).KeyCount).toBe(1);
  await expect(reader.send(new ListObjectsV2Command({ Bucket: RESULTS, Prefix: 'runs/' }))).rejects.toThrow('s3:ListBucket');
  await expect(reader.send(new PutObjectCommand({ Bucket: RESULTS, Key: 'profiles/y', Body: 'y' }))).rejects.toThrow(
    /not authorized to perform: s3:PutObject/,
  );
  await expect(reader.send(new DeleteObjectCommand({ Bucket: RESULTS, Key: 'profiles/x' }))).rejects.toThrow('s3:DeleteObject');
});

test('a listing pages through keys and common prefixes in byte order', async () => {
  for (const key of ['b/2', 'b/1', 'a', 'B', 'c/x/1', 'ü', 'd']) await put(key);

  const keys: (string | undefined)[] = [];
  const prefixes: (string | undefined)[] = [];
  for await (const page of paginateListObjectsV2({ client: owner() }, { Bucket: RESULTS, Delimiter: '/', MaxKeys: 2 })) {
    expect((page.Contents?.length ?? 0) + (page.CommonPrefixes?.length ?? 0)).toBeLessThanOrEqual(2);
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key));
    prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
  }
  expect(keys).toEqual(['B', 'a', 'd', 'ü']);
  expect(prefixes).toEqual(['b/', 'c/']);
  await expect(owner().send(new ListObjectsV2Command({ Bucket: RESULTS, ContinuationToken: 'not a token' }))).rejects.toMatchObject({
    name: 'InvalidArgument',
  });
});

test('deleting is idempotent, many at once answer one by one', async () => {
  await put('a');
  await put('b');
  await owner().send(new DeleteObjectCommand({ Bucket: RESULTS, Key: 'a' }));
  await owner().send(new DeleteObjectCommand({ Bucket: RESULTS, Key: 'a' }));
  const { Deleted } = await owner().send(
    new DeleteObjectsCommand({ Bucket: RESULTS, Delete: { Objects: [{ Key: 'b' }, { Key: 'never' }] } }),
  );

  expect(Deleted).toHaveLength(2);
  expect((await owner().send(new ListObjectsV2Command({ Bucket: RESULTS }))).KeyCount).toBe(0);
});

test('a copy keeps content and metadata', async () => {
  await put('from', 'content', { Metadata: { a: '1' }, ContentType: 'text/plain' });
  await owner().send(new CopyObjectCommand({ Bucket: RESULTS, Key: 'to', CopySource: `${RESULTS}/from` }));

  expect(await owner().send(new HeadObjectCommand({ Bucket: RESULTS, Key: 'to' }))).toMatchObject({
    ContentType: 'text/plain',
    Metadata: { a: '1' },
  });
  await expect(owner().send(new CopyObjectCommand({ Bucket: RESULTS, Key: 'to', CopySource: `${RESULTS}/to` }))).rejects.toMatchObject({
    name: 'InvalidRequest',
  });
});

test('parts become one object whose ETag tells their number', async () => {
  const { UploadId } = await owner().send(new CreateMultipartUploadCommand({ Bucket: RESULTS, Key: 'big.bin' }));
  const bodies = [new Uint8Array(5 * 1024 * 1024).fill(7), new Uint8Array(3).fill(9)];
  const parts = [];
  for (const [index, Body] of bodies.entries()) {
    const { ETag } = await owner().send(new UploadPartCommand({ Bucket: RESULTS, Key: 'big.bin', UploadId, PartNumber: index + 1, Body }));
    parts.push({ PartNumber: index + 1, ETag });
  }
  const wrong = new CompleteMultipartUploadCommand({
    Bucket: RESULTS,
    Key: 'big.bin',
    UploadId,
    MultipartUpload: { Parts: parts.toReversed() },
  });
  await expect(owner().send(wrong)).rejects.toMatchObject({ name: 'InvalidPartOrder' });
  const { ETag } = await owner().send(
    new CompleteMultipartUploadCommand({ Bucket: RESULTS, Key: 'big.bin', UploadId, MultipartUpload: { Parts: parts } }),
  );

  expect(ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
  const tail = await owner().send(new GetObjectCommand({ Bucket: RESULTS, Key: 'big.bin', Range: 'bytes=-4' }));
  expect(await tail.Body?.transformToByteArray()).toEqual(new Uint8Array([7, 9, 9, 9]));
  await expect(owner().send(new AbortMultipartUploadCommand({ Bucket: RESULTS, Key: 'big.bin', UploadId }))).rejects.toMatchObject({
    name: 'NoSuchUpload',
  });
});

test('large bodies lie in a directory that goes with the cloud', async () => {
  const { s3: inside } = world.cloud;
  const body = new Uint8Array(300 * 1024).fill(1);
  inside.put(RESULTS, 'large.parquet', body);
  inside.put(RESULTS, 'small.csv.gz', 'small');
  const files = ['large.parquet', 'small.csv.gz'].map((key) => inside.get(RESULTS, key)?.file() ?? '');

  expect(inside.get(RESULTS, 'large.parquet')?.body()).toEqual(Buffer.from(body));
  expect(files.map((file) => [file.startsWith(inside.directory()), existsSync(file)])).toEqual([
    [true, true],
    [true, true],
  ]);
  expect(files[1]).toMatch(/\.csv\.gz$/);
  await world.cloud.close();
  expect(files.some((file) => existsSync(file))).toBe(false);
});

test("another account needs its own policy and the bucket's", async () => {
  const central = s3(world.cloud, CENTRAL);
  await put('shared/a', 'content');
  const get = () => central.send(new GetObjectCommand({ Bucket: RESULTS, Key: 'shared/a' }));
  await expect(get()).rejects.toThrow(/no resource-based policy allows the s3:GetObject action/);

  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${CENTRAL}:root` },
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${RESULTS}/shared/*`,
      },
      { Effect: 'Deny', Principal: '*', Action: 's3:DeleteObject', Resource: `arn:aws:s3:::${RESULTS}/*` },
    ],
  });
  await owner().send(new PutBucketPolicyCommand({ Bucket: RESULTS, Policy }));
  expect(await (await get()).Body?.transformToString()).toBe('content');
  await expect(owner().send(new DeleteObjectCommand({ Bucket: RESULTS, Key: 'shared/a' }))).rejects.toThrow(
    /explicit deny in a resource-based policy/,
  );

  const stranger = session(CENTRAL, []);
  await expect(stranger.send(new GetObjectCommand({ Bucket: RESULTS, Key: 'shared/a' }))).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('a policy that cannot be understood or opens the bucket is refused', async () => {
  const policy = (statement: object) =>
    new PutBucketPolicyCommand({ Bucket: RESULTS, Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) });
  const allow = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${RESULTS}/*` };

  await expect(owner().send(policy(allow))).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(owner().send(policy({ ...allow, Condition: { NoSuchOperator: { 'aws:x': '1' } } }))).rejects.toMatchObject({
    name: 'MalformedPolicy',
  });
});

test('bucket names are unique over all accounts', async () => {
  const create = (account: string, Bucket: string, region: 'eu-central-1' | 'eu-west-1' = 'eu-central-1') =>
    s3(world.cloud, account).send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }));

  await expect(create(CONSUMER, RESULTS)).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
  await expect(create(CENTRAL, RESULTS)).rejects.toMatchObject({ name: 'BucketAlreadyExists' });
  await expect(create(CENTRAL, 'Not_A_Name')).rejects.toMatchObject({ name: 'InvalidBucketName' });
  await expect(create(CENTRAL, 'elsewhere', 'eu-west-1')).rejects.toMatchObject({ name: 'IllegalLocationConstraintException' });
  expect((await owner().send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toEqual([RESULTS]);
  expect((await owner().send(new GetBucketLocationCommand({ Bucket: RESULTS }))).LocationConstraint).toBe('eu-central-1');
  await expect(owner().send(new HeadBucketCommand({ Bucket: 'never-made' }))).rejects.toMatchObject({ name: 'NotFound' });
  await put('a');
  await expect(owner().send(new DeleteBucketCommand({ Bucket: RESULTS }))).rejects.toMatchObject({ name: 'BucketNotEmpty' });
  await expect(put('a', 'x', { Bucket: 'never-made' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
  expect(world.cloud.s3.bucketOwner(LAKE)).toBe(CENTRAL);
});

test("lifecycle rules expire at the midnight after their days, on the cloud's clock", async () => {
  const Rules = [{ ID: 'queries', Status: 'Enabled' as const, Filter: { Prefix: 'queries/' }, Expiration: { Days: 1 } }];
  await owner().send(new PutBucketLifecycleConfigurationCommand({ Bucket: RESULTS, LifecycleConfiguration: { Rules } }));
  await put('queries/a');
  await put('profiles/a');
  const day = 24 * 60 * 60 * 1000;

  await world.cloud.clock.advance(day);
  expect(world.cloud.s3.list(RESULTS, '').map(({ key }) => key)).toEqual(['profiles/a', 'queries/a']);
  await world.cloud.clock.advance(day);
  expect(world.cloud.s3.list(RESULTS, '').map(({ key }) => key)).toEqual(['profiles/a']);
});

test('a bucket of another owner than expected is refused', async () => {
  await put('a');

  expect(await read('a', { ExpectedBucketOwner: CONSUMER })).toBe('x');
  await expect(read('a', { ExpectedBucketOwner: CENTRAL })).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('an answer has the headers that its request asks for', async () => {
  await put('a', 'x', { ContentType: 'text/csv' });
  const asked = { Bucket: RESULTS, Key: 'a', ResponseContentType: 'text/plain', ResponseContentDisposition: 'attachment' };

  expect(await owner().send(new GetObjectCommand(asked))).toMatchObject({ ContentType: 'text/plain', ContentDisposition: 'attachment' });
});

test.each([
  ['PutBucketVersioning', () => new PutBucketVersioningCommand({ Bucket: RESULTS, VersioningConfiguration: { Status: 'Enabled' } })],
  ['ListObjectVersions', () => new ListObjectVersionsCommand({ Bucket: RESULTS })],
  ['a version of an object', () => new GetObjectCommand({ Bucket: RESULTS, Key: 'a', VersionId: 'v1' })],
  ['a version among others', () => new DeleteObjectsCommand({ Bucket: RESULTS, Delete: { Objects: [{ Key: 'a', VersionId: 'v1' }] } })],
])('versions of objects are not served, and %s says so', async (_, command) => {
  const client: { send(command: unknown): Promise<unknown> } = owner();

  await expect(client.send(command())).rejects.toMatchObject({ message: expect.stringMatching(/not served by the local cloud|does not serve/), $metadata: { httpStatusCode: 501 } });
});
