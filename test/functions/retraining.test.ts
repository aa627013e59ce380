import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { creditVersions, startLoop, type Loop, type Versions } from '../support/loop.ts';

const minute = 60_000;
const bucket = 'meshloop-dev-222222222222-eu-central-1';

let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions(300);
});
afterAll(() => versions.dispose());

const started = (loop: Loop) =>
  loop
    .mesh()
    .filter((event) => event['detail-type'] === 'Retraining Started')
    .map(({ detail }) => detail['data']);
const failures = (loop: Loop) =>
  loop
    .mesh()
    .filter((event) => event['detail-type'] === 'Sync Failed')
    .map(({ detail }) => detail['data']);
const read = (loop: Loop, key: string): unknown =>
  JSON.parse(Buffer.from(loop.cloud.s3.get(bucket, key)?.body() ?? 'null').toString('utf8'));
const waiting = (loop: Loop) => loop.cloud.s3.list(bucket, 'runs/credit-risk/pending/').length;

/** Runs the cloud, minute by minute, until so many runs were asked for. */
async function untilRequested(loop: Loop, times: number): Promise<void> {
  const requests = () => loop.types().filter((type) => type === 'Retraining Requested').length;
  for (let minutes = 0; requests() < times && minutes < 30; minutes += 1) await loop.clock.run({ until: loop.clock.now() + minute });
  expect(requests()).toBe(times);
  await loop.clock.run({ until: loop.clock.now() + 5_000 });
}

/** The first version is registered; the run that it led to is under way. */
async function whileTraining(loop: Loop): Promise<void> {
  await loop.people.register(versions.first);
  await untilRequested(loop, 1);
  expect(started(loop)).toMatchObject([{ reason: 'first training' }]);
}

describe('one run per model', () => {
  test('data that drifts while a run is under way waits for its end, and is then judged against what that run was trained on', async () => {
    const loop = await startLoop();
    await whileTraining(loop);

    await loop.people.reRegister(versions.shifted, 2);
    await untilRequested(loop, 2);
    expect(started(loop)).toHaveLength(1);
    expect(waiting(loop)).toBe(2);
    await loop.clock.run();

    expect(started(loop)).toMatchObject([{ reason: 'first training' }, { reason: 'drift' }]);
    expect(waiting(loop)).toBe(0);
    expect(read(loop, 'runs/credit-risk/current.json')).toEqual({ run: null });
    await loop.close();
  });

  test('data that returned meanwhile to what the run was trained on needs no other', async () => {
    // Short windows: two of them end while the first run is under way.
    const loop = await startLoop({ mesh: (mesh) => ({ ...mesh, subscriptions: mesh.subscriptions.map((each) => ({ ...each, settleSeconds: 60 })) }) });
    await whileTraining(loop);

    await loop.people.reRegister(versions.shifted, 2);
    await untilRequested(loop, 2);
    await loop.people.reRegister(versions.first, 3);
    await loop.clock.run();

    expect(started(loop)).toMatchObject([{ reason: 'first training' }]);
    expect(waiting(loop)).toBe(0);
    await loop.close();
  });
});

describe('a pipeline that is not there', () => {
  test('is a finding; the request waits and the model stays free', async () => {
    const loop = await startLoop({
      edit: (resources) => Object.fromEntries(Object.entries(resources).filter(([, { Type }]) => Type !== 'AWS::SageMaker::Pipeline')),
    });

    await loop.people.register(versions.first);
    await loop.clock.run();

    expect(failures(loop)).toMatchObject([{ function: 'start-retraining', failure: 'gone' }]);
    expect(read(loop, 'runs/credit-risk/current.json')).toEqual({ run: null });
    expect(waiting(loop)).toBe(1);
    await loop.close();
  });
});
