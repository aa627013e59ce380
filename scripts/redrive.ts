import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { readMeshFile } from './build/mesh.ts';
import { readOptions, usage, type RedriveOptions } from './redrive/options.ts';
import { putBack, readQueues } from './redrive/queues.ts';
import { redrive } from './redrive/redrive.ts';
import { clientsOf, remedy } from './where.ts';
import { asJson, listing, told } from './redrive/tell.ts';

async function main({ functions, go, from, stage, json }: RedriveOptions): Promise<void> {
  const config = clientsOf(from, readMeshFile().consumer);
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

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(usage);
  else await main(options);
} catch (error) {
  console.error(remedy(error, usage) ?? error);
  process.exitCode = 1;
}
