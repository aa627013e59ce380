import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.ts';

/** A digest of all files that match the patterns (relative to the project): their names and content. */
export function digestOf(patterns: readonly string[]): string {
  const hash = createHash('sha256');
  const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: root })).filter((file) => statSync(join(root, file)).isFile());
  for (const file of [...new Set(files)].toSorted()) {
    const content = readFileSync(join(root, file));
    hash.update(`${file.replaceAll('\\', '/')}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Whether the outputs are there and were made from inputs of this digest. */
export function isCurrent(stampFile: string, digest: string, outputs: readonly string[]): boolean {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === digest && outputs.every((path) => existsSync(path));
}

export function writeStamp(stampFile: string, digest: string): void {
  writeFileSync(stampFile, digest);
}
