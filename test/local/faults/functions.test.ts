import { describe, expect, it } from 'vitest';
import { applyFaults, type FunctionFault } from '../../../local/faults/index.ts';
import { ADMINISTRATOR, bundleFixtures, createFunction, createRole, invocations, invoke, openBench } from '../lambda/support.ts';

const root = bundleFixtures('probe');

/** What becomes of an asynchronous invocation that puts one event, and how many events came. */
async function play(effect: FunctionFault['effect']) {
  const bench = openBench();
  await createRole(bench, 'probe', [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: '*' }]);
  const arn = await createFunction(bench, root, 'probe');
  applyFaults(bench.cloud, { faults: [{ kind: 'function', match: { name: 'pro*' }, nth: 1, effect }] });
  bench.cloud.lambda.invokeAsync(arn, { put: 'Probed' }, ADMINISTRATOR);
  await bench.clock.run();
  const events = bench.seen.filter((one) => one.kind === 'event' && one.event['detail-type'] === 'Probed').length;
  return { invocations: invocations(bench.seen), events };
}

describe('a function that puts an event', () => {
  it('is killed before its first call, and tried again', async () => {
    expect(await play({ killedBefore: 1 })).toEqual({ invocations: ['0s started 1', '0s failed 1', '60s started 2', '60s succeeded 2'], events: 1 });
  });

  it('is killed after its first call: the event comes twice', async () => {
    const { events, invocations: seen } = await play({ killedAfter: 1 });

    expect(seen).toHaveLength(4);
    expect(events).toBe(2);
  });

  it('gets no answer until its time of ten seconds is over', async () => {
    const { invocations: seen } = await play({ timesOutAt: 1 });

    expect(seen.slice(0, 2)).toEqual(['0s started 1', '10s failed 1']);
  });
});

it('a function that is to start cold has nothing of its earlier invocations', async () => {
  const bench = openBench();
  await createRole(bench, 'probe');
  await createFunction(bench, root, 'probe');
  applyFaults(bench.cloud, { faults: [{ kind: 'function', match: { name: 'probe' }, nth: 3, effect: { cold: true } }] });
  const counted: unknown[] = [];
  for (let count = 0; count < 4; count += 1) counted.push((await invoke(bench, 'probe', {})).payload['invocations']);

  expect(counted).toEqual([1, 2, 1, 2]);
});
