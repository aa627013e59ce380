import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { root } from '../../scripts/build/paths.ts';
import type { Bug } from './bug.ts';
import { withBug } from './index.ts';

/** Has esbuild read the source with the bug in it. */
export function planting(bug: Bug): Plugin {
  const contents = withBug(bug);
  return {
    name: 'bug',
    setup: (plugin) => plugin.onLoad({ filter: /\.ts$/ }, ({ path }) => (path === join(root, bug.file) ? { contents, loader: 'ts' } : undefined)),
  };
}
