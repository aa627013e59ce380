import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeRun, displayName, readDescription, runParameters } from '../../../shared/retraining/execution.ts';
import { pendingDocument, type Pending } from '../../../shared/retraining/run-documents.ts';
import { isServed } from '../../../shared/retraining/served.ts';
import { admit, patienceWith, remembered } from '../../../shared/retraining/admission.ts';
import { coveredOrders, planSettlement } from '../../../shared/retraining/settle-plan.ts';
import { unlimited } from '../catalog/meshes.ts';

const sample: { detail: unknown } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../events/samples/retraining-requested.json'), 'utf8'),
);
const request: Pending = pendingDocument.parse(sample.detail);

describe('an execution', () => {
  test('gets all parameters as text that SageMaker takes', () => {
    const model = { modelPackageGroup: 'credit-risk', parameters: { QualityBar: '0.7', Table: 'another' } };
    const parameters = runParameters(request, 'meshloop-dev', model);

    expect(parameters).toMatchObject({
      Product: 'credit_risk/applications',
      LinkDatabase: 'rl_credit_risk',
      Table: 'applications',
      Reason: 'drift',
      Verdict: 'drift',
      ModelPackageGroupName: 'credit-risk',
      QualityBar: '0.7',
    });
    expect(parameters['ProfileConstraintsUri']).toBe(parameters['ProfileStatisticsUri']?.replace('.json', '.constraints.json'));
    for (const [name, value] of Object.entries(parameters)) {
      expect(name).toMatch(/^[A-Za-z0-9\-_]{1,64}$/);
      expect(value.length).toBeGreaterThan(0);
      expect(value.length).toBeLessThanOrEqual(1024);
    }
  });

  test('has a display name in the pattern of SageMaker, however the model is called', () => {
    const long = { ...request, data: { ...request.data, model: 'm'.repeat(63) } };
    const spaced: Pending = { ...request, data: { ...request.data, reason: 'schema change' } };

    for (const each of [request, long, spaced]) expect(displayName(each)).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,81}$/);
  });

  test('carries its context in its description', () => {
    expect(describeRun(request).length).toBeLessThanOrEqual(3072);
    expect(readDescription(describeRun(request))).toMatchObject({
      model: 'credit-risk',
      requestId: request.data.requestId,
      changeId: request.metadata.changeId,
      reason: 'drift',
    });
    expect(displayName(request)).toBe(`credit-risk-drift-${request.metadata.changeId}`);
  });

  test('says why a person ordered it, in one short line', () => {
    const ordered = (why: string): Pending => ({ ...request, data: { ...request.data, reason: 'person', why } });

    expect(JSON.parse(describeRun(ordered('new label\n definition')))).toMatchObject({ reason: 'person', why: 'new label definition' });
    expect(describeRun(ordered('\u0000"😀'.repeat(2000))).length).toBeLessThanOrEqual(3072);
    expect(readDescription(describeRun(ordered('x'.repeat(5000))))).toMatchObject({ reason: 'person' });
  });

  test.each(['', 'Nightly run', '{}', '[]', 'null', '{"model": 1}'])('that somebody else described as %j is not ours', (text) => {
    expect(readDescription(text)).toBeUndefined();
  });
});

describe('a request that was done', () => {
  const done = { requestId: 'r', doneAt: 1000 };

  test.each(['Succeeded', 'Failed', 'Stopped', 'Gone'] as const)('is not run again after it %s', (status) => {
    expect(isServed({ ...done, status }, 2000)).toBe(true);
  });

  test.each(['Covered', 'Superseded'] as const)('is run when it is asked for anew after it was %s', (status) => {
    expect(isServed({ ...done, status }, 1000)).toBe(true);
    expect(isServed({ ...done, status }, 1001)).toBe(false);
  });
});

describe('what is next for a model without a run', () => {
  const older = { ...request, data: { ...request.data, requestId: 'a'.repeat(64) } };
  const order: Pending = { ...request, data: { ...request.data, reason: 'person', reasons: ['person'], requestId: 'b'.repeat(64) } };
  const train = { kind: 'train', reasons: ['drift'], requestId: request.data.requestId, baseline: null, verdict: null } as const;
  const leave = { kind: 'leave', why: 'equal', baseline: null, verdict: null } as const;
  const failed = { requestId: train.requestId, status: 'Failed', doneAt: 0 } as const;

  test('is what the newest data needs; nothing that waited for other data', () => {
    expect(planSettlement([request, older], train, undefined, 0)).toEqual({ done: [{ pending: older, status: 'Superseded' }], next: 'decision' });
    expect(planSettlement([], train, undefined, 0)).toEqual({ done: [], next: 'decision' });
  });

  test('is nothing where the newest data needs nothing: all that waited is covered', () => {
    expect(planSettlement([request], leave, undefined, 0)).toEqual({ done: [{ pending: request, status: 'Covered' }], next: undefined });
  });

  test('is not a run that failed on the same data and baseline', () => {
    expect(planSettlement([], train, failed, 1)).toEqual({ done: [], next: undefined });
    expect(planSettlement([], train, { ...failed, status: 'Superseded' }, 1)).toEqual({ done: [], next: 'decision' });
  });

  test('is nothing where the baseline cannot be read, and all goes on waiting', () => {
    expect(planSettlement([request], { kind: 'unreadable baseline', packageArn: 'p' }, undefined, 0)).toEqual({ done: [], next: undefined });
  });

  test.each([
    ['the newest data needs nothing', leave, undefined],
    ['its run failed before', train, failed],
    ['the baseline cannot be read', { kind: 'unreadable baseline', packageArn: 'p' } as const, undefined],
  ])('is a person’s order where %s', (_, decision, before) => {
    expect(planSettlement([order], decision, before, 1)).toEqual({ done: [], next: order });
  });

  test('an order waits for the run that the newest data needs, which covers it when it begins after the order', () => {
    expect(planSettlement([order], train, undefined, 0)).toEqual({ done: [], next: 'decision' });
    const at = Date.parse(order.metadata.occurredAt);
    expect(coveredOrders([order, request], { requestId: 'r', claimedAt: at + 1 })).toEqual([order]);
    expect(coveredOrders([order, request], { requestId: 'r', claimedAt: at })).toEqual([]);
    expect(coveredOrders([order], { requestId: order.data.requestId, claimedAt: at + 1 })).toEqual([]);
  });
});

describe('cooldown and budget', () => {
  const hour = 3_600_000;
  const now = Date.UTC(2026, 10, 22, 9);
  const ran = (hoursAgo: number, instanceHours?: number) => ({
    requestId: 'r',
    at: now - hoursAgo * hour,
    ...(instanceHours !== undefined && { instanceSeconds: instanceHours * 3600 }),
  });

  test('without settings: never', () => {
    expect(admit(unlimited, Array.from({ length: 1000 }, () => ran(0, 100)), now)).toBeUndefined();
  });

  test('cooldown counts from the last start', () => {
    const settings = { ...unlimited, cooldown: 3600 };
    expect(admit(settings, [ran(5), ran(0.5)], now)).toEqual({ why: 'cooldown', until: now + hour / 2 });
    expect(admit(settings, [ran(1)], now)).toBeUndefined();
  });

  test('so many runs within any 24 hours', () => {
    const settings = { ...unlimited, runsPerDay: 2 };
    expect(admit(settings, [ran(30), ran(20), ran(1)], now)).toEqual({ why: 'runs per day', until: now + 4 * hour });
    expect(admit(settings, [ran(30), ran(24), ran(1)], now)).toBeUndefined();
  });

  test('instance hours of the calendar month; the next run is expected to take what the last one took', () => {
    const settings = { ...unlimited, instanceHoursPerMonth: 10 };
    const nextMonth = Date.UTC(2026, 11, 1);
    expect(admit(settings, [ran(48, 4), ran(24, 3)], now)).toBeUndefined();
    expect(admit(settings, [ran(48, 4), ran(24, 4)], now)).toEqual({ why: 'instance hours per month', until: nextMonth });
    expect(admit(settings, [ran(48, 4), ran(24, 4)], nextMonth)).toBeUndefined();
    // A run of which nobody knows what it took counts as the last one did.
    expect(admit(settings, [ran(48, 4), ran(24)], now)).toEqual({ why: 'instance hours per month', until: nextMonth });
  });

  test('a run that took more than a month’s hours holds the next one back while it is remembered, and not for ever', () => {
    const settings = { ...unlimited, instanceHoursPerMonth: 1 };
    const hung = [{ requestId: 'r', at: Date.UTC(2026, 9, 31), instanceSeconds: 3 * 3600 }];
    expect(admit(settings, hung, Date.UTC(2026, 10, 1))).toEqual({ why: 'instance hours per month', until: Date.UTC(2026, 11, 1) });
    expect(admit(settings, hung, Date.UTC(2026, 11, 1))).toEqual({ why: 'instance hours per month', until: Date.UTC(2027, 0, 1) });
    expect(admit(settings, hung, Date.UTC(2027, 0, 1))).toBeUndefined();
  });

  test('the one that holds longest is told', () => {
    expect(admit({ ...unlimited, cooldown: 3600, runsPerDay: 1 }, [ran(0.5)], now)).toEqual({ why: 'runs per day', until: now + 23.5 * hour });
  });

  test('held until is always ahead, and over when it comes', () => {
    const starts = fc.array(fc.record({ requestId: fc.constant('r'), at: fc.integer({ min: now - 40 * 24 * hour, max: now }), instanceSeconds: fc.option(fc.integer({ min: 0, max: 7200 }), { nil: undefined }) }), { maxLength: 30 });
    const limits = fc.record({ cooldown: fc.integer({ min: 0, max: 86_400 }), runsPerDay: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }) });
    fc.assert(
      fc.property(starts, limits, (unsorted, { cooldown, runsPerDay }) => {
        const settings = { ...unlimited, cooldown, ...(runsPerDay !== undefined && { runsPerDay }) };
        const sorted = unsorted.toSorted((a, b) => a.at - b.at).map(({ requestId, at }) => ({ requestId, at }));
        const hold = admit(settings, sorted, now);
        if (hold === undefined) return;
        expect(hold.until).toBeGreaterThan(now);
        expect(admit(settings, sorted, hold.until)?.why).not.toBe(hold.why);
        expect(remembered(sorted, now)).toEqual(sorted.filter(({ at }) => at > now - 32 * 24 * hour));
      }),
    );
  });

  test('what SageMaker did not take is tried again after 5 minutes, then after ever longer, at most an hour', () => {
    expect([1, 2, 3, 4, 5, 20].map((times) => patienceWith('quota', times) / 60_000)).toEqual([5, 10, 20, 40, 60, 60]);
    expect(patienceWith('pipeline', 1)).toBe(24 * hour);
  });
});
