import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';
import { Xxh3_128, Xxh3_64, Xxh64 } from '@aws-sdk/checksums/xxh';
import { AwsError } from '../core/service.ts';
import { invalidRequest } from './errors.ts';

/** How each algorithm is computed, and the bytes of its result (Amazon S3 user guide, "Checking object integrity in Amazon S3"). */
const ALGORITHMS = {
  CRC32: { bytes: 4, digest: (body: Uint8Array) => bigEndian(crc32(body)) },
  CRC32C: { bytes: 4, digest: (body: Uint8Array) => streamed(new Crc32c(), body) },
  CRC64NVME: { bytes: 8, digest: (body: Uint8Array) => streamed(new Crc64Nvme(), body) },
  SHA1: { bytes: 20, digest: (body: Uint8Array) => hashed('sha1', body) },
  SHA256: { bytes: 32, digest: (body: Uint8Array) => hashed('sha256', body) },
  SHA512: { bytes: 64, digest: (body: Uint8Array) => hashed('sha512', body) },
  MD5: { bytes: 16, digest: (body: Uint8Array) => hashed('md5', body) },
  XXHASH64: { bytes: 8, digest: (body: Uint8Array) => streamed(new Xxh64(), body) },
  XXHASH3: { bytes: 8, digest: (body: Uint8Array) => streamed(new Xxh3_64(), body) },
  XXHASH128: { bytes: 16, digest: (body: Uint8Array) => streamed(new Xxh3_128(), body) },
} as const;

export type Algorithm = keyof typeof ALGORITHMS;
export type ChecksumType = 'COMPOSITE' | 'FULL_OBJECT';

const NAMES = Object.keys(ALGORITHMS).filter((name): name is Algorithm => Object.hasOwn(ALGORITHMS, name));

/** What S3 computes of an object that came without a checksum (Amazon S3 user guide, "Checking object integrity in Amazon S3"). */
export const DEFAULT_ALGORITHM: Algorithm = 'CRC64NVME';

/** An object's checksum, in base64; a composite one ends in the number of its parts. */
export interface Checksum {
  readonly algorithm: Algorithm;
  readonly value: string;
  readonly type: ChecksumType;
}

/** The members `ChecksumCRC32` and so on, which requests and answers have alike. */
export type ChecksumMembers = { readonly [Name in Algorithm as `Checksum${Name}`]?: string | undefined };

export interface ChecksumInput extends ChecksumMembers {
  readonly ChecksumAlgorithm?: string | undefined;
  readonly ContentMD5?: string | undefined;
}

export async function checksumOf(body: Uint8Array, algorithm: Algorithm = DEFAULT_ALGORITHM): Promise<Checksum> {
  return { algorithm, value: Buffer.from(await ALGORITHMS[algorithm].digest(body)).toString('base64'), type: 'FULL_OBJECT' };
}

/** The algorithm of that name; the request's schema admits no other. */
export function algorithmNamed(name: string | undefined): Algorithm | undefined {
  return NAMES.find((known) => known === name);
}

/** The one checksum that a request names. Throws InvalidRequest for several, and for one that cannot be right. */
export function namedChecksum(input: ChecksumMembers): { readonly algorithm: Algorithm; readonly value: string } | undefined {
  const named = NAMES.flatMap((algorithm) => {
    const value = input[`Checksum${algorithm}`];
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (named.length > 1) throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  return named[0];
}

/**
 * The checksum that a request names, once its body bears it out; undefined when it names none
 * (Amazon S3 API reference, PutObject: ChecksumAlgorithm, ContentMD5; observed wording).
 * Throws BadDigest, InvalidDigest or InvalidRequest.
 */
export async function givenChecksum(input: ChecksumInput, body: Uint8Array): Promise<Checksum | undefined> {
  assertMd5(input.ContentMD5, body);
  const named = namedChecksum(input);
  const announced = input.ChecksumAlgorithm;
  if (!named) {
    if (announced === undefined) return undefined;
    throw invalidRequest('x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.');
  }
  const { algorithm, value } = named;
  const header = `x-amz-checksum-${algorithm.toLowerCase()}`;
  if (!isBase64(value, ALGORITHMS[algorithm].bytes)) throw invalidRequest(`Value for ${header} header is invalid.`);
  const checksum = await checksumOf(body, algorithm);
  if (checksum.value !== value || (announced ?? algorithm) !== algorithm) throw badDigest(`The ${algorithm} you specified did not match the calculated checksum.`);
  return checksum;
}

/**
 * The checksum of parts put together: of the checksums of the parts, or of the whole
 * (Amazon S3 user guide, "Checking object integrity in Amazon S3", full object and composite checksum types).
 */
export async function combinedChecksum(algorithm: Algorithm, type: ChecksumType, parts: readonly Checksum[], body: Uint8Array): Promise<Checksum> {
  if (type === 'FULL_OBJECT') return checksumOf(body, algorithm);
  const digests = Buffer.concat(parts.map(({ value }) => Buffer.from(value, 'base64')));
  return { algorithm, value: `${(await checksumOf(digests, algorithm)).value}-${parts.length}`, type };
}

/** How answers show a checksum. */
export function shownChecksum({ algorithm, value, type }: Checksum): ChecksumMembers & { readonly ChecksumType: ChecksumType } {
  return { [`Checksum${algorithm}`]: value, ChecksumType: type };
}

export function badDigest(message: string): AwsError {
  return new AwsError('BadDigest', message);
}

function assertMd5(md5: string | undefined, body: Uint8Array): void {
  if (md5 === undefined) return;
  if (!isBase64(md5, 16)) throw new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.', 400, { 'Content-MD5': md5 });
  if (createHash('md5').update(body).digest('base64') !== md5) throw badDigest('The Content-MD5 you specified did not match what we received.');
}

function isBase64(text: string, bytes: number): boolean {
  const decoded = Buffer.from(text, 'base64');
  return decoded.byteLength === bytes && decoded.toString('base64') === text;
}

interface Streamed {
  update(data: Uint8Array): void;
  digest(): Promise<Uint8Array>;
}

function streamed(checksum: Streamed, body: Uint8Array): Promise<Uint8Array> {
  checksum.update(body);
  return checksum.digest();
}

function hashed(name: string, body: Uint8Array): Uint8Array {
  return createHash(name).update(body).digest();
}

function bigEndian(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
