import { describe, expect, it } from 'vitest';
import { sleep } from '../../../local/core/clock.ts';
import { ADMINISTRATOR, bundleFixtures, createFunction, createRole, invocations, invoke, openBench, START } from './support.ts';

const root = bundleFixtures('probe');

async function probe(statements: readonly object[] = [], logs = true) {
  const bench = openBench();
  await createRole(bench, 'probe', statements, logs);
  const arn = await createFunction(bench, root, 'probe');
  return { ...bench, arn };
}

describe('an execution environment', () => {
  it('is used again while it is warm', async () => {
    const bench = await probe();

    expect((await invoke(bench, 'probe', {})).payload).toMatchObject({ invocations: 1 });
    expect((await invoke(bench, 'probe', {})).payload).toMatchObject({ invocations: 2 });
  });

  it('serves one invocation at a time', async () => {
    const bench = await probe();

    const slow = invoke(bench, 'probe', { wait: 5000 });
    bench.cloud.lambda.invokeAsync(bench.arn, {}, ADMINISTRATOR);
    await slow;

    expect((await invoke(bench, 'probe', {})).payload['invocations']).toBe(2);
  });

  it('ends before its credentials do; the next one has new ones', async () => {
    const bench = await probe();
    const first = await invoke(bench, 'probe', {});

    await bench.clock.advance(12 * 3_600_000);
    const later = await invoke(bench, 'probe', {});

    expect(later.payload['invocations']).toBe(1);
    const key = ({ payload }: typeof first) => JSON.stringify(payload['env']).match(/"AWS_ACCESS_KEY_ID":"(\w+)"/)?.[1];
    expect(key(later)).not.toBe(key(first));
  });

  it('answers a function error and stays', async () => {
    const bench = await probe();

    const failed = await invoke(bench, 'probe', { fail: 'no' });

    expect(failed).toMatchObject({ error: 'Unhandled', payload: { errorType: 'RangeError', errorMessage: 'no' } });
    expect((await invoke(bench, 'probe', {})).payload['invocations']).toBe(2);
  });

  it.each([
    ['process.exit', { exit: true }, 'Runtime.ExitError'],
    ['an exception in a timer', { crashLater: true, wait: 5000 }, 'Error'],
  ])('ends with %s', async (_name, order, errorType) => {
    const bench = await probe();

    const failed = await invoke(bench, 'probe', order);

    expect(failed).toMatchObject({ error: 'Unhandled', payload: { errorType } });
    expect((await invoke(bench, 'probe', {})).payload['invocations']).toBe(1);
  });

  it('ends with a rejection that nobody handles', async () => {
    const bench = await probe();
    // The test runner would take it for a failure of the test.
    await invoke(bench, 'probe', {});
    const runners = process.listeners('unhandledRejection').filter(({ name }) => name !== 'onRejection');
    for (const listener of runners) process.off('unhandledRejection', listener);

    const failed = await invoke(bench, 'probe', { forget: true, wait: 1000 });

    for (const listener of runners) process.on('unhandledRejection', listener);
    expect(failed.payload).toMatchObject({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: left alone' });
  });

  it("calls AWS as the function's role and nothing more", async () => {
    const denied = await probe();
    const allowed = await probe([{ Effect: 'Allow', Action: 'events:PutEvents', Resource: '*' }]);

    const refusal = await invoke(denied, 'probe', { put: 'Seen' });
    await invoke(allowed, 'probe', { put: 'Seen' });

    expect(refusal.payload).toMatchObject({
      errorType: 'AccessDeniedException',
      errorMessage: expect.stringContaining('assumed-role/probe/probe is not authorized to perform: events:PutEvents'),
    });
    expect(allowed.seen).toContainEqual(
      expect.objectContaining({ kind: 'event', event: expect.objectContaining({ 'detail-type': 'Seen' }) }),
    );
  });

  it('waits for an answer that takes its time', async () => {
    const bench = await probe([{ Effect: 'Allow', Action: 'events:PutEvents', Resource: '*' }]);
    bench.cloud.intercept({ before: ({ operation }) => (operation === 'PutEvents' ? sleep(bench.clock, 3000) : undefined) });

    const { payload } = await invoke(bench, 'probe', { put: 'Slow' });

    expect(payload).toMatchObject({ now: START + 3000 });
  });

  it('reports each attempt to watchers', async () => {
    const bench = await probe();

    await invoke(bench, 'probe', { wait: 1000 });

    expect(invocations(bench.seen)).toEqual(['0s started 1', '1s succeeded 1']);
  });
});
