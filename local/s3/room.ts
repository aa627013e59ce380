import type { Call } from '../core/service.ts';
import { AwsError } from '../core/service.ts';
import { assertAllowed } from './access.ts';
import type { Bucket } from './bucket.ts';
import { conditionalConflict, invalidArgument, metadataTooLarge, noSuchKey, preconditionFailed } from './errors.ts';
import type { NewObject, Store } from './store.ts';
import { sameEtag } from './etag.ts';
import type { Stored } from './stored.ts';

/** Faults that a plan or a test switches on. */
export interface S3Faults {
  /** Says whether a conditional write meets a concurrent one: 409 ConditionalRequestConflict. */
  conditionalConflict?: ((bucket: string, key: string) => boolean) | undefined;
}

/** What the operations share. */
export interface Room {
  readonly store: Store;
  readonly faults: S3Faults;
}

export interface Conditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
}

/** The bucket, once the caller may do `action` to it or to the key. */
export function open(
  room: Room,
  call: Call,
  name: string | undefined,
  action: string,
  key?: string,
  context?: Readonly<Record<string, string>>,
): Bucket {
  const bucket = room.store.bucket(name ?? '');
  assertAllowed(call.cloud, call.caller, { action, bucket, ...(key === undefined ? {} : { key }), ...(context ? { context } : {}) });
  return bucket;
}

/** Throws NoSuchKey, or AccessDenied to a caller who may not list the bucket (Amazon S3 API reference, GetObject, "Permissions"). */
export function existing(bucket: Bucket, key: string, call: Call): Stored {
  const stored = bucket.objects.get(key);
  if (stored) return stored;
  assertAllowed(call.cloud, call.caller, { action: 's3:ListBucket', bucket });
  throw noSuchKey(key);
}

/** Writes under the request's preconditions (Amazon S3 user guide, "How to prevent object overwrites with conditional writes"). */
export function putConditionally(room: Room, bucket: Bucket, key: string, object: NewObject, conditions: Conditions): Stored {
  assertKey(key);
  assertMetadata(object.metadata);
  const before = bucket.objects.get(key);
  if (conditions.IfNoneMatch !== undefined) {
    if (conditions.IfNoneMatch !== '*')
      throw invalidArgument('If-None-Match takes * only when an object is written.', 'If-None-Match', conditions.IfNoneMatch);
    if (before) throw preconditionFailed('If-None-Match');
  }
  if (conditions.IfMatch !== undefined) {
    if (!before) throw noSuchKey(key);
    if (!sameEtag(before.etag, conditions.IfMatch)) throw preconditionFailed('If-Match');
  }
  const conditional = conditions.IfMatch !== undefined || conditions.IfNoneMatch !== undefined;
  if (conditional && room.faults.conditionalConflict?.(bucket.name, key)) throw conditionalConflict(key);
  return room.store.put(bucket, key, object);
}

/** Bytes of all names and values (Amazon S3 user guide, "Working with object metadata"). */
const LONGEST_METADATA = 2048;

function assertMetadata(metadata: Readonly<Record<string, string>> = {}): void {
  const size = Object.entries(metadata).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  if (size > LONGEST_METADATA) throw metadataTooLarge(size, LONGEST_METADATA);
}

/** 1 to 1,024 bytes of UTF-8 (Amazon S3 user guide, "Naming Amazon S3 objects"). */
function assertKey(key: string): void {
  if (Buffer.byteLength(key) > 1024) throw new AwsError('KeyTooLongError', 'Your key is too long', 400);
  if (key === '') throw invalidArgument('A key has at least one character.', 'Key', key);
}
