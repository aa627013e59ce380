import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/build/paths.ts';
import type { Bug } from './bug.ts';

export { bugs } from './catalogue.ts';
export type { Bug } from './bug.ts';

/** The source with the bug in it. */
export function withBug({ name, file, from, to }: Bug): string {
  const source = readFileSync(join(root, file), 'utf8');
  if (!source.includes(from)) throw new Error(`The bug ${name} does not fit ${file} any more: it replaces "${from}". Correct simulation/bugs/catalogue.ts.`);
  return source.replace(from, to);
}
