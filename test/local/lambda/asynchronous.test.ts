import { DeleteRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { PutFunctionConcurrencyCommand, PutFunctionEventInvokeConfigCommand } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { clientConfig } from '../../../local/core/clients.ts';
import { sleep } from '../../../local/core/clock.ts';
import type { CloudRequest } from '../../../local/core/wire.ts';
import { ACCOUNT, ADMINISTRATOR, bundleFixtures, createFunction, createRole, invocations, openBench, REGION, START } from './support.ts';
import type { Bench } from './support.ts';

const ARN = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:probe`;
const QUEUE_ARN = `arn:aws:sqs:${REGION}:${ACCOUNT}:probe-dlq`;
const MAY_SEND = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE_ARN };

const root = bundleFixtures('probe', 'raw');

async function benchWithDestination(): Promise<Bench & { readonly sqs: SQSClient; readonly url: string }> {
  const bench = openBench();
  const sqs = new SQSClient(clientConfig(bench.cloud, ACCOUNT));
  const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'probe-dlq' }));
  await createRole(bench, 'probe', [MAY_SEND]);
  await createFunction(bench, root, 'probe');
  await bench.lambda.send(destination());
  return { ...bench, sqs, url };
}

function destination(MaximumRetryAttempts = 2) {
  return new PutFunctionEventInvokeConfigCommand({
    FunctionName: 'probe',
    MaximumRetryAttempts,
    DestinationConfig: { OnFailure: { Destination: QUEUE_ARN } },
  });
}

async function record({
  sqs,
  url,
  clock,
}: {
  sqs: SQSClient;
  url: string;
  clock: Bench['clock'];
}): Promise<Record<string, unknown> | undefined> {
  const received = sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
  await clock.advance(1000);
  const body = (await received).Messages?.[0]?.Body;
  return body === undefined ? undefined : { ...JSON.parse(body) };
}

describe('asynchronous invocation', () => {
  it('tries again after one and two minutes, then sends the record to the failure destination', async () => {
    const bench = await benchWithDestination();

    bench.cloud.lambda.invokeAsync(ARN, { fail: 'out of range' }, ADMINISTRATOR);
    await bench.clock.run();

    expect(invocations(bench.seen)).toEqual([
      '0s started 1',
      '0s failed 1',
      '60s started 2',
      '60s failed 2',
      '180s started 3',
      '180s failed 3',
      '180s dead-lettered 3',
    ]);
    expect(await record(bench)).toEqual({
      version: '1.0',
      timestamp: new Date(START + 180_000).toISOString(),
      requestContext: {
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        functionArn: `${ARN}:$LATEST`,
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { fail: 'out of range' },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: {
        errorType: 'RangeError',
        errorMessage: 'out of range',
        trace: ['RangeError: out of range', expect.stringMatching(/^ +at handler \(\/var\/task\/dist\/probe\/index\.cjs:\d+:\d+\)$/)],
      },
    });
  });

  it('retries as often as the function is set to', async () => {
    const bench = await benchWithDestination();
    await bench.lambda.send(destination(0));

    bench.cloud.lambda.invokeAsync(ARN, { fail: 'x' }, ADMINISTRATOR);
    await bench.clock.run();

    expect(invocations(bench.seen)).toEqual(['0s started 1', '0s failed 1', '0s dead-lettered 1']);
  });

  it('ends an invocation at its timeout, and its environment with it', async () => {
    const bench = await benchWithDestination();
    await bench.lambda.send(destination(0));

    bench.cloud.lambda.invokeAsync(ARN, { wait: 11_000, put: 'Too Late' }, ADMINISTRATOR);
    await bench.clock.run();

    expect(invocations(bench.seen)).toEqual(['0s started 1', '10s failed 1', '10s dead-lettered 1']);
    expect(await record(bench)).toMatchObject({
      responsePayload: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/^RequestId: .* Error: Task timed out after 10\.00 seconds$/),
      },
    });
    expect(bench.seen.filter(({ kind }) => kind === 'event')).toEqual([]);
  });

  it('neither answers nor sends a request of an environment that timed out', async () => {
    const bench = openBench();
    await createRole(bench, 'raw');
    const arn = await createFunction(bench, root, 'raw', { bundle: 'raw' });
    let requests = 0;
    const { handle } = bench.cloud;
    Object.assign(bench.cloud, {
      handle: async (request: CloudRequest) => {
        requests += 1;
        await sleep(bench.clock, 30_000);
        return handle(request);
      },
    });

    bench.cloud.lambda.invokeAsync(arn, {}, ADMINISTRATOR);
    await bench.clock.advance(50_000);

    expect(invocations(bench.seen)).toEqual(['0s started 1', '10s failed 1']);
    expect(bench.seen).not.toContainEqual(expect.objectContaining({ kind: 'log', line: expect.stringContaining('answered') }));
    expect(requests).toBe(1);
  });

  it('refuses a destination that the role may not send to', async () => {
    const bench = openBench();
    await createRole(bench, 'probe');
    await createFunction(bench, root, 'probe');

    await expect(bench.lambda.send(destination())).rejects.toThrow(/execution role does not have permissions to call SendMessage/);
  });

  it('loses the record when the role has lost its right, and says so', async () => {
    const bench = await benchWithDestination();
    await new IAMClient(clientConfig(bench.cloud, ACCOUNT)).send(new DeleteRolePolicyCommand({ RoleName: 'probe', PolicyName: 'own' }));

    bench.cloud.lambda.invokeAsync(ARN, { fail: 'x' }, ADMINISTRATOR);
    await bench.clock.run();

    expect(bench.seen).toContainEqual(expect.objectContaining({ kind: 'dropped', why: expect.stringContaining('sqs:SendMessage') }));
    expect(await record(bench)).toBeUndefined();
  });

  it('puts events off while reserved concurrency is used up', async () => {
    const bench = await benchWithDestination();
    await bench.lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: 'probe', ReservedConcurrentExecutions: 1 }));

    bench.cloud.lambda.invokeAsync(ARN, { wait: 5000 }, ADMINISTRATOR);
    bench.cloud.lambda.invokeAsync(ARN, {}, ADMINISTRATOR);
    await bench.clock.run();

    expect(invocations(bench.seen)).toEqual(['0s started 1', '5s succeeded 1', '7s started 1', '7s succeeded 1']);
  });
});
