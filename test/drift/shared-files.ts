import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A file beside the checkout that only some machines have. */
export function sharedFile(path: string): string | undefined {
  const file = fileURLToPath(new URL(`../../../shared/${path}`, import.meta.url));
  return existsSync(file) ? file : undefined;
}

export function readShared(path: string): unknown {
  const file = sharedFile(path);
  if (file === undefined) {
    console.warn(`skipped: ../shared/${path} is not on this machine`);
    return undefined;
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}
