import type {
  CopyObjectCommandInput,
  CopyObjectCommandOutput,
  DeleteObjectCommandInput,
  DeleteObjectCommandOutput,
  DeleteObjectsCommandInput,
  DeleteObjectsCommandOutput,
  GetObjectCommandInput,
  GetObjectCommandOutput,
  HeadObjectCommandInput,
  HeadObjectCommandOutput,
  PutObjectCommandInput,
  PutObjectCommandOutput,
} from '@aws-sdk/client-s3';
import type { Call, Output } from '../core/service.ts';
import { isAllowed } from './access.ts';
import { shownEncryption, type Bucket } from './bucket.ts';
import { algorithmNamed, checksumOf, givenChecksum, shownChecksum } from './checksum.ts';
import {
  copyToItself,
  invalidArgument,
  malformedXml,
  noSuchKey,
  notModified,
  notServed,
  preconditionFailed,
  withoutBody,
} from './errors.ts';
import { sameEtag } from './etag.ts';
import { rangeOf } from './range.ts';
import { assertServed } from './served.ts';
import { existing, open, putConditionally } from './room.ts';
import type { Room } from './room.ts';
import type { Stored } from './stored.ts';

type PutInput = Omit<PutObjectCommandInput, 'Body'> & { Body?: Uint8Array };
type GetOutput = Omit<Output<GetObjectCommandOutput>, 'Body'> & { Body?: Uint8Array };

const SENT_BACK = ['CacheControl', 'ContentDisposition', 'ContentEncoding', 'ContentLanguage'] as const;

export function objectOperations(room: Room) {
  return {
    async PutObject(input: PutInput, call: Call): Promise<Output<PutObjectCommandOutput>> {
      assertServed(input);
      const key = input.Key ?? '';
      const bucket = open(room, call, input.Bucket, 's3:PutObject', key);
      const body = input.Body ?? new Uint8Array();
      const checksum = (await givenChecksum(input, body)) ?? (await checksumOf(body));
      // From here on nothing waits, so that of two conditional puts one sees the other.
      const object = {
        body,
        checksum,
        contentType: input.ContentType,
        metadata: input.Metadata,
        headers: headersOf(input),
      };
      return { ETag: putConditionally(room, bucket, key, object, input).etag, ...shownEncryption(bucket), ...shownChecksum(checksum) };
    },

    async GetObject(input: GetObjectCommandInput, call: Call): Promise<GetOutput> {
      assertNoVersion(input.VersionId);
      const stored = read(room, input, call);
      const range = input.Range === undefined ? undefined : rangeOf(input.Range, stored.size);
      const body = stored.body();
      const overrides = overridesIn(input);
      if (!range) return { ...describe(stored, room.store.bucket(input.Bucket ?? '')), ...overrides, ...(await checksumFor(stored, input)), Body: body };
      const part = body.subarray(range.first, range.last + 1);
      return {
        ...describe(stored, room.store.bucket(input.Bucket ?? '')),
        ...overrides,
        Body: part,
        ContentLength: part.byteLength,
        ContentRange: `bytes ${range.first}-${range.last}/${stored.size}`,
      };
    },

    async HeadObject(input: HeadObjectCommandInput, call: Call): Promise<Output<HeadObjectCommandOutput>> {
      assertNoVersion(input.VersionId);
      try {
        const stored = read(room, input, call);
        return { ...describe(stored, room.store.bucket(input.Bucket ?? '')), ...(await checksumFor(stored, input)) };
      } catch (error) {
        throw withoutBody(error);
      }
    },

    DeleteObject(input: DeleteObjectCommandInput, call: Call): Output<DeleteObjectCommandOutput> {
      assertNoVersion(input.VersionId);
      const key = input.Key ?? '';
      const bucket = open(room, call, input.Bucket, 's3:DeleteObject', key);
      const stored = bucket.objects.get(key);
      if (input.IfMatch !== undefined) {
        if (!stored) throw noSuchKey(key);
        if (input.IfMatch !== '*' && !sameEtag(stored.etag, input.IfMatch)) throw preconditionFailed('If-Match');
      }
      room.store.remove(bucket, key);
      return {};
    },

    DeleteObjects(input: DeleteObjectsCommandInput, call: Call): Output<DeleteObjectsCommandOutput> {
      const bucket = room.store.bucket(input.Bucket ?? '');
      const wanted = input.Delete?.Objects ?? [];
      if (wanted.length === 0 || wanted.length > 1000) throw malformedXml();
      for (const { VersionId, ETag, LastModifiedTime, Size } of wanted) {
        assertNoVersion(VersionId);
        if (ETag ?? LastModifiedTime ?? Size) throw notServed('A condition on an object in DeleteObjects');
      }
      const deleted: { Key: string }[] = [];
      const refused: { Key: string; Code: string; Message: string }[] = [];
      for (const { Key: key = '' } of wanted) {
        if (isAllowed(call.cloud, call.caller, { action: 's3:DeleteObject', bucket, key })) {
          room.store.remove(bucket, key);
          deleted.push({ Key: key });
        } else refused.push({ Key: key, Code: 'AccessDenied', Message: 'Access Denied' });
      }
      return {
        ...(input.Delete?.Quiet || deleted.length === 0 ? {} : { Deleted: deleted }),
        ...(refused.length === 0 ? {} : { Errors: refused }),
      };
    },

    async CopyObject(input: CopyObjectCommandInput, call: Call): Promise<Output<CopyObjectCommandOutput>> {
      assertServed(input);
      const source = sourceOf(input.CopySource ?? '');
      const key = input.Key ?? '';
      const stored = existing(open(room, call, source.bucket, 's3:GetObject', source.key), source.key, call);
      if (input.CopySourceIfMatch !== undefined && !sameEtag(stored.etag, input.CopySourceIfMatch)) throw preconditionFailed('If-Match');
      if (input.CopySourceIfNoneMatch !== undefined && sameEtag(stored.etag, input.CopySourceIfNoneMatch))
        throw preconditionFailed('If-None-Match');
      if (input.CopySourceIfModifiedSince ?? input.CopySourceIfUnmodifiedSince) throw notServed('A copy under a condition on time');
      const bucket = open(room, call, input.Bucket, 's3:PutObject', key);
      const replaces = input.MetadataDirective === 'REPLACE';
      const changes = replaces || input.StorageClass !== undefined || input.ServerSideEncryption !== undefined;
      if (!changes && bucket.name === source.bucket && key === source.key) {
        throw copyToItself();
      }
      const body = stored.body();
      // Of an object that was put together of parts, the copy has the checksum of the whole (Amazon S3 user guide, "Copying objects").
      const checksum = await checksumOf(body, algorithmNamed(input.ChecksumAlgorithm) ?? stored.checksumKind.algorithm);
      const object = replaces
        ? { body, checksum, contentType: input.ContentType, metadata: input.Metadata, headers: headersOf(input) }
        : { body, checksum, contentType: stored.contentType, metadata: stored.metadata, headers: stored.headers };
      const copy = putConditionally(room, bucket, key, object, input);
      return { CopyObjectResult: { ETag: copy.etag, LastModified: new Date(copy.lastModified), ...shownChecksum(checksum) } };
    },
  };
}

function read(room: Room, input: GetObjectCommandInput | HeadObjectCommandInput, call: Call): Stored {
  if (input.PartNumber !== undefined) throw notServed('Reading one part of an object');
  const key = input.Key ?? '';
  const stored = existing(open(room, call, input.Bucket, 's3:GetObject', key), key, call);
  if (input.IfMatch !== undefined && !sameEtag(stored.etag, input.IfMatch)) throw preconditionFailed('If-Match');
  if (input.IfNoneMatch !== undefined && sameEtag(stored.etag, input.IfNoneMatch)) throw notModified(stored.etag);
  if (input.IfMatch === undefined && input.IfUnmodifiedSince && stored.lastModified > input.IfUnmodifiedSince.getTime()) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  if (input.IfNoneMatch === undefined && input.IfModifiedSince && stored.lastModified <= input.IfModifiedSince.getTime())
    throw notModified(stored.etag);
  return stored;
}

/** Headers that the request wants otherwise than they were stored (Amazon S3 API reference, GetObject: response-content-type and so on). */
function overridesIn(input: GetObjectCommandInput): Readonly<Record<string, string>> {
  const { ResponseContentType: ContentType } = input;
  const others = SENT_BACK.flatMap((name) => (input[`Response${name}`] === undefined ? [] : [[name, input[`Response${name}`]]]));
  return { ...(ContentType === undefined ? {} : { ContentType }), ...Object.fromEntries(others) };
}

/** Shown when it is asked for; a range has none of its own (Amazon S3 API reference, GetObject: ChecksumMode). */
async function checksumFor(stored: Stored, input: { readonly ChecksumMode?: string | undefined }): Promise<Partial<ReturnType<typeof shownChecksum>>> {
  return input.ChecksumMode === 'ENABLED' ? shownChecksum(await stored.checksum()) : {};
}

function describe(stored: Stored, bucket: Bucket): Output<HeadObjectCommandOutput> {
  return {
    AcceptRanges: 'bytes',
    ContentLength: stored.size,
    ContentType: stored.contentType,
    ETag: stored.etag,
    LastModified: new Date(stored.lastModified),
    Metadata: { ...stored.metadata },
    ...shownEncryption(bucket),
    ...stored.headers,
  };
}

function headersOf(input: Partial<Record<(typeof SENT_BACK)[number], string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(SENT_BACK.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]])));
}

/** `bucket/key`, with or without a leading slash, percent-encoded. */
function sourceOf(copySource: string): { bucket: string; key: string } {
  const [path = '', version] = copySource.split('?versionId=');
  assertNoVersion(version);
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(path)) ?? [];
  if (bucket === undefined || key === undefined)
    throw invalidArgument('Copy Source must mention the source bucket and key: sourcebucket/sourcekey', 'x-amz-copy-source', copySource);
  return { bucket, key };
}

function assertNoVersion(version: string | undefined): void {
  if (version !== undefined && version !== 'null') throw notServed('Versioning of objects');
}
