import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { servedOperations } from './operations.ts';
import { startLocalCloud } from './local-cloud.ts';
import { run, type RunOptions } from './run.ts';
import type { Venv } from './venv.ts';

/** What a check may use. `scratch` is a folder of this run. */
export interface Bench {
  readonly venv: Venv;
  readonly root: string;
  readonly scratch: string;
  /** The scenario's requests, one line of JSON each. */
  readonly recording: string;
  /** Bring docs/local-cloud.md up to date instead of comparing it. */
  readonly write: boolean;
}

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

export interface Check {
  readonly name: string;
  readonly title: string;
  run(bench: Bench): Promise<Outcome>;
}

/** Cloud time runs this much faster while the scenario is driven from outside. Higher would let functions time out on a busy machine. */
const speed = 30;

export const checks: readonly Check[] = [
  { name: 'cfn-lint', title: 'cfn-lint on both packaged templates', run: lintTemplates },
  { name: 'requests', title: 'botocore validates what the handlers send', run: (bench) => script(bench, 'validate_requests.py', [bench.recording]) },
  { name: 'moto', title: 'moto answers the handlers’ calls alike', run: (bench) => script(bench, 'compare_moto.py', [bench.recording, ours(bench, 'moto_differences.json')]) },
  { name: 'operations', title: 'boto3 and the AWS CLI call every operation that is served', run: callEveryOperation },
  { name: 'boto3', title: 'boto3 drives the scenario', run: (bench) => playScenario(bench, 'boto3') },
  { name: 'cli', title: 'the AWS CLI drives the scenario', run: (bench) => playScenario(bench, 'cli') },
  { name: 'moto-tests', title: 'moto’s own tests against the local cloud', run: runMotoTests },
];

async function lintTemplates({ venv, root }: Bench): Promise<Outcome> {
  let failed = 0;
  for (const folder of ['.serverless', join('central', '.serverless')]) {
    const template = join(folder, 'cloudformation-template-update-stack.json');
    const linted = await run(join(venv.bin, 'cfn-lint'), ['--non-zero-exit-code', 'error', '--format', 'parseable', '--template', template], { cwd: root });
    const errors = linted.output.split('\n').filter((line) => /:E\d{4}:/.test(line));
    for (const error of errors) console.log(`FAIL ${error}`);
    if (linted.status === 0) console.log(`PASS ${template} without errors`);
    else if (errors.length === 0) console.log(`FAIL cfn-lint on ${template}: ${linted.output.trim()}`);
    if (linted.status !== 0) failed += Math.max(1, errors.length);
  }
  return { passed: 2 - Math.min(2, failed), failed };
}

async function playScenario(bench: Bench, client: 'boto3' | 'cli'): Promise<Outcome> {
  const cloud = await startLocalCloud(bench.root, ['--speed', String(speed), '--steps', 'simulated', '--quiet']);
  try {
    return await script(bench, 'scenario.py', [client, cloud.endpoint, String(speed), bench.scratch]);
  } finally {
    await cloud.stop();
  }
}

async function callEveryOperation(bench: Bench): Promise<Outcome> {
  const operations = join(bench.scratch, 'operations.json');
  await writeFile(operations, JSON.stringify(await servedOperations()));
  const total = { passed: 0, failed: 0 };
  for (const client of ['boto3', 'cli']) {
    const cloud = await startLocalCloud(bench.root, ['--bare']);
    try {
      const { passed, failed } = await script(bench, 'every_operation.py', [client, cloud.endpoint, operations], administrator);
      total.passed += passed;
      total.failed += failed;
    } finally {
      await cloud.stop();
    }
  }
  return total;
}

const tested = [
  'athena', 'awslambda', 'cloudformation', 'cloudtrail', 'cloudwatch', 'events', 'glue', 'iam', 'lakeformation', 'logs', 'ram', 's3', 'sagemaker',
  'scheduler', 'sns', 'sqs', 'sts',
];

async function runMotoTests(bench: Bench): Promise<Outcome> {
  const results = join(bench.scratch, 'moto-tests.jsonl');
  const explanations = ours(bench, 'moto_tests.json');
  await rm(results, { force: true });
  const folders = tested.map((service) => join('tests', `test_${service}`));
  const pytest = ['-m', 'pytest', '--quiet', '-p', 'moto_plugin', '-n', '2', '--timeout', '30', '--tb', 'no', '-p', 'no:cacheprovider', ...folders];
  const ended = await run(bench.venv.python, pytest, {
    cwd: bench.venv.moto,
    env: {
      ...cleanEnvironment,
      PYTHONPATH: ours(bench, ''),
      PEERS_NODE: process.execPath,
      PEERS_ROOT: bench.root,
      PEERS_RESULTS: results,
      TEST_SERVER_MODE: 'true',
      // The plugin empties the cloud itself.
      MOTO_CALL_RESET_API: 'false',
      AWS_ACCESS_KEY_ID: '123456789012',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_MAX_ATTEMPTS: '1',
      AWS_RETRY_MODE: 'standard',
    },
  });
  // 1: tests failed, which the next step judges one by one.
  if (ended.status > 1) {
    console.log(`FAIL moto’s tests could not be run: ${ended.output.trim().split('\n').slice(-5).join(' ')}`);
    return { passed: 0, failed: 1 };
  }
  const document = join(bench.root, 'docs', 'local-cloud.md');
  return await script(bench, 'moto_tests.py', [results, explanations, document, ...(bench.write ? ['--write'] : [])]);
}

/** The user's own profiles and endpoints shall not be used. */
const cleanEnvironment = {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  PYTHONWARNINGS: 'ignore',
} as const;

function ours({ root }: Bench, file: string): string {
  return join(root, 'scripts', 'peers', file);
}

/** For the AWS CLI inside one process: it reads its keys once. */
const administrator = { AWS_ACCESS_KEY_ID: '222222222222', AWS_SECRET_ACCESS_KEY: 'local', AWS_MAX_ATTEMPTS: '1' } as const;

/** Runs one of our Python scripts and counts its PASS and FAIL lines (verdict.py). */
async function script(bench: Bench, file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  let passed = 0;
  let failed = 0;
  const options: RunOptions = {
    env: { ...cleanEnvironment, ...env },
    onLine: (line) => {
      if (line.startsWith('PASS ')) passed++;
      if (line.startsWith('FAIL ')) failed++;
      console.log(line);
    },
  };
  const ended = await run(bench.venv.python, [ours(bench, file), ...args], options);
  if (ended.status !== 0 && failed === 0) {
    failed++;
    console.log(`FAIL ${file} ended with ${ended.status}: ${ended.output.trim().split('\n').slice(-3).join(' ')}`);
  }
  return { passed, failed };
}
