import { createReadStream, createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Problem } from './problem.ts';

/** Unpacks a gzip file into the folder. DuckDB would read one that is cut off without a word; here it is a Problem. */
export async function unpack(path: string, folder: string, number: number): Promise<string> {
  const plain = join(folder, `${number}-${basename(path, '.gz')}`);
  try {
    await pipeline(createReadStream(path), createGunzip(), createWriteStream(plain));
  } catch (error) {
    throw new Problem(`${path} is not a whole gzip file: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
  }
  return plain;
}
