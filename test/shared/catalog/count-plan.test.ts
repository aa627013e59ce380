import { describe, expect, test } from 'vitest';
import { planCounting, sameValues, type ToCount } from '../../../shared/catalog/count-plan.ts';
import type { PartitionsDocument } from '../../../shared/catalog/partition-documents.ts';

const day = [{ name: 'day', type: 'string' }];
const partition = (name: string, print = '1') => ({ values: [name], print });
const now: ToCount = { partitionKeys: day, partitions: [partition('a'), partition('b')], table: 't1', counting: 'c', batches: 1, recount: false };
const counted = (name: string, counts: string | null = 'k', print = '1') => ({ ...partition(name, print), counts });
const before: PartitionsDocument = { version: 1, changeId: 'x', table: 't1', counting: 'c', partitions: [counted('a'), counted('b')] };
const plan = (change: Partial<ToCount>, partitions: PartitionsDocument | undefined = before) => planCounting({ ...now, ...change }, { changeId: 'base', partitions });

describe('what is counted', () => {
  test('all partitions, where nothing was before', () => {
    expect(planCounting(now, { changeId: '', partitions: undefined })).toMatchObject({ kind: 'parts', base: null, groups: [now.partitions] });
  });

  test('only the new one', () => {
    expect(plan({ partitions: [...now.partitions, partition('c')] })).toMatchObject({ base: 'base', removed: [], groups: [[partition('c')]] });
  });

  test('a replaced one, which is subtracted', () => {
    expect(plan({ partitions: [partition('a', '2'), partition('b')] })).toMatchObject({ kept: [counted('b')], removed: [counted('a')], groups: [[partition('a', '2')]] });
  });

  test('nothing, where one was dropped', () => {
    expect(plan({ partitions: [partition('a')] })).toMatchObject({ kept: [counted('a')], removed: [counted('b')], groups: [] });
  });

  test.each<[string, Partial<ToCount>, PartitionsDocument?]>([
    ['a version of the table that no partition explains', { table: 't2' }],
    ['another way of counting', { counting: 'other' }],
    ['files that may have changed in place', { recount: true }],
    ['a dropped partition without counts of its own', { partitions: [partition('a')] }, { ...before, partitions: [counted('a'), counted('b', null)] }],
  ])('everything for %s', (_, change, document) => {
    expect(plan(change, document)).toMatchObject({ kind: 'parts', base: null, kept: [], removed: [] });
  });

  test('a version of the table that comes with new partitions counts only those: crawlers write both', () => {
    expect(plan({ table: 't2', partitions: [...now.partitions, partition('c')] })).toMatchObject({ base: 'base', groups: [[partition('c')]] });
  });

  test('a table without partitions as a whole', () => {
    expect(plan({ partitions: [] })).toEqual({ kind: 'whole' });
  });

  test('at most fifty partitions in a query, and all together where that would be too many queries', () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => partition(`p${i}`));
    const groups = planCounting({ ...now, partitions: many(1000) }, { changeId: '', partitions: undefined });
    expect(groups.kind === 'parts' && groups.groups.map(({ length }) => length)).toEqual(Array.from({ length: 20 }, () => 50));
    expect(planCounting({ ...now, partitions: many(3001) }, { changeId: '', partitions: undefined })).toMatchObject({ kind: 'together' });
    expect(planCounting({ ...now, partitions: many(1000), batches: 4 }, { changeId: '', partitions: undefined })).toMatchObject({ kind: 'together' });
  });

  test('long values in less than fifty', () => {
    const long = Array.from({ length: 60 }, (_, i) => partition(`${i}${'x'.repeat(5000)}`));
    const planned = planCounting({ ...now, partitions: long }, { changeId: '', partitions: undefined });
    expect(planned.kind === 'parts' && Math.max(...planned.groups.map(({ length }) => length))).toBeLessThan(13);
  });
});

test.each([
  ['int', '007', '7'],
  ['bigint', '-1', '-1'],
  ['string', '007', '007'],
  ['date', '2026-01-01', '2026-01-01'],
  ['string', '__HIVE_DEFAULT_PARTITION__', null],
])('a %s partition %s is %s in a result', (type, value, printed) => {
  expect(sameValues([{ name: 'k', type }], [value])).toBe(JSON.stringify([printed]));
});
