import { readFileSync } from 'node:fs';
import type { StoredObject } from '../core/cloud.ts';
import type { Spool } from './spool.ts';

/** Larger bodies live in files, so that data products do not fill the memory. */
const LARGEST_IN_MEMORY = 256 * 1024;

export interface Description {
  readonly key: string;
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Content-Encoding, Cache-Control and the like, by SDK member name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** An object's content and description, as AWS never changes it: a new version is a new `Stored`. */
export class Stored implements StoredObject {
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  readonly lastModified: number;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly #spool: Spool;
  #bytes: Uint8Array | undefined;
  #file: string | undefined;

  constructor(description: Description, body: Uint8Array, spool: Spool) {
    this.key = description.key;
    this.etag = description.etag;
    this.size = body.byteLength;
    this.lastModified = description.lastModified;
    this.contentType = description.contentType;
    this.metadata = description.metadata;
    this.headers = description.headers;
    this.#spool = spool;
    if (body.byteLength > LARGEST_IN_MEMORY) this.#file = spool.write(body, description.key);
    else this.#bytes = body.slice();
  }

  body(): Uint8Array {
    if (this.#bytes) return this.#bytes;
    return readFileSync(this.file());
  }

  file(): string {
    return (this.#file ??= this.#spool.write(this.#bytes ?? new Uint8Array(), this.key));
  }

  /** The object is deleted or replaced: its file may go. */
  discard(): void {
    if (this.#file) this.#spool.discard(this.#file);
  }
}
