import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { CreateFunctionCommandInput } from '@aws-sdk/client-lambda';
import { buildSync } from 'esbuild';
import { afterAll } from 'vitest';
import { createCloudWatch } from '../../../local/cloudwatch/index.ts';
import { assemble } from '../../../local/core/assemble.ts';
import type { LocalCloud } from '../../../local/core/assemble.ts';
import { clientConfig } from '../../../local/core/clients.ts';
import type { Observation } from '../../../local/core/cloud.ts';
import { SeededDice } from '../../../local/core/seeded-dice.ts';
import type { Caller } from '../../../local/core/service.ts';
import { VirtualClock } from '../../../local/core/virtual-clock.ts';
import { createEvents } from '../../../local/eventbridge/index.ts';
import { createIam } from '../../../local/iam/index.ts';
import { createLambda } from '../../../local/lambda/index.ts';
import { createLogs } from '../../../local/logs/index.ts';
import { createS3 } from '../../../local/s3/index.ts';
import { createSqs } from '../../../local/sqs/index.ts';
import { createSts } from '../../../local/sts/index.ts';
import { createTrail } from '../../../local/trail/index.ts';

export const ACCOUNT = '222222222222';
export const REGION = 'eu-central-1';
export const START = Date.UTC(2026, 0, 5, 8);
export const ADMINISTRATOR: Caller = { accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, accessKeyId: ACCOUNT };

/** Bundles fixtures for one test file as `npm run build` bundles functions: `<root>/dist/<name>/index.cjs`. */
export function bundleFixtures(...names: string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'meshloop-test-'));
  afterAll(() => rmSync(root, { recursive: true }));
  for (const name of names) {
    buildSync({
      entryPoints: [join(import.meta.dirname, 'fixtures', `${name}.ts`)],
      outfile: join(root, 'dist', name, 'index.cjs'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node24',
      mainFields: ['module', 'main'],
      external: ['./mesh.json'],
      logLevel: 'error',
    });
  }
  return root;
}

export interface Bench {
  readonly clock: VirtualClock;
  readonly cloud: LocalCloud;
  readonly lambda: LambdaClient;
  readonly seen: Observation[];
}

/** A cloud of the rooms that functions touch, and everything that happens in it. */
export function openBench(seed = 1): Bench {
  const clock = new VirtualClock(START);
  const makers = [createIam, createSts, createTrail, createEvents, createSqs, createS3, createLambda, createLogs, createCloudWatch];
  const cloud = assemble({ clock, dice: new SeededDice(seed), region: REGION, organization: [ACCOUNT] }, makers);
  const seen: Observation[] = [];
  cloud.watch.subscribe((observation) => seen.push(observation));
  return { clock, cloud, lambda: new LambdaClient(clientConfig(cloud, ACCOUNT)), seen };
}

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** A role that Lambda may assume and that may write logs, unless `logs` is false. */
export async function createRole(bench: Bench, name: string, statements: readonly object[] = [], logs = true): Promise<string> {
  const iam = new IAMClient(clientConfig(bench.cloud, ACCOUNT));
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(TRUST) }));
  if (logs) {
    const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    await iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn }));
  }
  if (statements.length > 0) {
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'own', PolicyDocument }));
  }
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}

export interface FunctionOptions extends Partial<Omit<CreateFunctionCommandInput, 'Code'>> {
  readonly bundle?: string;
  readonly files?: Readonly<Record<string, unknown>>;
}

/** Creates a function from a bundle below `root`; returns its ARN. */
export async function createFunction(bench: Bench, root: string, name: string, options: FunctionOptions = {}): Promise<string> {
  const { bundle = 'probe', files = {}, Role = `arn:aws:iam::${ACCOUNT}:role/${name}`, ...settings } = options;
  bench.cloud.lambda.registerCode('code', name, { root, files });
  const input = {
    FunctionName: name,
    Role,
    Runtime: 'nodejs24.x' as const,
    Handler: `dist/${bundle}/index.handler`,
    Code: { S3Bucket: 'code', S3Key: name },
  };
  await bench.lambda.send(new CreateFunctionCommand({ ...input, Timeout: 10, ...settings }));
  return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
}

/** Invokes through the API while cloud time runs; returns the parsed payload. */
export async function invoke(
  bench: Bench,
  name: string,
  payload: unknown,
): Promise<{ payload: Record<string, unknown>; error: string | undefined }> {
  const sent = bench.lambda.send(new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(payload)) }));
  await bench.clock.advance(20_000);
  const { Payload, FunctionError } = await sent;
  const parsed: unknown = JSON.parse(Payload?.transformToString() ?? 'null');
  return { payload: typeof parsed === 'object' && parsed !== null ? { ...parsed } : { value: parsed }, error: FunctionError };
}

export function invocations(seen: readonly Observation[]): string[] {
  return seen.filter((one) => one.kind === 'invocation').map((one) => `${(one.at - START) / 1000}s ${one.phase} ${one.attempt}`);
}

export function writeJson(root: string, path: string, value: unknown): void {
  writeFileSync(join(root, path), JSON.stringify(value));
}
