import { readFileSync } from 'node:fs';
import type { StoredObject } from '../core/cloud.ts';
import { checksumOf, DEFAULT_ALGORITHM } from './checksum.ts';
import type { Checksum } from './checksum.ts';
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
  /** Absent until somebody asks, where no request brought one. */
  readonly checksum?: Checksum | undefined;
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
  #checksum: Checksum | undefined;
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
    this.#checksum = description.checksum;
    this.#spool = spool;
    if (body.byteLength > LARGEST_IN_MEMORY) this.#file = spool.write(body, description.key);
    else this.#bytes = body.slice();
  }

  body(): Uint8Array {
    if (this.#bytes) return this.#bytes;
    return readFileSync(this.file());
  }

  async checksum(): Promise<Checksum> {
    return (this.#checksum ??= await checksumOf(this.body()));
  }

  /** What a listing says of the checksum without computing it. */
  get checksumKind(): Pick<Checksum, 'algorithm' | 'type'> {
    return this.#checksum ?? { algorithm: DEFAULT_ALGORITHM, type: 'FULL_OBJECT' };
  }

  file(): string {
    return (this.#file ??= this.#spool.write(this.#bytes ?? new Uint8Array(), this.key));
  }

  /** The object is deleted or replaced: its file may go. */
  discard(): void {
    if (this.#file) this.#spool.discard(this.#file);
  }
}
