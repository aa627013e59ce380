import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadDeployment } from '../../scripts/deployment.ts';
import { examine, exitCode } from '../../scripts/doctor/examine.ts';
import { expectedOf } from '../../scripts/doctor/expected.ts';
import type { Finding } from '../../scripts/doctor/finding.ts';
import { readOptions, UsageError } from '../../scripts/doctor/options.ts';
import { report } from '../../scripts/doctor/report.ts';
import { startLoop } from '../support/loop.ts';
import { faults } from './faults.ts';
import { lookAt } from './look.ts';

const root = join(import.meta.dirname, '../..');
const findingsOf = (outcomes: Awaited<ReturnType<typeof examine>>): readonly Finding[] =>
  outcomes.flatMap((outcome) => (outcome.state === 'looked' ? outcome.findings : []));

describe('on a healthy local cloud', () => {
  test('finds nothing, looks everywhere and changes nothing', async () => {
    const loop = await startLoop();
    const look = await lookAt(loop);
    const before = loop.seen.length;

    const outcomes = await examine(look, true);

    expect(outcomes.filter(({ state }) => state !== 'looked')).toEqual([]);
    expect(findingsOf(outcomes)).toEqual([]);
    expect(exitCode(outcomes)).toBe(0);
    expect(report(outcomes).split('\n').at(-1)).toBe(`No findings: ${outcomes.length} checks made.`);
    const calls = loop.seen.slice(before).flatMap((each) => (each.kind === 'call' ? [each.operation] : []));
    expect(calls.filter((operation) => !/^(Get|List|Describe|Simulate)/.test(operation))).toEqual([]);
    await loop.close();
  });
});

describe('of another stage', () => {
  test('finds nothing deployed, and each command that deploys names the stage', async () => {
    const loop = await startLoop();
    const { consumer, central } = await loadDeployment();
    const look = { ...(await lookAt(loop)), stage: 'prod', expected: expectedOf(consumer, central, 'prod') };

    const deploying = findingsOf(await examine(look, true)).flatMap(({ remedy }) => (remedy.includes('serverless deploy') ? [remedy] : []));

    expect(deploying.length).toBeGreaterThan(50);
    expect(deploying.filter((remedy) => !remedy.includes('serverless deploy --stage prod'))).toEqual([]);
    await loop.close();
  });
});

describe('a seeded fault', () => {
  test('is one of at least 15', () => {
    expect(faults.length).toBeGreaterThanOrEqual(15);
  });

  test.each(faults)('$name: is named with its remedy', async ({ seed, what, remedy, mesh, outside }) => {
    const loop = await startLoop(outside ? { organization: ['111111111111'] } : {});
    const look = await lookAt(loop, mesh);
    await seed(look, loop);
    // Sessions end after an hour, and some faults take time.
    const outcomes = await examine(await lookAt(loop, mesh), true);

    const findings = findingsOf(outcomes);
    const about = findings.find((finding) => what.test(finding.what));
    expect(findings.map((finding) => finding.what)).toContainEqual(expect.stringMatching(what));
    expect(about?.remedy).toMatch(remedy);
    expect(about?.why).not.toBe('');
    expect(exitCode(outcomes)).toBe(2);
    await loop.close();
  });
});

describe('what cannot be looked at', () => {
  test('is said, and is not taken for health', async () => {
    const loop = await startLoop();
    const look = await lookAt(loop);
    loop.cloud.intercept({
      before: (call) => {
        if (call.operation === 'GetDataLakeSettings') throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
      },
    });

    const outcomes = await examine(look, false);

    expect(outcomes.filter(({ state }) => state === 'could not look').map(({ check }) => check.title)).toContain('data lake administrators');
    expect(outcomes.filter(({ state }) => state === 'skipped').every(({ check }) => check.account === 'central')).toBe(true);
    expect(exitCode(outcomes)).toBe(1);
    expect(report(outcomes)).toMatch(/\d+ could not look, \d+ skipped\.$/);
    await loop.close();
  });
});

describe('the command', () => {
  test('--local is clean on a local cloud of its own', () => {
    // Nobody listens at port 9.
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/doctor.ts', '--local', '--port', '9', '--json'], { cwd: root, encoding: 'utf8' });

    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ summary: expect.stringMatching(/^No findings: \d+ checks made\.$/), checks: expect.arrayContaining([expect.objectContaining({ state: 'looked', findings: [] })]) });
    expect(status).toBe(0);
  }, 60_000);

  test.each([
    [[], /either --local or --profile/],
    [['--local', '--profile', 'x'], /either --local or --profile/],
    [['--local', '--central-profile', 'x'], /--central-profile goes with --profile/],
    [['--local', '--port', 'x'], /not a port/],
    [['--lokal'], /--lokal/],
  ])('refuses %j', (argv, message) => {
    expect(() => readOptions(argv)).toThrow(UsageError);
    expect(() => readOptions(argv)).toThrow(message);
  });

  test('a profile that is not there cannot look: exit code 1', () => {
    const env = { ...process.env, AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
    const { status, stderr } = spawnSync(process.execPath, ['scripts/doctor.ts', '--profile', 'nobody'], { cwd: root, encoding: 'utf8', env });

    expect(status).toBe(1);
    expect(stderr).toMatch(/^Could not look\. .*nobody/);
  }, 60_000);
});
