import type {
  ListObjectsCommandInput,
  ListObjectsCommandOutput,
  ListObjectsV2CommandInput,
  ListObjectsV2CommandOutput,
  _Object,
} from '@aws-sdk/client-s3';
import type { Call, Output } from '../core/service.ts';
import type { Bucket } from './bucket.ts';
import { invalidArgument } from './errors.ts';
import { compareKeys, firstAtOrAfter } from './key-order.ts';
import { open } from './room.ts';
import type { Room } from './room.ts';
import type { Stored } from './stored.ts';

/** The most that one answer names (Amazon S3 API reference, ListObjectsV2). */
const MOST_KEYS = 1000;

interface Page {
  readonly objects: readonly Stored[];
  readonly prefixes: readonly string[];
  /** The last key or common prefix named, when more follow. */
  readonly last: string | undefined;
}

export function listOperations(room: Room) {
  return {
    ListObjectsV2(input: ListObjectsV2CommandInput, call: Call): Output<ListObjectsV2CommandOutput> {
      const bucket = openForListing(room, input, call);
      const after = input.ContinuationToken === undefined ? input.StartAfter : readToken(input.ContinuationToken);
      const limit = limitOf(input.MaxKeys);
      const page = pageOf(bucket, input.Prefix ?? '', input.Delimiter, after, limit);
      const encode = encoder(input.EncodingType);
      return {
        Name: bucket.name,
        Prefix: encode(input.Prefix ?? ''),
        MaxKeys: limit,
        KeyCount: page.objects.length + page.prefixes.length,
        IsTruncated: page.last !== undefined,
        ...contents(page, encode, input.FetchOwner ? bucket.owner : undefined),
        ...(input.Delimiter === undefined ? {} : { Delimiter: encode(input.Delimiter) }),
        ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
        ...(input.ContinuationToken === undefined ? {} : { ContinuationToken: input.ContinuationToken }),
        ...(input.StartAfter === undefined ? {} : { StartAfter: encode(input.StartAfter) }),
        ...(page.last === undefined ? {} : { NextContinuationToken: Buffer.from(page.last).toString('base64') }),
      };
    },

    ListObjects(input: ListObjectsCommandInput, call: Call): Output<ListObjectsCommandOutput> {
      const bucket = openForListing(room, input, call);
      const limit = limitOf(input.MaxKeys);
      const page = pageOf(bucket, input.Prefix ?? '', input.Delimiter, input.Marker, limit);
      const encode = encoder(input.EncodingType);
      return {
        Name: bucket.name,
        Prefix: encode(input.Prefix ?? ''),
        Marker: encode(input.Marker ?? ''),
        MaxKeys: limit,
        IsTruncated: page.last !== undefined,
        ...contents(page, encode, bucket.owner),
        ...(input.Delimiter === undefined ? {} : { Delimiter: encode(input.Delimiter) }),
        ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
        // Only a listing with a delimiter names the next marker.
        ...(page.last === undefined || input.Delimiter === undefined ? {} : { NextMarker: encode(page.last) }),
      };
    },
  };
}

/** Keys with the prefix, in UTF-8 order. */
export function objectsUnder(bucket: Bucket, prefix: string): Stored[] {
  const keys = sorted(bucket);
  const found: Stored[] = [];
  for (let index = firstAtOrAfter(keys, prefix); index < keys.length; index++) {
    const stored = bucket.objects.get(keys[index] ?? '');
    if (!stored?.key.startsWith(prefix)) break;
    found.push(stored);
  }
  return found;
}

function pageOf(bucket: Bucket, prefix: string, delimiter: string | undefined, after: string | undefined, limit: number): Page {
  const objects: Stored[] = [];
  const prefixes: string[] = [];
  let last: string | undefined;
  for (const stored of objectsUnder(bucket, prefix)) {
    const group = delimiter ? groupOf(stored.key, prefix, delimiter) : undefined;
    if (after !== undefined && (compareKeys(stored.key, after) <= 0 || (group !== undefined && compareKeys(group, after) <= 0))) continue;
    if (group !== undefined && group === prefixes.at(-1)) continue;
    if (objects.length + prefixes.length === limit) return { objects, prefixes, last: limit === 0 ? undefined : last };
    if (group === undefined) objects.push(stored);
    else prefixes.push(group);
    last = group ?? stored.key;
  }
  return { objects, prefixes, last: undefined };
}

function groupOf(key: string, prefix: string, delimiter: string): string | undefined {
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

/** The owner's canonical user id is any text here: the account's number. */
function contents(page: Page, encode: (text: string) => string, owner: string | undefined) {
  const described: _Object[] = page.objects.map((stored) => ({
    Key: encode(stored.key),
    LastModified: new Date(stored.lastModified),
    ETag: stored.etag,
    ChecksumAlgorithm: [stored.checksumKind.algorithm],
    ChecksumType: stored.checksumKind.type,
    Size: stored.size,
    StorageClass: 'STANDARD',
    ...(owner === undefined ? {} : { Owner: { ID: owner } }),
  }));
  return {
    ...(described.length === 0 ? {} : { Contents: described }),
    ...(page.prefixes.length === 0 ? {} : { CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })) }),
  };
}

function openForListing(room: Room, input: ListObjectsCommandInput | ListObjectsV2CommandInput, call: Call): Bucket {
  const context = {
    's3:prefix': input.Prefix ?? '',
    ...(input.Delimiter === undefined ? {} : { 's3:delimiter': input.Delimiter }),
    ...(input.MaxKeys === undefined ? {} : { 's3:max-keys': String(input.MaxKeys) }),
  };
  return open(room, call, input.Bucket, 's3:ListBucket', undefined, context);
}

function limitOf(asked: number | undefined): number {
  if (asked !== undefined && asked < 0)
    throw invalidArgument('Argument maxKeys must be an integer between 0 and 2147483647', 'max-keys', String(asked));
  return Math.min(asked ?? MOST_KEYS, MOST_KEYS);
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString();
  if (token === '' || Buffer.from(text).toString('base64') !== token) {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  }
  return text;
}

/** `encoding-type=url`: percent-encoded but for slashes, as botocore asks. */
function encoder(type: string | undefined): (text: string) => string {
  return type === 'url' ? (text) => encodeURIComponent(text).replaceAll('%2F', '/') : (text) => text;
}

function sorted(bucket: Bucket): readonly string[] {
  return (bucket.sortedKeys ??= [...bucket.objects.keys()].sort(compareKeys));
}
