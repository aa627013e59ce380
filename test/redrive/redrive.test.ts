import { LambdaClient } from '@aws-sdk/client-lambda';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientConfig } from '../../local/core/clients.ts';
import { applyFaults } from '../../local/faults/index.ts';
import { putBack, readQueues } from '../../scripts/redrive/queues.ts';
import { redrive } from '../../scripts/redrive/redrive.ts';
import { listing } from '../../scripts/redrive/tell.ts';
import { creditVersions, startLoop, type Loop, type Versions } from '../support/loop.ts';

const hour = 3_600_000;

let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions(200);
});
afterAll(() => versions.dispose());

test('what a function gave up is listed, done again once and gone, and the loop goes on from there', async () => {
  const { loop, sqs, lambda, end } = await failingLoop();

  // The same event once more, as EventBridge may deliver it.
  const [queue] = (await through(loop, readQueues(sqs, 'dev'))).filter(({ letters }) => letters.length > 0);
  const [letter] = queue?.letters ?? [];
  if (queue === undefined || letter === undefined) throw new Error('nothing lies in a dead-letter queue');
  expect(letter).toMatchObject({ functionName: 'meshloop-dev-check-drift', step: 'Data Profiled', product: 'credit_risk.applications', failure: 'retry' });
  expect(listing([queue], loop.clock.now())).toMatch(/meshloop-dev-check-drift +Data Profiled +credit_risk\.applications +retry/);
  await putBack(sqs, queue.url, queue.letters);
  const body = JSON.stringify(letter.event);
  const TARGET_ARN = { DataType: 'String', StringValue: `arn:aws:lambda:eu-central-1:222222222222:function:${letter.functionName}` };
  await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: body, MessageAttributes: { TARGET_ARN } }));

  end();
  const [again] = await through(loop, readQueues(sqs, 'dev', ['check-drift']));
  if (again === undefined) throw new Error('the queue is gone');
  expect(again.letters).toHaveLength(2);
  const done = await through(loop, redrive(sqs, lambda, again));
  await loop.clock.advance(hour);

  expect(done).toMatchObject([{ failed: undefined }]);
  expect((await through(loop, readQueues(sqs, 'dev'))).flatMap(({ letters }) => letters)).toEqual([]);
  expect(loop.types().filter((type) => type === 'Drift Checked')).toHaveLength(1);
  expect(loop.types().filter((type) => type === 'Retraining Finished')).toHaveLength(1);
  await loop.close();
});

test('what fails again stays in its queue, with the reason', async () => {
  const { loop, sqs, lambda } = await failingLoop();

  const [queue] = (await through(loop, readQueues(sqs, 'dev'))).filter(({ letters }) => letters.length > 0);
  if (queue === undefined) throw new Error('nothing lies in a dead-letter queue');
  const done = await through(loop, redrive(sqs, lambda, queue));

  expect(done).toMatchObject([{ failed: 'S3 has a bad day' }]);
  expect((await through(loop, readQueues(sqs, 'dev', ['check-drift'])))[0]?.letters).toHaveLength(1);
  await loop.close();
});

test('a message that is no event of ours is told and left alone', async () => {
  const loop = await startLoop();
  const sqs = new SQSClient(clientConfig(loop.cloud, '222222222222'));
  const [queue] = await through(loop, readQueues(sqs, 'dev', ['link-product']));
  if (queue === undefined) throw new Error('the queue is gone');
  await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'not JSON' }));

  const [read] = await through(loop, readQueues(sqs, 'dev', ['link-product']));

  expect(read).toMatchObject({ letters: [], unknown: [{ why: 'it names neither a function nor the target of a rule' }] });
  expect(listing(read === undefined ? [] : [read], loop.clock.now())).toMatch(/left alone/);
  await loop.close();
});

/** A loop in which no verdict can be kept, at rest. */
async function failingLoop() {
  const loop = await startLoop();
  const fails = { code: 'InternalError', message: 'S3 has a bad day', status: 500 };
  const end = applyFaults(loop.cloud, {
    faults: [{ kind: 'call', match: { service: 's3', operation: 'PutObject', role: 'meshloop-dev-check-drift' }, effect: { fails } }],
  });
  await loop.people.register(versions.first);
  // Not until nothing is left to do: SQS forgets messages after two weeks.
  await loop.clock.advance(hour);
  const config = clientConfig(loop.cloud, '222222222222');
  return { loop, end, sqs: new SQSClient(config), lambda: new LambdaClient(config) };
}

/** The result of work that waits on the cloud's clock. */
async function through<T>(loop: Loop, work: Promise<T>): Promise<T> {
  let ended = false;
  const result = work.finally(() => {
    ended = true;
  });
  while (!ended) await loop.clock.advance(1000);
  return result;
}
