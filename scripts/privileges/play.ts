import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../build/paths.ts';

export interface Play {
  /** Of the scenarios; all, if absent. */
  readonly files?: readonly string[];
  /** A part of a test's name. */
  readonly test?: string;
  /** The bug that is planted into the stacks. */
  readonly bug?: string;
}

/** In vitest, where the scenarios are tests. Each leaves in the folder what it used. Answers whether all passed. */
export function playScenarios(folder: string, { files = [], test, bug }: Play = {}): boolean {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const env = { ...process.env, MESHLOOP_PRIVILEGES: folder, ...(bug !== undefined && { MESHLOOP_PRIVILEGE_BUG: bug }) };
  // With a bug nothing is left to see after the first test that fails, nor after a while of waiting for what never comes.
  const options = [...(test === undefined ? [] : ['-t', test]), ...(bug === undefined ? [] : ['--bail', '1', '--testTimeout', '180000'])];
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--config', 'vitest.privileges.config.ts', ...files, ...options], { cwd: root, env, stdio: ['ignore', bug === undefined ? 2 : 'ignore', bug === undefined ? 2 : 'ignore'] });
  return status === 0;
}
