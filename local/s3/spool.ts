import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files that nobody stores any more but that a query begun before may still read. */
const LATEST_KEPT = 64;

/** Files of one cloud on disk, in a temporary directory that exists only once it is needed. */
export class Spool {
  #directory: string | undefined;
  #files = 0;
  readonly #discarded: string[] = [];

  directory(): string {
    return (this.#directory ??= mkdtempSync(join(tmpdir(), 'meshloop-')));
  }

  /** Writes `body` to a new file whose name ends like `key`, since readers tell formats by the ending. */
  write(body: Uint8Array, key: string): string {
    const file = join(this.directory(), `${++this.#files}${endingOf(key)}`);
    writeFileSync(file, body);
    return file;
  }

  /** Removes the file once some more have been discarded. */
  discard(file: string): void {
    this.#discarded.push(file);
    if (this.#discarded.length > LATEST_KEPT) rmSync(this.#discarded.shift() ?? file, { force: true });
  }

  close(): void {
    if (this.#directory) rmSync(this.#directory, { recursive: true, force: true });
    this.#directory = undefined;
  }
}

/** `.csv.gz` of `a/b.csv.gz`; only letters and digits, so that no key can name a path. */
function endingOf(key: string): string {
  return /(?:\.[A-Za-z0-9]{1,12}){0,2}$/.exec(key)?.[0] ?? '';
}
