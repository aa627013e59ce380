import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ChecksumAlgorithm, ChecksumType } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { combinedChecksum } from '../../local/s3/checksum.ts';
import { CONSUMER, queryCloud, RESULTS, s3, withBuckets } from './support-athena.ts';
import type { QueryCloud } from './support-athena.ts';

let world: QueryCloud;
const client = () => s3(world.cloud, CONSUMER);
const at = { Bucket: RESULTS, Key: 'checked' };

beforeEach(async () => {
  world = await withBuckets(queryCloud());
});

afterEach(() => world.cloud.close());

/** Of the text "123456789": the check values of the CRC catalogue, of RFC 3174 and FIPS 180-4 by sha1sum and sha256sum, of xxhsum. */
const KNOWN: Partial<Record<ChecksumAlgorithm, string>> = {
  CRC32: base64('cbf43926'),
  CRC32C: base64('e3069283'),
  CRC64NVME: base64('ae8b14860a799888'),
  SHA1: base64('f7c3bc1d808e04732adf679965ccc34ca7ae3441'),
  SHA256: base64('15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'),
  MD5: base64('25f9e794323b453885f5181f1b624d0b'),
};

function base64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}

describe('an object', () => {
  test.each(Object.entries(KNOWN))('keeps the %s that came with it, and shows it to who asks', async (algorithm, value) => {
    const member = `Checksum${algorithm}`;
    const put = await client().send(new PutObjectCommand({ ...at, Body: '123456789', [member]: value }));

    expect(put).toMatchObject({ [member]: value, ChecksumType: 'FULL_OBJECT' });
    expect(await client().send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }))).toMatchObject({ [member]: value, ChecksumType: 'FULL_OBJECT' });
    const { Contents } = await client().send(new ListObjectsV2Command({ Bucket: RESULTS }));
    expect(Contents).toMatchObject([{ ChecksumAlgorithm: [algorithm], ChecksumType: 'FULL_OBJECT' }]);
  });

  it('that came without one has its CRC64NVME', async () => {
    world.cloud.s3.put(RESULTS, at.Key, '123456789');

    expect(await client().send(new GetObjectCommand({ ...at, ChecksumMode: 'ENABLED' }))).toMatchObject({ ChecksumCRC64NVME: KNOWN.CRC64NVME });
  });

  it.each([
    ['another content', { ChecksumSHA256: KNOWN.SHA256, Body: '12345678' }, 'BadDigest', 'The SHA256 you specified did not match the calculated checksum.'],
    ['what is no checksum', { ChecksumCRC32: 'AAAA', Body: 'x' }, 'InvalidRequest', 'Value for x-amz-checksum-crc32 header is invalid.'],
    ['two at once', { ChecksumCRC32: KNOWN.CRC32, ChecksumSHA1: KNOWN.SHA1, Body: '123456789' }, 'InvalidRequest', 'Expecting a single x-amz-checksum- header'],
    ['the MD5 of another content', { ContentMD5: KNOWN.MD5, Body: '12345678' }, 'BadDigest', 'The Content-MD5 you specified did not match what we received.'],
    ['what is no MD5', { ContentMD5: 'abc', Body: 'x' }, 'InvalidDigest', 'The Content-MD5 you specified was invalid.'],
  ])('is not put with the checksum of %s', async (_, more, name, message) => {
    await expect(client().send(new PutObjectCommand({ ...at, ...more }))).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
    expect(world.cloud.s3.get(RESULTS, at.Key)).toBeUndefined();
  });

  it('hands its algorithm on to a copy, unless the copy asks for another', async () => {
    await client().send(new PutObjectCommand({ ...at, Body: '123456789', ChecksumSHA1: KNOWN.SHA1 }));
    const copy = (more: object) => client().send(new CopyObjectCommand({ Bucket: RESULTS, Key: 'copy', CopySource: `${RESULTS}/${at.Key}`, ...more }));

    expect((await copy({})).CopyObjectResult).toMatchObject({ ChecksumSHA1: KNOWN.SHA1 });
    expect((await copy({ ChecksumAlgorithm: 'SHA256' })).CopyObjectResult).toMatchObject({ ChecksumSHA256: KNOWN.SHA256, ChecksumType: 'FULL_OBJECT' });
  });
});

describe('an upload in parts', () => {
  /** One part, with the client's own checksum of it. */
  async function upload(algorithm: ChecksumAlgorithm, type?: ChecksumType) {
    const { UploadId } = await client().send(new CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: algorithm, ...(type && { ChecksumType: type }) }));
    const part = await client().send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: '123456789', ChecksumAlgorithm: algorithm }));
    return { UploadId, part: { PartNumber: 1, ETag: part.ETag, [`Checksum${algorithm}`]: KNOWN[algorithm] } };
  }

  it('has a composite checksum of those of its parts', async () => {
    const { UploadId, part } = await upload('SHA256');
    expect(await client().send(new ListPartsCommand({ ...at, UploadId }))).toMatchObject({ ChecksumType: 'COMPOSITE', Parts: [{ ChecksumSHA256: KNOWN.SHA256 }] });
    const without = new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag: part.ETag }] } });
    await expect(client().send(without)).rejects.toThrow('The complete request must include the checksum for each part. It was missing for part 1 in the request.');

    const whole = await client().send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: [part] } }));

    // sha256sum of the 32 bytes of the part's sum.
    expect(whole).toMatchObject({ ChecksumType: 'COMPOSITE', ChecksumSHA256: `${base64('292b0d007566832db94bfae689cd70d1ab772811fd44b9f49d8550ee9ea6a494')}-1` });
  });

  it('that asked for it has the checksum of the whole, which the last request is held to', async () => {
    const { UploadId, part } = await upload('CRC32', 'FULL_OBJECT');
    const complete = (more: object) => client().send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: [part] }, ...more }));

    await expect(complete({ ChecksumCRC32: base64('00000000') })).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(complete({ MpuObjectSize: 8 })).rejects.toMatchObject({ name: 'InvalidRequest' });
    expect(await complete({ ChecksumCRC32: KNOWN.CRC32 })).toMatchObject({ ChecksumCRC32: KNOWN.CRC32, ChecksumType: 'FULL_OBJECT' });
  });

  it('takes parts of its own algorithm alone', async () => {
    const { UploadId } = await upload('SHA256');
    const other = new UploadPartCommand({ ...at, UploadId, PartNumber: 2, Body: 'x', ChecksumAlgorithm: 'CRC32' });

    await expect(client().send(other)).rejects.toThrow('Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32');
  });

  it.each([
    ['SHA1', 'FULL_OBJECT'],
    ['CRC64NVME', 'COMPOSITE'],
  ] as const)('of %s cannot be %s', async (algorithm, type) => {
    await expect(upload(algorithm, type)).rejects.toThrow(`The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`);
  });

  it('of three parts has what S3 answered for them (floci-io/floci issue 3083)', async () => {
    const parts = ['lcKa6Boe7a167tUCN5C4OaFygGSYD8MBnBARTrdL+1w=', 'gHjhbUT4oo2tSCtSZJdlKi+jeNXJT+VImqdPXsXvkOc=', '4l9PQ3zOPZ0oGFvknFX+J4zZwE4WMzO+l3r8XrbWOeM='];
    const checksums = parts.map((value) => ({ algorithm: 'SHA256', value, type: 'FULL_OBJECT' }) as const);

    expect((await combinedChecksum('SHA256', 'COMPOSITE', checksums, new Uint8Array())).value).toBe('rVWtNbadtsaKXJAcgWPWjifHzJaXde/iV4jaJAOdivc=-3');
  });

  it('is listed from a marker on, and refuses numbers that are none', async () => {
    const { UploadId } = await upload('CRC64NVME');
    const list = (more: object) => client().send(new ListPartsCommand({ ...at, UploadId, ...more }));

    expect(await list({ PartNumberMarker: '1' })).toMatchObject({ PartNumberMarker: '1', IsTruncated: false });
    await expect(list({ MaxParts: -1 })).rejects.toThrow('Argument max-parts must be an integer between 0 and 2147483647');
  });
});
