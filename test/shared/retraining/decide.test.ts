import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProfiledVersion } from '../../../shared/catalog/profile-documents.ts';
import type { Profile } from '../../../shared/drift/profile.ts';
import type { Package } from '../../../shared/retraining/baseline.ts';
import { decide, firstOfSeveral, needOf, orderedRequestId, requestIdOf, type Circumstances } from '../../../shared/retraining/decide.ts';
import { judge } from '../../../shared/drift/judge.ts';
import { defaultSettings } from '../../../shared/drift/settings.ts';
import { reasonsOf } from '../../../shared/retraining/reason.ts';
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
    changeId: `change of ${digest}`,
    fingerprint: 'f',
    digest,
    readAt: 0,
    profile,
  };
}

const [old, same, shifted] = [version('old', 0.5), version('same', 0.5), version('shifted', 0.9)];
const approved = (trainedOn: ProfiledVersion | undefined): Package => ({ arn: 'package/1', approval: 'Approved', trainedOn, createdAt: 0 });
const pending = (trainedOn: ProfiledVersion | undefined): Package => ({ arn: 'package/2', approval: 'PendingManualApproval', trainedOn, createdAt: 0 });
const rejected = (trainedOn: ProfiledVersion | undefined): Package => ({ arn: 'package/3', approval: 'Rejected', trainedOn, createdAt: 0 });
const quiet: Circumstances = { alarms: [], maximumAge: undefined, now: 0 };
const decideFor = (current: ProfiledVersion, ...packages: readonly Package[]) =>
  decide('credit-risk', creditRisk, current, packages, quiet);

describe('what follows from the newest data', () => {
  test('relations that were not measured alike are told to be left out', () => {
    const subscription = { ...creditRisk, drift: { ...creditRisk.drift, multivariate: true } };
    const moments = (scale: number): ProfiledVersion['moments'] => ({
      anchors: ['a', 'b'].map((name) => ({ column: { name, type: 'double' }, centre: 0, scale })),
      chunks: [1, 2, 3].map((x) => ({ rows: 10, sums: [x, 2 * x], products: [[10, x], [x, 20]] })),
    });
    const judged = (before: ProfiledVersion['moments'], now: ProfiledVersion['moments']) => {
      const decision = decide('credit-risk', subscription, { ...same, moments: now }, [approved({ ...old, moments: before })], quiet);
      return 'verdict' in decision ? decision.verdict : null;
    };
    expect(judged(moments(1), moments(2))).toMatchObject({ level: 'none', findings: [{ kind: 'left-out', text: expect.stringContaining('measured on other columns or scales') }] });
    expect(judged(undefined, moments(1))).toMatchObject({ findings: [{ kind: 'left-out', text: expect.stringContaining('the baseline was profiled without them') }] });
    expect(judged(moments(1), moments(1))).toMatchObject({ findings: [], multivariate: { drifted: false } });
  });

  test('without any package: the first training', () => {
    expect(decideFor(old)).toMatchObject({ kind: 'train', reasons: ['first training'], baseline: null, verdict: null });
  });

  test('a model of a run for this very profile, which read other data than the profile counts: none, or runs would follow each other for ever', () => {
    const read = { ...shifted, changeId: old.changeId, readAt: old.readAt };
    expect(decideFor(old, approved(read))).toMatchObject({ kind: 'leave', why: expect.stringContaining('later than its profile') });
    expect(decideFor(old, pending(read), approved(shifted))).toMatchObject({ kind: 'leave' });
    expect(decideFor({ ...old, changeId: 'later' }, approved(read))).toMatchObject({ kind: 'train', reasons: ['drift'] });
    expect(decideFor({ ...old, readAt: 1 }, approved(read))).toMatchObject({ kind: 'train', reasons: ['drift'] });
  });

  test('drift from the latest approved package: a run', () => {
    expect(decideFor(shifted, approved(old))).toMatchObject({
      kind: 'train',
      reasons: ['drift'],
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
    expect(decideFor(shifted, pending(same), approved(old))).toMatchObject({ kind: 'train', reasons: ['drift'], baseline: { digest: 'old' } });
    expect(decideFor(shifted, pending(old))).toMatchObject({ kind: 'train', reasons: ['first training'] });
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
    expect(decideFor(shifted, pending(undefined), approved(old))).toMatchObject({ kind: 'train', reasons: ['drift'] });
  });
});

describe('what else calls for a run', () => {
  const alarmed = { ...quiet, alarms: ['credit-risk-auc'] };
  const stale = { ...quiet, maximumAge: 1000, now: 1000 };
  const decideIn = (circumstances: Circumstances, current: ProfiledVersion, ...packages: readonly Package[]) =>
    decide('credit-risk', creditRisk, current, packages, circumstances);

  test.each([
    ['an alarm', 'alarm', alarmed],
    ['an approved model that is too old', 'staleness', stale],
  ] as const)('%s, where there is newer data', (_, reason, circumstances) => {
    expect(decideIn(circumstances, same, approved(old))).toMatchObject({ kind: 'train', reasons: [reason], verdict: { level: 'none' } });
    expect(decideIn(circumstances, shifted, approved(old))).toMatchObject({ kind: 'train', reasons: ['drift', reason] });
  });

  test.each([alarmed, stale])('neither alarm nor age on data that the model was trained on: it would become the same model', (circumstances) => {
    expect(decideIn(circumstances, old, approved(old))).toMatchObject({ kind: 'leave', why: expect.stringContaining('equal data') });
  });

  test('a model that is not yet too old: nothing', () => {
    expect(decideIn({ ...stale, now: 999 }, same, approved(old))).toMatchObject({ kind: 'leave' });
  });

  test('pitfall 31: two causes noticed apart are one need, and so one execution', () => {
    const drift = decideIn(quiet, shifted, approved(old));
    const both = decideIn(alarmed, shifted, approved(old));
    expect(drift).toMatchObject({ kind: 'train', reasons: ['drift'] });
    expect(both).toMatchObject({ kind: 'train', requestId: drift.kind === 'train' ? drift.requestId : '' });
  });

  const changed = (profile: Partial<Profile>, digest: string): ProfiledVersion => ({ ...old, digest, profile: { ...old.profile, ...profile } });
  const first = old.profile.columns[0];

  test.each([
    ['schema change', { schema: 'retrain' }, changed({ columns: [] }, 'without age')],
    ['growth', { growth: 'retrain' }, changed({ rows: 2000, columns: first ? [{ ...first, numbers: [[1, 1000], [2, 1000]] }] : [] }, 'grown')],
  ] as const)('%s, where the settings let it', (reason, consequences, current) => {
    const verdict = judge({ profile: current.profile, baseline: old.profile, settings: { consequences: { ...defaultSettings.consequences, ...consequences } } });
    expect(verdict.level).toBe('drift');
    expect(reasonsOf(verdict, { consequences: { ...defaultSettings.consequences, ...consequences } })).toEqual([reason]);
    expect(reasonsOf({ ...verdict, level: 'possible' }, {})).toEqual([]);
  });
});

describe('pitfall 34: a value that is missing, NaN or compared with nothing', () => {
  const [column] = old.profile.columns;
  const profileOf = (rows: number, counts: Partial<Profile['columns'][number]>): ProfiledVersion => ({
    ...old,
    digest: JSON.stringify(counts),
    profile: { version: 1, rows, columns: column ? [{ ...column, numbers: [], ...counts }] : [] },
  });

  test.each([
    ['only nulls', profileOf(1000, { nulls: 1000 }), profileOf(1000, { nulls: 1000, nan: 0 })],
    ['only NaN', profileOf(1000, { nan: 1000 }), profileOf(1000, { nan: 1000, nulls: 0 })],
    ['a baseline without rows', profileOf(0, {}), shifted],
    ['no rows now', old, profileOf(0, {})],
  ] as const)('%s: never a run for drift', (_, baseline, current) => {
    const decision = decideFor(current, approved(baseline));
    expect(decision).toMatchObject({ kind: 'leave' });
    expect(JSON.stringify(decision)).not.toContain('NaN,');
  });
});

describe('the id of a request', () => {
  test('of a person is the order’s own: the same order is the same run, two orders are two', () => {
    expect(orderedRequestId('m', 'a')).toMatch(/^[0-9a-f]{64}$/);
    expect(orderedRequestId('m', 'a')).toBe(orderedRequestId('m', 'a'));
    expect(new Set([orderedRequestId('m', 'a'), orderedRequestId('m', 'b'), orderedRequestId('n', 'a')]).size).toBe(3);
  });

  const baseline = fc.option(fc.record({ packageArn: fc.string(), digest: fc.string() }), { nil: null });
  const parts = fc.tuple(fc.string(), fc.string(), baseline);

  test('pitfall 32: is a token that SageMaker takes, of 32 to 128 characters', () => {
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
          JSON.stringify([given[0], given[1], given[2]?.digest ?? '', given[2]?.packageArn ?? '']);
        expect(requestIdOf(...one) === requestIdOf(...other)).toBe(absent(one) === absent(other));
      }),
    );
  });

  test('differs when data returns to what it was but the model in between is another', () => {
    expect(requestIdOf('m', 'b', { packageArn: 'package/1', digest: 'a' })).not.toBe(
      requestIdOf('m', 'b', { packageArn: 'package/3', digest: 'a' }),
    );
  });
});

describe('a model of several tables', () => {
  const model = { name: 'credit-risk', table: 'applications' };
  const customers = (shown: ProfiledVersion): ProfiledVersion => ({ ...shown, product: { ...shown.product, table: 'customers' } });

  test('each table has needs of its own, though their data be equal', () => {
    const ids = [old, customers(old)].map((current) => decide(needOf(model, current), creditRisk, current, [], quiet)).map((decision) => decision.kind === 'train' && decision.requestId);
    expect(new Set(ids).size).toBe(2);
    expect(needOf(model, old)).toBe('credit-risk');
  });

  test('a table that the approved model does not know is a change of its schema, not a first training', () => {
    expect(decide(needOf(model, customers(old)), creditRisk, customers(old), [], { ...quiet, isOther: true })).toMatchObject({ kind: 'train', reasons: ['schema change'], baseline: null });
  });

  test('the first run waits for each profile, and is another need when one of them changes', () => {
    const first = decideFor(old);
    expect(firstOfSeveral(first, new Map([['customers', undefined]]))).toMatchObject({ kind: 'leave', why: 'customers has no profile yet' });
    const [one, other, again] = ['a', 'b', 'a'].map((digest) => firstOfSeveral(first, new Map([['customers', { digest }]])));
    expect(one).toMatchObject({ kind: 'train', reasons: ['first training'] });
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
  });
});
