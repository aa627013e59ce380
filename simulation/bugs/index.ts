import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { functionNames } from '../../scripts/build/build.ts';
import { bundle } from '../../scripts/build/bundle.ts';
import { root } from '../../scripts/build/paths.ts';
import type { Bug } from './bug.ts';

export { bugs } from './catalogue.ts';
export type { Bug } from './bug.ts';

/** Bundles the functions with a bug; returns the folder that holds their `dist/`. Throws for a bug that no longer fits. */
export async function plant(bug: Bug): Promise<string> {
  const folder = join(root, '.meshloop', 'bugs', bug.name);
  rmSync(folder, { recursive: true, force: true });
  const entries = functionNames().map((each) => [`${each}/index`, `functions/${each}.ts`] as const);
  await bundle(Object.fromEntries(entries), join(folder, 'dist'), 'environment', [planting(bug)]);
  return folder;
}

/** The source with the bug in it. */
export function withBug({ name, file, from, to }: Bug): string {
  const source = readFileSync(join(root, file), 'utf8');
  if (!source.includes(from)) throw new Error(`The bug ${name} does not fit ${file} any more: it replaces "${from}". Correct simulation/bugs/catalogue.ts.`);
  return source.replace(from, to);
}

function planting(bug: Bug): Plugin {
  const contents = withBug(bug);
  return {
    name: 'bug',
    setup: (build) => build.onLoad({ filter: /\.ts$/ }, ({ path }) => (path === join(root, bug.file) ? { contents, loader: 'ts' } : undefined)),
  };
}
