import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { ensureVenv, presentVenv } from '../../scripts/python-venv.ts';

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
  executions: z.array(
    z.object({
      arn: z.string(),
      status: z.string(),
      reason: z.string(),
      steps: z.array(z.looseObject({ name: z.string(), status: z.string(), seconds: z.number() })),
      notRun: z.nullable(z.string()),
      metrics: z.nullable(z.object({ auc: z.object({ value: z.number(), low: z.number(), high: z.number() }), aucCrossValidated: z.number() })),
      modelPackage: z.nullable(z.object({ arn: z.string(), approval: z.string() })),
    }),
  ),
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
    const { code, stdout } = await start('--steps', 'simulated');
    expect(code).toBe(0);
    expect(stdout).toMatch(/\+00:00:00 .* producer {2}\* the producer registers credit_risk\.applications with 1000 rows/);
    expect(stdout).toMatch(/> Retraining Started/);
    expect(stdout).toMatch(/Link {8}rl_credit_risk → 111111111111:credit_risk/);
    expect(stdout).toMatch(/^ {2}amount .* yes$/m);
    expect(stdout).toMatch(/steps not run: --steps simulated$/m);
    expect(stdout).not.toContain(String.fromCodePoint(27));
  });

  test('refuses an unknown option and an update without data', async () => {
    for (const options of [['--speed', '9'], ['--update', 'x.csv'], ['--steps', 'fast']]) {
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

describe('npm start without what the steps need', () => {
  test('says that a table without the label is not trained on, and goes on', async () => {
    const data = await file('unlabelled.csv', `amount,age\n${Array.from({ length: 200 }, (_, n) => `${n},${20 + (n % 40)}`).join('\n')}\n`);
    const { code, stdout, stderr } = await start('--data', data, '--json');
    expect(code).toBe(0);
    expect(stderr).toContain('the table has no column "credit_risk" to learn');
    const { executions } = summarySchema.parse(JSON.parse(stdout));
    expect(executions.map(({ reason, status }) => `${reason}: ${status}`)).toEqual(['first training: Succeeded', 'drift: Succeeded']);
    for (const execution of executions) {
      expect(execution).toMatchObject({ notRun: 'steps not run: the table has no column "credit_risk" to learn', metrics: null });
      expect(execution.modelPackage?.arn).toContain(':model-package/credit-risk/');
    }
  });

  test('knows why there is no Python: none on the machine, or packages that cannot be had', async () => {
    const before = { ...process.env };
    const told: string[] = [];
    const options = { folder: join(folder, 'venv'), tell: (line: string) => told.push(line) };
    try {
      process.env['MESHLOOP_PYTHON'] = join(folder, 'no-python');
      expect(await ensureVenv(options)).toEqual({ reason: 'no Python 3.10, 3.11, 3.12, 3.13 with the modules venv and pip was found' });
      expect(told).toEqual([]);
      delete process.env['MESHLOOP_PYTHON'];
      // Nothing listens there.
      Object.assign(process.env, { PIP_INDEX_URL: 'http://127.0.0.1:9/simple', PIP_RETRIES: '0', PIP_CONFIG_FILE: '/dev/null' });
      const { python, reason } = await ensureVenv(options);
      expect(python).toBeUndefined();
      // On a machine without Python this is the sentence above.
      expect(reason).toMatch(/could not be installed: .*No matching distribution|no Python/);
      expect(existsSync(options.folder)).toBe(false);
    } finally {
      process.env = before;
    }
  });
});

// Several trainings, on a machine that may be busy.
describe.skipIf(presentVenv() === undefined)('npm start with Python', { timeout: 300_000 }, () => {
  test('trains twice for real, and shows steps, quality and packages', async () => {
    const { code, stdout } = await start('--json');
    expect(code).toBe(0);
    const { executions } = summarySchema.parse(JSON.parse(stdout));
    expect(executions.map(({ reason }) => reason)).toEqual(['first training', 'drift']);
    for (const [index, { status, steps, notRun, metrics, modelPackage }] of executions.entries()) {
      expect({ status, notRun }).toEqual({ status: 'Succeeded', notRun: null });
      expect(steps.slice(0, 5).map(({ name }) => name)).toEqual(['Prepare', 'Train', 'Evaluate', 'GoodEnough', 'Register']);
      for (const { seconds } of steps.slice(0, 3)) expect(seconds).toBeGreaterThan(0);
      expect(metrics?.aucCrossValidated).toBeGreaterThan(0.8);
      expect(metrics?.auc.low).toBeLessThan(metrics?.auc.value ?? 0);
      expect(modelPackage).toEqual({ arn: `arn:aws:sagemaker:eu-central-1:222222222222:model-package/credit-risk/${index + 1}`, approval: 'Approved' });
    }
  });

  test('shows a step that fails as the failure that it is', async () => {
    const rows = Array.from({ length: 200 }, (_, n) => `${n},${20 + (n % 40)},${n % 3}`).join('\n');
    const { code, stdout } = await start('--data', await file('three.csv', `amount,age,credit_risk\n${rows}\n`), '--json');
    expect(code).toBe(1);
    const [first] = summarySchema.parse(JSON.parse(stdout)).executions;
    expect(first).toMatchObject({ status: 'Failed', notRun: null, metrics: null, modelPackage: null });
    expect(first?.steps).toMatchObject([{ name: 'Prepare', status: 'Failed', reason: expect.stringContaining('must have two values and has 3') }]);
  });
});

if (presentVenv() === undefined) console.log('There is no .venv (npm run check:python sets it up): the tests of npm start with Python are skipped.');

describe.skipIf(!existsSync(realData))('the South German Credit data', () => {
  async function play(first: (row: readonly string[], index: number) => boolean, update: (row: readonly string[], index: number) => boolean) {
    const [header = '', ...lines] = readFileSync(realData, 'utf8').trim().split('\n');
    const rows = (keep: typeof first) => [header, ...lines.filter((line, index) => keep(line.split(','), index))].join('\n');
    const data = await file('first.csv', rows(first));
    const { code, stdout } = await start('--data', data, '--update', await file('update.csv', rows(update)), '--steps', 'simulated', '--json');
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
