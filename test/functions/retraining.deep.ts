import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build } from '../../events/mesh/event.ts';
import { retrainingOrdered } from '../../events/mesh/retraining.ts';
import { AwsError } from '../../local/core/service.ts';
import { applyFaults } from '../../local/faults/index.ts';
import type { Mesh, RetrainingSettings } from '../../shared/mesh/mesh.ts';
import { carryOut, personIn } from '../../simulation/direct.ts';
import { deployMesh, metricsOf, reconcile, subscribed } from '../support/mesh-people.ts';
import { creditVersions, startLoop, type Loop, type Resources, type Versions } from '../support/loop.ts';

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

const told = (loop: Loop, type: string) =>
  loop
    .mesh()
    .filter((event) => event['detail-type'] === type)
    .map(({ detail }) => record(detail['data']));
const reasons = (loop: Loop) => started(loop).map((data) => record(data)['reason']);
const startTimes = (loop: Loop) =>
  loop.seen.flatMap((each) => (each.kind === 'event' && each.event['detail-type'] === 'Retraining Started' ? [each.at] : []));
/** Those that began, by SageMaker's own events. */
const executions = (loop: Loop) =>
  new Set(
    loop.seen.flatMap((each) =>
      each.kind === 'event' && each.event['detail-type'] === 'SageMaker Model Building Pipeline Execution Status Change' ? [each.event.detail['pipelineExecutionArn']] : [],
    ),
  ).size;
const act = (loop: Loop, service: string, operation: string, input: object) =>
  carryOut(loop.cloud, personIn(loop.cloud, '222222222222', 'platform-admin'), service, operation, input);

/** As `npm run retrain` puts it. */
async function order(loop: Loop, orderId: string): Promise<void> {
  const metadata = {
    product: { catalogId: '111111111111', database: 'credit_risk', table: 'applications' },
    changeId: `order-${orderId}`, causationId: 'test', occurredAt: new Date(loop.clock.now()).toISOString(), schemaVersion: 1 as const,
  };
  const { source, detailType, detail } = build(retrainingOrdered, { metadata, data: { model: 'credit-risk', orderId, why: 'a test' } });
  await act(loop, 'eventbridge', 'PutEvents', { Entries: [{ EventBusName: 'meshloop-dev', Source: source, DetailType: detailType, Detail: detail }] });
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

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
    expect(read(loop, 'runs/credit-risk/current.json')).toMatchObject({ run: null });
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

describe('a model that is taken out of mesh.yml', () => {
  /** Its run is claimed, and each function that should start it dies before it does. */
  async function claimed(): Promise<Loop> {
    const loop = await startLoop();
    const match = { name: 'meshloop-dev-start-retraining' };
    applyFaults(loop.cloud, {
      faults: [
        { kind: 'function', match, nth: 1, effect: { killedBefore: 12 } },
        { kind: 'function', match, nth: 2, times: 2, effect: { killedBefore: 5 } },
      ],
    });
    await loop.people.register(versions.first);
    await loop.clock.run({ until: loop.clock.now() + 30 * minute });
    expect(read(loop, 'runs/credit-risk/current.json')).toMatchObject({ run: { startingAt: expect.any(Number) } });
    expect(started(loop)).toEqual([]);
    return loop;
  }

  test('while its run is claimed and not started: nobody is told of it for ever, and it is free for when it comes back', async () => {
    const loop = await claimed();
    await deployMesh(loop, subscribed(() => ({ models: [] })));
    await loop.clock.run();

    expect(failures(loop)).toEqual([]);
    expect(read(loop, 'runs/credit-risk/current.json')).toMatchObject({ run: null });

    await deployMesh(loop, (mesh) => mesh);
    await loop.people.reRegister(versions.shifted, 2);
    await loop.clock.run();
    expect(started(loop)).toMatchObject([{ reason: 'first training' }]);
    expect(waiting(loop)).toBe(0);
    await loop.close();
  });

  test('is started after all where it stays', async () => {
    const loop = await claimed();
    await loop.clock.run();

    expect(started(loop)).toMatchObject([{ reason: 'first training' }]);
    await loop.close();
  });
});

describe('pitfall 33: SageMaker does not take the run', () => {
  const once = (effect: { code: string; message: string }, times = 1) => ({
    faults: [{ kind: 'call' as const, match: { service: 'sagemaker', operation: 'StartPipelineExecution' }, nth: 1, times, effect: { fails: { ...effect, status: 400 } } }],
  });

  test('ResourceLimitExceeded: held back visibly, tried again later, once', async () => {
    const loop = await startLoop();
    applyFaults(loop.cloud, once({ code: 'ResourceLimitExceeded', message: 'The account-level service limit is 20' }, 2));

    await loop.people.register(versions.first);
    await loop.clock.run();

    expect(told(loop, 'Retraining Held')).toMatchObject([{ why: 'quota' }, { why: 'quota' }]);
    const [first, second] = told(loop, 'Retraining Held').map(({ until }) => Date.parse(String(until)));
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(10 * minute);
    expect(started(loop)).toMatchObject([{ reason: 'first training' }]);
    expect(executions(loop)).toBe(1);
    expect(waiting(loop)).toBe(0);
    await loop.close();
  });

  test('ConflictException of a token that was used: the execution is taken as ours', async () => {
    const loop = await startLoop();
    // It took effect, nobody was told, and the token no longer answers for it.
    applyFaults(loop.cloud, {
      faults: [
        { kind: 'function', match: { name: 'meshloop-dev-start-retraining' }, nth: 1, effect: { killedAfter: 9 } },
        ...once({ code: 'ConflictException', message: 'Client request token was already used' }, 1).faults.map((fault) => ({ ...fault, nth: 2 })),
      ],
    });

    await loop.people.register(versions.first);
    await loop.clock.run();

    expect(executions(loop)).toBe(1);
    expect(told(loop, 'Retraining Finished')).toMatchObject([{ status: 'Succeeded' }]);
    expect(read(loop, 'runs/credit-risk/current.json')).toMatchObject({ run: null });
    await loop.close();
  });

  test('an answer that is lost again and again: the execution is found before its pipeline is deleted', async () => {
    const loop = await startLoop();
    applyFaults(loop.cloud, {
      faults: [
        { kind: 'call', match: { service: 'sagemaker', operation: 'StartPipelineExecution' }, nth: 1, times: 9, effect: { answerLost: true } },
        { kind: 'event', match: { source: 'aws.sagemaker', detailType: 'SageMaker Model Building Pipeline Execution Status Change' }, nth: 1, times: 9, effect: { lost: true } },
      ],
    });

    await loop.people.register(versions.first);
    await loop.clock.advance(60 * minute);
    expect(await deleted(loop)).toBe(true);
    await loop.clock.advance(24 * 60 * minute);

    expect(started(loop)).toMatchObject([{ reason: 'first training' }]);
    expect(told(loop, 'Retraining Finished')).toHaveLength(1);
    expect(read(loop, 'runs/credit-risk/current.json')).toMatchObject({ run: null, starts: [{}] });
    await loop.close();
  });

  test('a conflict for another reason is tried again later', async () => {
    const loop = await startLoop();
    applyFaults(loop.cloud, once({ code: 'ConflictException', message: 'There was a conflict when you attempted to modify an experiment' }));

    await loop.people.register(versions.first);
    await loop.clock.run();

    expect(told(loop, 'Retraining Held')).toMatchObject([{ why: 'conflict' }]);
    expect(executions(loop)).toBe(1);
    await loop.close();
  });
});

describe('a pipeline that is not there', () => {
  test('is a finding each day; the request waits and the model stays free', async () => {
    const loop = await startLoop({
      edit: (resources) => Object.fromEntries(Object.entries(resources).filter(([, { Type }]) => Type !== 'AWS::SageMaker::Pipeline')),
    });

    await loop.people.register(versions.first);
    await loop.clock.advance(30 * 60 * minute);

    expect(failures(loop)).toMatchObject([
      { function: 'start-retraining', failure: 'gone' },
      { function: 'start-retraining', failure: 'gone' },
    ]);
    expect(told(loop, 'Retraining Held')).toMatchObject([{ why: 'pipeline' }, { why: 'pipeline' }]);
    expect(read(loop, 'runs/credit-risk/current.json')).toMatchObject({ run: null, held: { why: 'pipeline' }, starts: [] });
    expect(waiting(loop)).toBe(1);
    await loop.close();
  });

  test.each([
    ['deleted', 'DeletePipeline', /was deleted/],
    ['changed', 'UpdatePipeline', /was changed while/],
  ] as const)('is a finding when it is %s while a run is under way', async (_, operation, message) => {
    const loop = await startLoop();
    await whileTraining(loop);

    if (operation === 'DeletePipeline') {
      // Its end is heard of when it is gone already.
      applyFaults(loop.cloud, { faults: [{ kind: 'event', match: { source: 'aws.sagemaker' }, effect: { late: 300 } }] });
      const [arn] = started(loop).map((data) => record(data)['executionArn']);
      await act(loop, 'sagemaker', 'StopPipelineExecution', { PipelineExecutionArn: arn, ClientRequestToken: 't'.repeat(32) });
      for (let seconds = 0; seconds < 3600 && !(await deleted(loop)); seconds += 1) await loop.clock.advance(1000);
    } else {
      await act(loop, 'sagemaker', operation, { PipelineName: 'credit-risk', PipelineDescription: 'by hand' });
    }
    await loop.clock.advance(8 * 60 * minute);

    expect(failures(loop)).toMatchObject([{ function: 'finish-retraining', message: expect.stringMatching(message) }]);
    expect(read(loop, 'runs/credit-risk/current.json')).toMatchObject({ run: null });
    await loop.close();
  });
});

/** Deletes the pipeline as soon as no execution runs; before anybody hears of its end. */
async function deleted(loop: Loop): Promise<boolean> {
  try {
    await act(loop, 'sagemaker', 'DeletePipeline', { PipelineName: 'credit-risk', ClientRequestToken: 'd'.repeat(32) });
    return true;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ConflictException') return false;
    throw error;
  }
}

describe('cooldown and budget', () => {
  const limited = (retraining: Partial<RetrainingSettings>) => (mesh: Mesh): Mesh => ({
    ...mesh,
    subscriptions: mesh.subscriptions.map((subscription) => ({
      ...subscription,
      models: subscription.models.map((model) => ({ ...model, retraining: { ...model.retraining, ...retraining } })),
    })),
  });

  test.each([
    ['cooldown', { cooldown: 2 * 3600 }],
    ['runs per day', { runsPerDay: 1 }],
    ['instance hours per month', { instanceHoursPerMonth: 0.2 }],
  ] as const)('%s holds a run back visibly, and releases it', async (why, settings) => {
    const loop = await startLoop({ mesh: limited(settings) });
    await loop.people.register(versions.first);
    await loop.clock.advance(60 * minute);
    await loop.people.reRegister(versions.shifted, 2);
    await loop.clock.advance(30 * minute);

    const [held] = told(loop, 'Retraining Held');
    expect(told(loop, 'Retraining Held')).toMatchObject([{ why, reason: 'drift' }]);
    expect(executions(loop)).toBe(1);
    expect(waiting(loop)).toBe(1);
    expect(read(loop, 'runs/credit-risk/current.json')).toMatchObject({ run: null, held: { why, until: Date.parse(String(held?.['until'])) } });

    await loop.clock.run();
    expect(started(loop)).toMatchObject([{ reason: 'first training' }, { reason: 'drift' }]);
    expect(startTimes(loop)[1]).toBeGreaterThanOrEqual(Date.parse(String(held?.['until'])));
    // Scheduler has the precision of a minute, and its time is rounded up to one.
    expect(startTimes(loop)[1]).toBeLessThan(Date.parse(String(held?.['until'])) + 3 * minute);
    expect(read(loop, 'runs/credit-risk/current.json')).toMatchObject({ run: null, held: null });
    expect(waiting(loop)).toBe(0);
    await loop.close();
  });

  test('data that goes back while its run is held needs none', async () => {
    const loop = await startLoop({ mesh: limited({ cooldown: 6 * 3600 }) });
    await loop.people.register(versions.first);
    await loop.clock.advance(60 * minute);
    await loop.people.reRegister(versions.shifted, 2);
    await loop.clock.advance(30 * minute);
    await loop.people.reRegister(versions.first, 3);
    await loop.clock.run();

    expect(told(loop, 'Retraining Held')).toHaveLength(1);
    expect(executions(loop)).toBe(1);
    expect(waiting(loop)).toBe(0);
    await loop.close();
  });
});

describe('an alarm on the quality of a model', () => {
  const alarmed = (mesh: Mesh): Mesh => ({
    ...mesh,
    subscriptions: mesh.subscriptions.map((subscription) => ({
      ...subscription,
      // Nothing here drifts by itself.
      drift: { ...subscription.drift, minimumRows: 1_000_000 },
      models: subscription.models.map((model) => ({ ...model, retraining: { ...model.retraining, alarms: ['quality', 'latency'], alarmCheck: 3600 } })),
    })),
  });
  const set = (loop: Loop, AlarmName: string, StateValue: 'OK' | 'ALARM') => act(loop, 'cloudwatch', 'SetAlarmState', { AlarmName, StateValue, StateReason: 'test' });

  async function trainedOnce(): Promise<Loop> {
    const loop = await startLoop({ mesh: alarmed });
    for (const AlarmName of ['quality', 'latency']) {
      await act(loop, 'cloudwatch', 'PutMetricAlarm', {
        AlarmName, Namespace: 'models', MetricName: 'auc', Period: 300, EvaluationPeriods: 1, Statistic: 'Average', Threshold: 0.7, ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'ignore',
      });
    }
    await loop.people.register(versions.first);
    await loop.clock.run();
    expect(executions(loop)).toBe(1);
    return loop;
  }

  test('pitfall 29: one that fires while a run is under way leads to exactly one more, on the data that came meanwhile', async () => {
    const loop = await trainedOnce();
    await order(loop, 'a');
    await loop.clock.advance(minute);
    await loop.people.reRegister(versions.shifted, 2);
    await set(loop, 'quality', 'ALARM');
    await loop.clock.advance(60 * minute);

    expect(reasons(loop)).toEqual(['first training', 'person', 'alarm']);
    await set(loop, 'quality', 'OK');
    await loop.clock.run();
    expect(executions(loop)).toBe(3);
    await loop.close();
  });

  test('pitfall 30: one that stays is looked at again: data that comes later gets its run', async () => {
    const loop = await trainedOnce();
    await set(loop, 'quality', 'ALARM');
    await loop.clock.advance(3 * 60 * minute);
    // The model was trained on this very data: a finding, once, and no run.
    expect(executions(loop)).toBe(1);
    expect(failures(loop)).toMatchObject([{ function: 'review-model', message: expect.stringContaining('leads to no run') }]);

    await loop.people.reRegister(versions.shifted, 2);
    await loop.clock.advance(2 * 60 * minute);
    expect(reasons(loop)).toEqual(['first training', 'alarm']);
    await loop.clock.advance(24 * 60 * minute);
    expect(executions(loop)).toBe(2);

    await set(loop, 'quality', 'OK');
    await loop.clock.run();
    await loop.close();
  });

  test('pitfall 31: two alarms with one cause lead to one execution', async () => {
    const loop = await trainedOnce();
    await loop.people.reRegister(versions.shifted, 2);
    await loop.clock.advance(30 * minute);
    expect(executions(loop)).toBe(1);

    await set(loop, 'quality', 'ALARM');
    await set(loop, 'latency', 'ALARM');
    await loop.clock.advance(3 * 60 * minute);

    expect(reasons(loop)).toEqual(['first training', 'alarm']);
    expect(executions(loop)).toBe(2);
    await loop.close();
  });

  test('one that is over before anybody looks leads to nothing', async () => {
    const loop = await trainedOnce();
    await loop.people.reRegister(versions.shifted, 2);
    await loop.clock.advance(30 * minute);
    await set(loop, 'quality', 'ALARM');
    await set(loop, 'quality', 'OK');
    await loop.clock.run();

    expect(executions(loop)).toBe(1);
    await loop.close();
  });
});

describe('a person’s order', () => {
  test('trains whatever the verdict, once for each order, however often its event comes', async () => {
    const loop = await startLoop();
    await loop.people.register(versions.first);
    await loop.clock.run();
    await order(loop, 'a');
    await order(loop, 'a');
    await loop.clock.run();
    await order(loop, 'a');
    await order(loop, 'b');
    await loop.clock.run();

    expect(reasons(loop)).toEqual(['first training', 'person', 'person']);
    expect(waiting(loop)).toBe(0);
    await loop.close();
  });

  test('that comes while a run is under way gets one of its own after it; one run serves all that wait', async () => {
    const loop = await startLoop();
    await whileTraining(loop);
    await order(loop, 'a');
    await loop.clock.advance(1000);
    await order(loop, 'b');
    await loop.clock.run();

    expect(reasons(loop)).toEqual(['first training', 'person']);
    expect(waiting(loop)).toBe(0);
    await loop.close();
  });
});

describe('a subscription that is paused', () => {
  test('keeps an order for the end of the pause, and is not overdue meanwhile', async () => {
    const loop = await startLoop({ mesh: subscribed(() => ({ paused: true })) });
    await loop.people.register(versions.first);
    await loop.clock.run();
    await order(loop, 'a');
    await loop.clock.advance(5 * 60 * minute);
    await reconcile(loop);

    expect(executions(loop)).toBe(0);
    expect(waiting(loop)).toBe(1);
    expect(await metricsOf(loop)).not.toContain('RunOverdue');

    await deployMesh(loop, (mesh) => mesh);
    await reconcile(loop);
    await loop.clock.run();
    // One run serves the order and the first training.
    expect(executions(loop)).toBe(1);
    expect(waiting(loop)).toBe(0);
    await loop.close();
  });

  test('hears of the run that was under way when it was paused', async () => {
    const loop = await startLoop();
    await whileTraining(loop);
    await deployMesh(loop, subscribed(() => ({ paused: true })));
    await loop.clock.run();

    expect(told(loop, 'Retraining Finished')).toMatchObject([{ status: 'Succeeded' }]);
    expect(read(loop, 'runs/credit-risk/current.json')).toMatchObject({ run: null });
    await loop.close();
  });
});

describe('approval', () => {
  const manual = (resources: Resources): Resources => JSON.parse(JSON.stringify(resources).replaceAll('\\"DefaultValue\\":\\"Approved\\"', '\\"DefaultValue\\":\\"PendingManualApproval\\"'));
  const decideOn = (loop: Loop, version: number, ModelApprovalStatus: string) =>
    act(loop, 'sagemaker', 'UpdateModelPackage', { ModelPackageArn: `arn:aws:sagemaker:eu-central-1:222222222222:model-package/credit-risk/${version}`, ModelApprovalStatus });

  test('a package that waits holds up the same data; when it is approved, newer data is judged against it', async () => {
    const loop = await startLoop({ edit: manual });
    await loop.people.register(versions.first);
    await loop.clock.run();
    expect(reasons(loop)).toEqual(['first training']);

    await decideOn(loop, 1, 'Approved');
    await loop.clock.run();
    expect(reasons(loop)).toEqual(['first training']);
    await loop.people.reRegister(versions.shifted, 2);
    await loop.clock.run();
    expect(reasons(loop)).toEqual(['first training', 'drift']);

    // The baseline stays, and the same data is not trained on again.
    await decideOn(loop, 2, 'Rejected');
    await loop.clock.run();
    expect(reasons(loop)).toEqual(['first training', 'drift']);

    // The first is taken back: nothing is approved, and the newest data had its run.
    await decideOn(loop, 1, 'Rejected');
    await loop.clock.run();
    expect(reasons(loop)).toEqual(['first training', 'drift']);
    await loop.close();
  });

  test('approving an older package makes the newest data drift from it: one run', async () => {
    const loop = await startLoop();
    await loop.people.register(versions.first);
    await loop.clock.run();
    await loop.people.reRegister(versions.shifted, 2);
    await loop.clock.run();
    // The second model is worse in use: back to the first by deleting the second.
    await act(loop, 'sagemaker', 'DeleteModelPackage', { ModelPackageName: 'arn:aws:sagemaker:eu-central-1:222222222222:model-package/credit-risk/2' });
    await decideOn(loop, 1, 'Approved');
    await loop.clock.run();

    // That run succeeded on this data against this baseline: a person took its result away, so it is not made again.
    expect(reasons(loop)).toEqual(['first training', 'drift']);
    await loop.close();
  });
});

describe('the end of a run', () => {
  test('is not that of an execution that a person started as a copy of it', async () => {
    const loop = await startLoop();
    await whileTraining(loop);
    const [PipelineExecutionArn] = started(loop).map((data) => record(data)['executionArn']);
    const { PipelineExecutionDescription } = record(await act(loop, 'sagemaker', 'DescribePipelineExecution', { PipelineExecutionArn }));
    const { PipelineParameters } = record(await act(loop, 'sagemaker', 'ListPipelineParametersForExecution', { PipelineExecutionArn }));
    const copy = record(
      await act(loop, 'sagemaker', 'StartPipelineExecution', { PipelineName: 'credit-risk', PipelineExecutionDescription, PipelineParameters, ClientRequestToken: 'copy'.repeat(8) }),
    );
    await act(loop, 'sagemaker', 'StopPipelineExecution', { PipelineExecutionArn: copy['PipelineExecutionArn'], ClientRequestToken: 'stop'.repeat(8) });
    await loop.clock.advance(minute);

    expect(read(loop, 'runs/credit-risk/current.json')).toMatchObject({ run: { executionArn: PipelineExecutionArn } });
    await loop.clock.run();
    expect(told(loop, 'Retraining Finished')).toMatchObject([{ status: 'Succeeded', executionArn: PipelineExecutionArn }]);
    await loop.close();
  });

  test('reaches central’s own bus', async () => {
    const loop = await startLoop();
    await loop.people.register(versions.first);
    await loop.clock.run();

    const arrived = loop.seen.flatMap((each) => (each.kind === 'event' && each.account === '111111111111' && each.event.source === 'meshloop' ? [each] : []));
    expect(arrived).toMatchObject([{ bus: 'meshloop-dev', event: { account: '222222222222', 'detail-type': 'Retraining Finished', detail: { data: { status: 'Succeeded' } } } }]);
    await loop.close();
  });
});
