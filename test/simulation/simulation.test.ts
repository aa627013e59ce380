import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../scripts/build/paths.ts';
import { bundleFunctions } from '../../simulation/code.ts';
import { losesChanges } from '../../simulation/random-faults.ts';
import { randomStory } from '../../simulation/random-story.ts';
import { textAt } from '../../simulation/loose.ts';
import { Simulator } from '../../simulation/simulate.ts';
import { simulationStacks } from '../../simulation/stacks.ts';

const run = promisify(execFile);
const node = process.execPath;

async function digests(seeds: readonly number[], environment: Record<string, string>): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await run(node, [join(import.meta.dirname, 'tell-digest.ts'), ...seeds.map(String)], { env: { ...process.env, ...environment } });
  return new Map(stdout.trim().split('\n').map((line) => line.split(' ') as [string, string]));
}

/** Milliseconds; a few seconds are enough on a machine that does nothing else. */
const busy = 240_000;

// Packaged here, so that no two of the processes below do it at once.
beforeAll(() => simulationStacks(), busy);

const command = async (...args: readonly string[]) =>
  await run(node, [join(root, 'scripts', 'simulate.ts'), ...args]).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  );

describe('stories', () => {
  const stories = Array.from({ length: 200 }, (_, index) => randomStory(index + 1));

  test('have three products and ten changes at least', () => {
    for (const { seed, actions } of stories) {
      const registered = actions.flatMap(({ deed }) => (deed.kind === 'register' || deed.kind === 'register again' ? [deed] : []));
      const products = new Set(registered.map(({ product }) => `${product.database}.${product.table}`));
      const changes = actions.filter(({ deed: { kind } }) => ['register', 'register again', 'share', 'revoke', 'delete table', 'delete database', 'edit mesh.yml'].includes(kind));
      expect({ seed, products: products.size >= 3, changes: changes.length >= 10 }).toEqual({ seed, products: true, changes: true });
    }
  });

  test('lose what AWS tells at best effort, changes among it, and nothing of ours', () => {
    const faults = stories.flatMap((story) => story.faults.faults);
    const lost = faults.flatMap((fault) => (fault.kind === 'event' && 'lost' in fault.effect ? [fault.match] : []));

    expect(stories.filter(({ faults }) => losesChanges(faults)).length).toBeGreaterThan(20);
    expect(new Set(lost.map(({ source, bus }) => `${source} on ${bus}`))).toEqual(new Set([
      'aws.glue on default', 'aws.glue on meshloop-dev', 'aws.lakeformation on default', 'aws.lakeformation on meshloop-dev', 'aws.ram on default', 'aws.cloudformation on default',
      'aws.athena on default', 'aws.sagemaker on default',
    ]));
  });

  test('are the same for the same seed on any machine', () => {
    const digest = createHash('sha256').update(JSON.stringify(stories)).digest('hex');
    expect(digest).toBe('8d07a0f5fcc23752037e789e564f1dfa25218305e7935f6be45c0363e2c71169');
  });
});

describe('a simulation', () => {
  test('goes the same way in another process, time zone and language, and after other simulations', async () => {
    const [alone, after] = await Promise.all([
      digests([3], { TZ: 'UTC', LANG: 'C' }),
      digests([1, 2, 3], { TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' }),
    ]);

    expect(alone.get('3')).toMatch(/^[0-9a-f]{64}$/);
    expect(after.get('3')).toBe(alone.get('3'));
    expect(after.get('2')).not.toBe(alone.get('3'));
  }, busy);

  test('comes to the same end whether calls go through the whole SDK or straight to the cloud', async () => {
    const quiet = { ...randomStory(5), faults: { faults: [] }, troubles: [] };
    const ends = [];
    for (const code of [{ folder: await bundleFunctions() }, {}]) {
      const simulator = await Simulator.prepare(code);
      const { findings, aftermath } = await simulator.play(quiet);
      const { databases, grants, documents } = aftermath;
      const newest = [...documents].flatMap(([key, document]) => (key.endsWith('/newest.json') ? [[key, textAt(document, 'digest')]] : []));
      const runs = aftermath.executions.map(({ pipeline, status, profileDigest }) => ({ pipeline, status, profileDigest }));
      ends.push({ findings, databases, grants, newest, runs });
    }
    const [direct, wired] = ends;

    expect(direct?.findings).toEqual([]);
    expect(direct?.newest.length).toBeGreaterThan(0);
    expect(direct?.runs.length).toBeGreaterThan(1);
    expect(wired).toEqual(direct);
  }, busy);
});

test('code that cannot be loaded ends a simulation, in which no function would run and nothing could go wrong', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulation-'));
  writeFileSync(join(folder, 'index.cjs'), 'throw new Error("the bundle is broken")');
  const simulator = await Simulator.prepare({ folder });

  await expect(simulator.play(randomStory(1))).rejects.toThrow('the code of the functions cannot be loaded');
  rmSync(folder, { recursive: true });
}, busy);

describe('npm run simulate', () => {
  test('ends with how many stories passed', async () => {
    const { code, stdout } = await command('--seeds', '3', '--seed', '40', '--threads', '1');

    expect(stdout.trimEnd().split('\n').at(-1)).toBe('3 passed, 0 failed');
    expect(code).toBe(0);
  }, busy);

  test.each([
    [['--seeds', 'many'], '--seeds must be a whole number of at least 1, not "many"'],
    [['--seeds', '0'], '--seeds must be a whole number of at least 1, not "0"'],
    [['--seed=-1'], '--seed must be a whole number of at least 0, not "-1"'],
    [['--threads', '1.5'], '--threads must be a whole number of at least 1, not "1.5"'],
    [['--sedes', '5'], "Unknown option '--sedes'"],
    [['--bug', 'none'], 'There is no bug "none". There are: all, lost-retry'],
    [['--record', 'x.md'], '--record goes with --bug all'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await command(...args);

    expect(stderr).toContain(message);
    expect(stderr).toContain('npm run simulate --');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });
});
