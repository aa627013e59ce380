import { describe, expect, test } from 'vitest';
import type { ProfiledVersion } from '../../../shared/catalog/profile-documents.ts';
import type { ColumnProfile } from '../../../shared/drift/profile.ts';
import type { Level } from '../../../shared/drift/verdict.ts';
import type { Subscription } from '../../../shared/mesh/mesh.ts';
import { decide } from '../../../shared/retraining/decide.ts';
import { earlier, remembering, type Entry } from '../../../shared/retraining/history.ts';
import { creditRisk } from '../catalog/meshes.ts';

const day = 24 * 3_600_000;

function column(name: string, rows: number, share = 0.5, type = 'int'): ColumnProfile {
  const ones = Math.round(rows * share);
  return {
    name, type, grid: { name, type, kind: 'values', unit: 'number' },
    nulls: 0, nan: 0, positiveInfinity: 0, negativeInfinity: 0, numbers: [[1, ones], [2, rows - ones]], categories: [], rest: 0, unseen: [],
  };
}

function version(digest: string, rows: number, ...columns: readonly ColumnProfile[]): ProfiledVersion {
  return {
    product: { catalogId: '111111111111', database: 'credit_risk', table: 'applications' },
    changeId: digest, fingerprint: digest, digest, readAt: 0,
    source: { versionId: '1', location: '', metadataLocation: '', snapshotId: '', changedAt: 0, partitions: 0 },
    profile: { version: 1, rows, columns },
  };
}

const before = version('before', 1000, column('amount', 1000), column('age', 1000), column('city', 1000));
const drifted = version('drifted', 1000, column('amount', 1000, 0.9), column('age', 1000), column('city', 1000));
const without = version('without', 1000, column('amount', 1000), column('age', 1000));
const added = version('added', 1000, column('amount', 1000), column('age', 1000), column('city', 1000), column('note', 1000));
const retyped = version('retyped', 1000, column('amount', 1000, 0.5, 'bigint'), column('age', 1000), column('city', 1000));
const grown = version('grown', 2000, column('amount', 2000), column('age', 2000), column('city', 2000));
const shrunk = version('shrunk', 400, column('amount', 400), column('age', 400), column('city', 400));
const same = version('same', 1001, column('amount', 1001), column('age', 1001), column('city', 1001));
const few = version('few', 99, column('amount', 99, 0.9), column('age', 99), column('city', 99));

function decided(drift: Partial<Subscription['drift']>, current: ProfiledVersion, history: readonly Level[] = []) {
  const entries = history.map((found, i): Entry => ({ changeId: `h${i}`, readAt: i - history.length, baseline: 'p', found }));
  const subscription = { ...creditRisk, drift: { ...creditRisk.drift, ...drift } };
  const circumstances = { alarms: [], maximumAge: undefined, now: 3 * day, history: entries };
  const decision = decide('m', subscription, current, [{ arn: 'p', approval: 'Approved', trainedOn: before, createdAt: 0 }], circumstances);
  if (decision.kind === 'unreadable baseline') throw new Error('the baseline is readable');
  return { level: decision.verdict?.level, reasons: decision.kind === 'train' ? decision.reasons : [] };
}

type Case = [what: string, drift: Partial<Subscription['drift']>, current: ProfiledVersion, level: Level, reason?: string];

describe('what follows is the subscription’s choice', () => {
  const cases: readonly Case[] = [
    ['drift retrains by default', {}, drifted, 'drift', 'drift'],
    ['drift only warns', { consequences: { drift: 'warn' } }, drifted, 'possible'],
    ['drift is ignored', { consequences: { drift: 'ignore' } }, drifted, 'none'],
    ['a missing column warns by default', {}, without, 'possible'],
    ['a missing column retrains', { consequences: { schemaChange: 'retrain' } }, without, 'drift', 'schema change'],
    ['another type retrains', { consequences: { schemaChange: 'retrain' } }, retyped, 'drift', 'schema change'],
    ['a schema change is ignored', { consequences: { schemaChange: 'ignore' } }, without, 'none'],
    ['a new column is ignored by default', {}, added, 'none'],
    ['a new column retrains', { consequences: { newColumn: 'retrain' } }, added, 'drift', 'schema change'],
    ['growth is ignored by default', {}, grown, 'none'],
    ['growth retrains', { consequences: { growth: 'retrain' } }, grown, 'drift', 'growth'],
    ['less than the chosen growth is none', { growth: 2.5, consequences: { growth: 'retrain' } }, grown, 'none'],
    ['shrinkage warns by default', {}, shrunk, 'possible'],
    ['more than the chosen shrinkage is none', { shrinkage: 0.3 }, shrunk, 'none'],
    ['old data is no matter without a limit', {}, same, 'none'],
    ['old data warns by default', { maximumAgeSeconds: 2 * 86_400 }, same, 'possible'],
    ['old data retrains', { maximumAgeSeconds: 2 * 86_400, consequences: { staleness: 'retrain' } }, same, 'drift', 'staleness'],
    ['data of the allowed age is fresh', { maximumAgeSeconds: 3 * 86_400 }, same, 'none'],
    ['a column that is ignored', { ignore: ['amo*'] }, drifted, 'none'],
    ['a share of columns that is not reached', { share: 0.5 }, drifted, 'possible'],
    ['a share that is reached by weight', { share: 0.5, columns: { amount: { weight: 2 } } }, drifted, 'drift', 'drift'],
    ['a critical column, whatever the share', { share: 0.5, critical: ['amount'] }, drifted, 'drift', 'drift'],
    ['a threshold of its own that is not reached', { columns: { amount: { threshold: 50 } } }, drifted, 'none'],
    ['a threshold for all that is not reached', { threshold: 50 }, drifted, 'none'],
    ['too few rows', {}, few, 'possible'],
    ['as many rows as the subscription wants', { minimumRows: 50, shrinkage: 0.01 }, few, 'drift', 'drift'],
    ['another test', { test: 'l-infinity', threshold: 0.9 }, drifted, 'none'],
    ['another preset', { preset: 'evidently', share: 0.3 }, drifted, 'drift', 'drift'],
    ['that preset’s own share', { preset: 'evidently' }, drifted, 'possible'],
  ];

  test.each(cases.map(([what, drift, current, level, reason]) => ({ what, drift, current, level, reason })))('$what', ({ drift, current, level, reason }) => {
    expect(decided(drift, current)).toEqual({ level, reasons: reason === undefined ? [] : [reason] });
  });
});

describe('hysteresis', () => {
  test.each<[number, number, readonly Level[], Level]>([
    [1, 1, [], 'drift'],
    [2, 2, [], 'possible'],
    [2, 2, ['drift'], 'drift'],
    [2, 2, ['drift', 'none'], 'possible'],
    [2, 3, ['drift', 'none'], 'drift'],
    [3, 5, ['drift', 'drift', 'none', 'none', 'none'], 'possible'],
    [3, 5, ['drift', 'none', 'drift', 'possible'], 'drift'],
  ])('%i of %i after %j', (found, of, history, level) => {
    expect(decided({ hysteresis: { found, of } }, drifted, history).level).toBe(level);
  });

  const entry = (changeId: string, readAt: number, baseline = 'p'): Entry => ({ changeId, readAt, baseline, found: 'drift' });

  test('a change that is judged again counts once', () => {
    const entries = remembering([], entry('a', 1));
    expect(remembering(entries, entry('a', 1))).toBe(entries);
  });

  test('verdicts that come out of order are put in order, and old ones leave', () => {
    expect(remembering([entry('b', 2)], entry('a', 1)).map(({ changeId }) => changeId)).toEqual(['a', 'b']);
    const many = Array.from({ length: 150 }, (_, i) => entry(String(i), i)).reduce<readonly Entry[]>(remembering, []);
    expect(many).toHaveLength(100);
    expect(many[0]?.changeId).toBe('50');
  });

  test('only verdicts on earlier data against the same baseline count', () => {
    const entries = [entry('a', 1), entry('b', 2, 'other'), entry('me', 3), entry('c', 4)];
    expect(earlier(entries, { changeId: 'me', readAt: 3 }, 'p')).toEqual(['drift']);
  });
});
