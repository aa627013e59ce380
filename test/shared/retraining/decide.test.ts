import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProfiledVersion } from '../../../shared/catalog/profile-documents.ts';
import type { Profile } from '../../../shared/drift/profile.ts';
import type { Package } from '../../../shared/retraining/baseline.ts';
import { decide, requestIdOf } from '../../../shared/retraining/decide.ts';
import { documentOf } from '../../../shared/retraining/verdict-document.ts';
import { creditRisk } from '../catalog/meshes.ts';

/** A version whose one column has all its rows at one of two values. */
function version(digest: string, share: number): ProfiledVersion {
  const ones = Math.round(1000 * share);
  const profile: Profile = {
    version: 1,
    rows: 1000,
    columns: [
      {
        name: 'age',
        type: 'int',
        grid: { name: 'age', type: 'int', kind: 'values', unit: 'number', whole: true } as Profile['columns'][number]['grid'],
        nulls: 0,
        nan: 0,
        positiveInfinity: 0,
        negativeInfinity: 0,
        numbers: [
          [1, ones],
          [2, 1000 - ones],
        ],
        categories: [],
        rest: 0,
        unseen: [],
      },
    ],
  };
  return {
    product: { catalogId: '111111111111', database: 'credit_risk', table: 'applications' },
    changeId: 'c',
    fingerprint: 'f',
    digest,
    readAt: 0,
    profile,
  };
}

const [old, same, shifted] = [version('old', 0.5), version('same', 0.5), version('shifted', 0.9)];
const approved = (trainedOn: ProfiledVersion | undefined): Package => ({ arn: 'package/1', approval: 'Approved', trainedOn });
const pending = (trainedOn: ProfiledVersion | undefined): Package => ({ arn: 'package/2', approval: 'PendingManualApproval', trainedOn });
const rejected = (trainedOn: ProfiledVersion | undefined): Package => ({ arn: 'package/3', approval: 'Rejected', trainedOn });
const decideFor = (current: ProfiledVersion, ...packages: readonly Package[]) => decide('credit-risk', creditRisk, current, packages);

describe('what follows from the newest data', () => {
  test('without any package: the first training', () => {
    expect(decideFor(old)).toMatchObject({ kind: 'train', reason: 'first training', baseline: null, verdict: null });
  });

  test('drift from the latest approved package: a run', () => {
    expect(decideFor(shifted, approved(old))).toMatchObject({
      kind: 'train',
      reason: 'drift',
      baseline: { packageArn: 'package/1', digest: 'old' },
      verdict: { level: 'drift' },
    });
  });

  test('no drift: nothing', () => {
    expect(decideFor(same, approved(old))).toMatchObject({ kind: 'leave', verdict: { level: 'none' } });
  });

  test.each([
    ['waits for approval', pending(shifted)],
    ['was rejected', rejected(shifted)],
  ])('a newer package on equal data %s: nothing', (_, newer) => {
    expect(decideFor(shifted, newer, approved(old))).toMatchObject({ kind: 'leave' });
  });

  test('none is approved and the oldest was trained on equal data: nothing', () => {
    expect(decideFor(shifted, pending(old), rejected(shifted))).toMatchObject({ kind: 'leave' });
  });

  test('a newer package on other data waits for approval: it is no baseline and holds nothing up', () => {
    expect(decideFor(shifted, pending(same), approved(old))).toMatchObject({ kind: 'train', reason: 'drift', baseline: { digest: 'old' } });
    expect(decideFor(shifted, pending(old))).toMatchObject({ kind: 'train', reason: 'first training' });
  });

  test.each([[[approved(undefined)]], [[pending(undefined)]], [[rejected(undefined), pending(old)]]])(
    'a baseline that cannot be read: a finding, never a first training',
    (packages) => {
      const decision = decideFor(shifted, ...packages);

      expect(decision.kind).toBe('unreadable baseline');
      expect(() => documentOf(decision)).toThrow(/not known to meshloop/);
    },
  );

  test('a newer package of unknown origin does not hide the approved baseline', () => {
    expect(decideFor(shifted, pending(undefined), approved(old))).toMatchObject({ kind: 'train', reason: 'drift' });
  });
});

describe('the id of a request', () => {
  const baseline = fc.option(fc.record({ packageArn: fc.string(), digest: fc.string() }), { nil: null });
  const parts = fc.tuple(fc.string(), fc.string(), baseline, fc.constantFrom('first training' as const, 'drift' as const));

  test('is a token that SageMaker takes', () => {
    fc.assert(
      fc.property(parts, (any) => {
        expect(requestIdOf(...any)).toMatch(/^[0-9a-f]{64}$/);
      }),
    );
  });

  test('is the same for the same need only', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const absent = (given: typeof one) =>
          JSON.stringify([given[0], given[1], given[2]?.digest ?? '', given[2]?.packageArn ?? '', given[3]]);
        expect(requestIdOf(...one) === requestIdOf(...other)).toBe(absent(one) === absent(other));
      }),
    );
  });

  test('differs when data returns to what it was but the model in between is another', () => {
    expect(requestIdOf('m', 'b', { packageArn: 'package/1', digest: 'a' }, 'drift')).not.toBe(
      requestIdOf('m', 'b', { packageArn: 'package/3', digest: 'a' }, 'drift'),
    );
  });
});
