import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';

const folder = join(import.meta.dirname, '..', '..', 'dist', 'plans');
const lines = z.array(z.string());

/** Remembers on this machine which plan a person was shown under a hash, so that it can be said later what changed. */
export async function noteShown(hash: string, shown: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${hash}.json`), JSON.stringify(shown));
}

/** Undefined where it was shown on another machine, or before the last build. */
export async function readShown(hash: string): Promise<readonly string[] | undefined> {
  try {
    return lines.parse(JSON.parse(await readFile(join(folder, `${hash}.json`), 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
