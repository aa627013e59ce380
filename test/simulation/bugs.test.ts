import { transform } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../scripts/build/paths.ts';
import { bugs as ofAccess } from '../../simulation/access/bugs.ts';
import { bugs, withBug } from '../../simulation/bugs/index.ts';
import { invariants } from '../../simulation/finding.ts';
import { bugs as ofRetraining } from '../../simulation/retraining/bugs.ts';

describe('the bugs that the simulation has to find', () => {
  test('are ten at least, each under its own name', () => {
    expect(new Set(bugs.map(({ name }) => name)).size).toBe(bugs.length);
    expect(bugs.length).toBeGreaterThanOrEqual(10);
  });

  test.each([...bugs, ...ofRetraining, ...ofAccess].map((bug) => [bug.name, bug] as const))('%s fits the source of today, and what comes of it compiles', async (_name, bug) => {
    const source = readFileSync(join(root, bug.file), 'utf8');

    expect(source.split(bug.from)).toHaveLength(2);
    expect((await transform(withBug(bug), { loader: 'ts' })).code).not.toBe((await transform(source, { loader: 'ts' })).code);
  });

  test('are all found by a story of the page, and none of what has to hold is held by none of them', () => {
    const page = readFileSync(join(root, 'docs', 'simulation-bugs.md'), 'utf8');
    const found = [...page.matchAll(/^\| \[`(.+?)`\]\(#.+\) \| .+ \| (.+) \| \d+ \|$/gm)].map(([, name = '', broken = '']) => ({ name, broken: broken.split(', ') }));

    expect(found.map(({ name }) => name).toSorted()).toEqual(bugs.map(({ name }) => name).toSorted());
    expect([...new Set(found.flatMap(({ broken }) => broken))].toSorted()).toEqual([...invariants].toSorted());
  });

  test('a bug that no longer fits says so', () => {
    const [bug] = bugs;
    expect(() => withBug({ ...(bug ?? { name: '', says: '', file: '', to: '' }), from: 'nowhere' })).toThrow(/does not fit .* any more/);
  });
});
