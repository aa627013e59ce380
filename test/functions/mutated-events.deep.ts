import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GlueClient } from '@aws-sdk/client-glue';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { RAMClient } from '@aws-sdk/client-ram';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { root } from '../../scripts/build/paths.ts';
import { SyncError } from '../../shared/runtime/errors.ts';
import { mutated } from '../support/mutate.ts';
import { deploy, lambdaContext, sampleEvent } from './support.ts';

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

/** In all, shared out evenly among the functions; some of them of up to a megabyte. */
const events = 100_000;
const large = 400;

/** Characters of an error's message: it goes into a log line and into a message of SQS, which ends at 256 KiB. */
const longestMessage = 4_000;

const accounts = ['111111111111', '222222222222'];

let calls = 0;

/** An account in which there is nothing: what is asked for by name is not found, what is listed is empty, what is written is taken. */
function nothingThere({ constructor: { name } }: object): unknown {
  const fails = (code: string) => {
    throw Object.assign(new Error(`${code} of an empty account`), { name: code, $fault: 'client', $metadata: {} });
  };
  switch (name) {
    case 'GetObjectCommand':
      return fails('NoSuchKey');
    case 'GetDatabaseCommand':
    case 'GetTableCommand':
    case 'GetTablesCommand':
    case 'GetCrawlerCommand':
    case 'StartCrawlerCommand':
      return fails('EntityNotFoundException');
    case 'GetQueryExecutionCommand':
      return fails('InvalidRequestException');
    case 'DescribePipelineExecutionCommand':
    case 'StartPipelineExecutionCommand':
      return fails('ResourceNotFound');
    case 'AssumeRoleCommand':
      return { Credentials: { AccessKeyId: 'A', SecretAccessKey: 'S', SessionToken: 'T' } };
    default:
      return {};
  }
}

const clients = [AthenaClient, CloudWatchClient, EventBridgeClient, GlueClient, LakeFormationClient, RAMClient, S3Client, SageMakerClient, SchedulerClient, STSClient];

/** Whatever a client is asked for is counted, and answered from nowhere. */
function answerAll(): void {
  for (const { prototype } of clients) {
    vi.spyOn(prototype as { send(command: object): Promise<unknown> }, 'send').mockImplementation(async (command) => {
      calls += 1;
      return nothingThere(command);
    });
  }
}

vi.mock('node:https', () => ({
  request: (_options: unknown, answered: (response: object) => void) => {
    calls += 1;
    return { on: () => undefined, end: () => answered({ statusCode: 200, resume: () => undefined, on: (_: string, ended: () => void) => ended() }) };
  },
}));

const samples = globSync('events/samples/*.json', { cwd: root }).toSorted().map((file) => JSON.parse(readFileSync(join(root, file), 'utf8')) as unknown);

/** Lake Formation hands out access in the consumer account. */
const dataAccess = () => {
  const { detail, ...envelope } = sampleEvent('lake-formation-call', { account: '222222222222' });
  const requestParameters = { tableArn: 'arn:aws:glue:eu-central-1:111111111111:table/credit_risk/applications', auditContext: { additionalAuditContext: '{queryId: 33333333-4444-5555-6666-777777777777}' } };
  return { ...envelope, detail: { ...Object(detail), eventName: 'GetDataAccess', requestParameters, additionalEventData: { requesterService: 'ATHENA' } } };
};

/** What CloudFormation asks publish-code. */
const customResource = {
  RequestType: 'Create', ResponseURL: 'https://cloudformation-custom-resource-response-eucentral1.s3.eu-central-1.amazonaws.com/x?y=z', StackId: 'arn:aws:cloudformation:eu-central-1:222222222222:stack/s/1',
  RequestId: 'r', LogicalResourceId: 'Code', ResourceProperties: { Bucket: 'b', Pipeline: 'credit-risk', Digest: 'd' },
};

/** What the dashboard asks show-products. */
const widgetRequest = { page: 1, perPage: 10, widgetContext: { theme: 'dark', params: { perPage: 5 } } };

const functions = globSync('functions/*.ts', { cwd: root }).map((file) => basename(file, '.ts')).toSorted();
const handlers = new Map<string, Handler>();

beforeAll(async () => {
  deploy();
  Object.assign(process.env, { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' });
  answerAll();
  for (const name of functions) {
    const { handler } = (await import(`../../functions/${name}.ts`)) as { handler: Handler };
    handlers.set(name, handler);
  }
});
afterAll(() => vi.restoreAllMocks());

type Fate = 'refused' | 'handled' | 'failed as AWS failed';

interface Seen {
  readonly fate: Fate | `crashed: ${string}`;
  readonly calls: number;
  readonly message: number;
}

async function give(handler: Handler, event: unknown): Promise<Seen> {
  calls = 0;
  try {
    await handler(event, lambdaContext);
    return { fate: 'handled', calls, message: 0 };
  } catch (error) {
    if (!(error instanceof Error)) return { fate: `crashed: ${String(error)}`, calls, message: 0 };
    const message = error.message.length;
    if (error.name === 'BadEvent') return { fate: 'refused', calls, message };
    if (error instanceof SyncError || error.message.endsWith('of an empty account')) return { fate: 'failed as AWS failed', calls, message };
    return { fate: `crashed: ${error.stack?.split('\n').slice(0, 3).join(' ') ?? error.name}`, calls, message };
  }
}

/** What must be so of any event that a function has accepted, said without its schema. */
function isPlausible(name: string, event: unknown): boolean {
  if (typeof event !== 'object' || event === null) return false;
  // A person's console asks it, and it only reads.
  if (name === 'show-products') return !Array.isArray(event);
  if (name === 'publish-code') return 'ResponseURL' in event && typeof event.ResponseURL === 'string' && event.ResponseURL.startsWith('https://');
  const { version, id, account, detail, 'detail-type': type } = event as Record<string, unknown>;
  return version === '0' && typeof id === 'string' && id !== '' && typeof account === 'string' && accounts.includes(account) && typeof type === 'string' && typeof detail === 'object' && detail !== null;
}

const shared = () => [Object.prototype, Array.prototype, String.prototype, Function.prototype, Error.prototype].map((each) => Reflect.ownKeys(each).map(String).join());

test(`${events.toLocaleString('en')} events that nobody should send are refused before any call, or handled`, async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const before = shared();
  const dice = new SeededDice('mutated events');
  const fates = new Map<string, number>();
  const wrong: string[] = [];
  const heaps: number[] = [];
  let longest = 0;

  const accepted = new Map<string, readonly unknown[]>();
  for (const [name, handler] of handlers) {
    const own: unknown[] = [];
    for (const sample of [...samples, dataAccess(), customResource, widgetRequest]) if ((await give(handler, sample)).fate !== 'refused') own.push(sample);
    accepted.set(name, own);
  }
  // Each function knows at least one sample: else nothing below would reach its work.
  expect([...accepted].filter(([, own]) => own.length === 0)).toEqual([]);

  for (let nth = 0; nth < events; nth += 1) {
    const name = functions[nth % functions.length] ?? '';
    const handler = handlers.get(name);
    const own = accepted.get(name) ?? [];
    const base = dice.next() < 0.9 ? own[Math.floor(dice.next() * own.length)] : samples[Math.floor(dice.next() * samples.length)];
    const text = mutated(base, dice, nth % (events / large) === 0);
    if (text.length > 1_100_000 || handler === undefined) continue;
    const event: unknown = JSON.parse(text);
    const seen = await give(handler, event);
    fates.set(seen.fate, (fates.get(seen.fate) ?? 0) + 1);
    longest = Math.max(longest, seen.message);
    if (seen.fate.startsWith('crashed') || (seen.fate === 'refused' && seen.calls > 0) || (seen.fate !== 'refused' && !isPlausible(name, event)) || seen.message > longestMessage) {
      wrong.push(`${name}: ${JSON.stringify(seen)}: ${text.slice(0, 600)}`);
    }
    if ((nth + 1) % (events / 10) === 0) {
      // Mocks keep what they were called with.
      vi.clearAllMocks();
      collect();
      heaps.push(process.memoryUsage().heapUsed);
    }
  }

  console.log([...fates].map(([fate, times]) => `${times} ${fate}`).join(', '), `longest message ${longest}`, `heap ${heaps.map((heap) => (heap / 2 ** 20).toFixed(1)).join(' ')} MiB`);
  expect(wrong.slice(0, 10)).toEqual([]);
  // A good part of them gets through to the work.
  expect(fates.get('handled')).toBeGreaterThan(events / 20);
  expect(fates.get('refused')).toBeGreaterThan(events / 5);
  expect(shared()).toEqual(before);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  // The second half has left nothing behind that the first had not.
  const [middle = 0, last = 0] = [heaps[4], heaps[9]];
  expect(last - middle).toBeLessThan(4 * 2 ** 20);
}, 1_800_000);
