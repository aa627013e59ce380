import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { InvalidMesh, readMeshFile } from './build/mesh.ts';
import { readOptions, usage, UsageError, type RedriveOptions } from './redrive/options.ts';
import { putBack, readQueues } from './redrive/queues.ts';
import { redrive } from './redrive/redrive.ts';
import { asJson, listing, told } from './redrive/tell.ts';

async function main({ functions, go, from, stage, json }: RedriveOptions): Promise<void> {
  const { account, region } = readMeshFile().consumer;
  const config =
    'port' in from
      ? { region, endpoint: `http://127.0.0.1:${from.port}`, credentials: { accessKeyId: account, secretAccessKey: 'local' }, maxAttempts: 1 }
      : { region, profile: from.profile };
  const [sqs, lambda] = [new SQSClient(config), new LambdaClient(config)];
  const queues = await readQueues(sqs, stage, functions);
  for (const { url, unknown } of queues) await putBack(sqs, url, unknown);
  if (!go) {
    for (const { url, letters } of queues) await putBack(sqs, url, letters);
    console.log(json ? asJson(queues) : listing(queues, Date.now()));
    return;
  }
  const done = [];
  for (const queue of queues) done.push(...(await redrive(sqs, lambda, queue)));
  console.log(json ? JSON.stringify(done.map(({ letter: { receiptHandle: _handle, ...letter }, failed }) => ({ ...letter, done: failed === undefined, failed })), undefined, 2) : told(done));
  if (done.some(({ failed }) => failed !== undefined)) process.exitCode = 2;
}

/** What a person can put right, in a sentence; undefined for a mistake of ours. */
function remedy(error: unknown): string | undefined {
  if (error instanceof UsageError) return `${error.message}\n\n${usage}`;
  if (error instanceof InvalidMesh) return error.message;
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return 'There is no local cloud at this port. Start one with `npm run local`, or say its port with --port N.';
  return /CredentialsProviderError|ExpiredToken|AccessDenied/.test(error.name) ? `${error.name}: ${error.message}` : undefined;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(usage);
  else await main(options);
} catch (error) {
  console.error(remedy(error) ?? error);
  process.exitCode = 1;
}
