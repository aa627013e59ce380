import type { Clock } from '../core/clock.ts';
import type { Bucket } from './bucket.ts';
import type { Checksum } from './checksum.ts';
import { noSuchBucket } from './errors.ts';
import { etagOf } from './etag.ts';
import { addInOrder, removeInOrder } from './key-order.ts';
import { expire } from './lifecycle.ts';
import { Spool } from './spool.ts';
import { Stored } from './stored.ts';

export interface NewObject {
  readonly body: Uint8Array;
  readonly contentType?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Of a multipart upload; otherwise the body's MD5. */
  readonly etag?: string;
  readonly checksum?: Checksum | undefined;
}

/** All buckets of the cloud: their names are unique over all accounts. */
export class Store {
  readonly buckets = new Map<string, Bucket>();
  readonly spool = new Spool();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  /** The bucket after the expiry of what is due. Throws NoSuchBucket. */
  bucket(name: string): Bucket {
    const bucket = this.buckets.get(name);
    if (!bucket) throw noSuchBucket(name);
    for (const key of expire(bucket, this.now())) this.remove(bucket, key);
    return bucket;
  }

  put(bucket: Bucket, key: string, object: NewObject): Stored {
    const description = {
      key,
      etag: object.etag ?? etagOf(object.body),
      // S3 keeps whole seconds.
      lastModified: Math.floor(this.now() / 1000) * 1000,
      contentType: object.contentType ?? 'binary/octet-stream',
      metadata: object.metadata ?? {},
      headers: object.headers ?? {},
      checksum: object.checksum,
    };
    const stored = new Stored(description, object.body, this.spool);
    const before = bucket.objects.get(key);
    bucket.objects.set(key, stored);
    if (before) before.discard();
    else if (bucket.sortedKeys) addInOrder(bucket.sortedKeys, key);
    return stored;
  }

  remove(bucket: Bucket, key: string): void {
    const stored = bucket.objects.get(key);
    if (!stored) return;
    stored.discard();
    bucket.objects.delete(key);
    if (bucket.sortedKeys) removeInOrder(bucket.sortedKeys, key);
  }
}
