import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';

const root = join(import.meta.dirname, '..', '..');
const realData = join(root, '..', 'shared', 'data', 'south-german-credit.csv');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meshloop-start-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs what `npm start` runs. */
function start(...options: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'scripts', 'start.ts'), ...options], { maxBuffer: 1e8 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

const summarySchema = z.looseObject({
  product: z.string(),
  link: z.nullable(z.object({ name: z.string(), target: z.string() })),
  grants: z.array(z.object({ principal: z.string(), resource: z.string(), permissions: z.array(z.string()) })),
  changeId: z.nullable(z.string()),
  rows: z.number(),
  columns: z.array(z.object({ name: z.string(), score: z.union([z.number(), z.string()]), drifted: z.boolean() })),
  verdict: z.nullable(z.string()),
  executions: z.array(z.looseObject({ arn: z.string(), status: z.string(), reason: z.string() })),
  events: z.array(z.string()),
  seconds: z.number(),
});

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('npm start', () => {
  test('plays the loop on the generated table: a timeline, then the summary', async () => {
    const { code, stdout } = await start();
    expect(code).toBe(0);
    expect(stdout).toMatch(/\+00:00:00 .* producer {2}\* the producer registers credit_risk\.applications with 1000 rows/);
    expect(stdout).toMatch(/> Retraining Started/);
    expect(stdout).toMatch(/Link {8}rl_credit_risk → 111111111111:credit_risk/);
    expect(stdout).toMatch(/^ {2}amount .* yes$/m);
    expect(stdout).not.toContain(String.fromCodePoint(27));
  });

  test('refuses an unknown option and an update without data', async () => {
    for (const options of [['--speed', '9'], ['--update', 'x.csv']]) {
      const { code, stdout, stderr } = await start(...options);
      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toContain('npm start');
    }
  });

  test.each([
    ['a file that is not there', async () => join(folder, 'missing.csv'), /missing\.csv does not exist/],
    ['an empty file', () => file('empty.csv', ''), /empty\.csv is empty/],
    ['a header alone', () => file('header.csv', 'amount,age\n'), /no rows/],
    ['a truncated Parquet file', () => file('cut.parquet', 'PAR1 and nothing else'), /cut\.parquet cannot be read/],
    ['a folder', async () => folder, /is not a file/],
    ['nothing to shift', () => file('other.csv', 'a,b\n1,2\n'), /--update FILE/],
  ])('says what is wrong with %s', async (_, make, message) => {
    const { code, stdout, stderr } = await start('--data', await make(), '--json');
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe.skipIf(!existsSync(realData))('the South German Credit data', () => {
  async function play(first: (row: readonly string[], index: number) => boolean, update: (row: readonly string[], index: number) => boolean) {
    const [header = '', ...lines] = readFileSync(realData, 'utf8').trim().split('\n');
    const rows = (keep: typeof first) => [header, ...lines.filter((line, index) => keep(line.split(','), index))].join('\n');
    const data = await file('first.csv', rows(first));
    const { code, stdout } = await start('--data', data, '--update', await file('update.csv', rows(update)), '--json');
    expect(code).toBe(0);
    return summarySchema.parse(JSON.parse(stdout));
  }
  const age = readAge();

  function readAge(): number {
    return existsSync(realData) ? (readFileSync(realData, 'utf8').split('\n')[0] ?? '').split(',').indexOf('age') : -1;
  }

  test('even rows against odd rows: link and grants, no drift, no second execution', async () => {
    const summary = await play((_, index) => index % 2 === 0, (_, index) => index % 2 === 1);
    expect(summary.link).toEqual({ name: 'rl_credit_risk', target: '111111111111:credit_risk' });
    expect(summary.grants.some(({ principal, permissions }) => principal.endsWith(':role/data-scientist') && permissions.includes('SELECT'))).toBe(true);
    expect(summary.verdict).toBe('none');
    expect(summary.columns).toHaveLength(21);
    expect(summary.executions.map(({ reason }) => reason)).toEqual(['first training']);
  });

  test('the young against the others: drift, exactly one second execution', async () => {
    const summary = await play((row) => Number(row[age]) >= 30, (row) => Number(row[age]) < 30);
    expect(summary.verdict).toBe('drift');
    expect(summary.columns.find(({ name }) => name === 'age')).toMatchObject({ drifted: true });
    expect(summary.executions.map(({ reason, status }) => `${reason}: ${status}`)).toEqual(['first training: Succeeded', 'drift: Succeeded']);
  });

  test('the same file twice: nothing but the first training', async () => {
    const summary = await play(() => true, () => true);
    expect(summary.executions.map(({ reason }) => reason)).toEqual(['first training']);
    expect(summary.columns).toEqual([]);
  });
});

if (!existsSync(realData)) console.log('The South German Credit data is not there: its tests are skipped.');
