import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeRun, displayName, readDescription, runParameters } from '../../../shared/retraining/execution.ts';
import { pendingDocument, type Pending } from '../../../shared/retraining/run-documents.ts';
import { isServed } from '../../../shared/retraining/served.ts';
import { planSettlement } from '../../../shared/retraining/settle-plan.ts';

const sample: { detail: unknown } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../events/samples/retraining-requested.json'), 'utf8'),
);
const request: Pending = pendingDocument.parse(sample.detail);

describe('an execution', () => {
  test('gets all parameters as text that SageMaker takes', () => {
    const parameters = runParameters(request, 'meshloop-dev', 'credit-risk');

    expect(parameters).toMatchObject({
      Product: 'credit_risk/applications',
      LinkDatabase: 'rl_credit_risk',
      Table: 'applications',
      Reason: 'drift',
      Verdict: 'drift',
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

    for (const each of [request, long]) expect(displayName(each)).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,81}$/);
  });

  test('carries its context in its description', () => {
    expect(describeRun(request).length).toBeLessThanOrEqual(3072);
    expect(readDescription(describeRun(request))).toMatchObject({
      model: 'credit-risk',
      requestId: request.data.requestId,
      changeId: request.metadata.changeId,
      reason: 'drift',
    });
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

describe('the end of a run', () => {
  const older = { ...request, data: { ...request.data, requestId: 'a'.repeat(64) } };
  const train = { kind: 'train', reason: 'drift', requestId: request.data.requestId, baseline: null, verdict: null } as const;
  const leave = { kind: 'leave', why: 'equal', baseline: null, verdict: null } as const;

  test('asks for what the newest data needs, and for nothing that waited for other data', () => {
    expect(planSettlement([request, older], train, undefined, 0)).toEqual({
      done: [{ pending: older, status: 'Superseded' }],
      request: true,
    });
    expect(planSettlement([], train, undefined, 0)).toEqual({ done: [], request: true });
  });

  test('covers all that waited where the newest data needs nothing', () => {
    expect(planSettlement([request], leave, undefined, 0)).toEqual({ done: [{ pending: request, status: 'Covered' }], request: false });
  });

  test('does not repeat a run that failed on the same data and baseline', () => {
    expect(planSettlement([], train, { requestId: train.requestId, status: 'Failed', doneAt: 0 }, 1)).toEqual({ done: [], request: false });
    expect(planSettlement([], train, { requestId: train.requestId, status: 'Superseded', doneAt: 0 }, 1)).toEqual({
      done: [],
      request: true,
    });
  });

  test('lets all wait where the baseline cannot be read', () => {
    expect(planSettlement([request], { kind: 'unreadable baseline', packageArn: 'p' }, undefined, 0)).toEqual({ done: [], request: false });
  });
});
