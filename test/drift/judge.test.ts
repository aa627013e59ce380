import { describe, expect, it } from 'vitest';
import { judge } from '../../shared/drift/judge.ts';
import type { ColumnGrid } from '../../shared/drift/grid.ts';
import type { ColumnProfile, Profile } from '../../shared/drift/profile.ts';
import type { Settings } from '../../shared/drift/settings.ts';

const empty = { nulls: 0, nan: 0, positiveInfinity: 0, negativeInfinity: 0, numbers: [], categories: [], rest: 0, unseen: [] };

function category(name: string, counts: Readonly<Record<string, number>>, more: Partial<ColumnProfile> = {}, listed = ['a', 'b', 'c']): ColumnProfile {
  return { ...empty, name, type: 'string', grid: { name, type: 'string', kind: 'categories', listed, open: true, other: '(other)' }, categories: Object.entries(counts), ...more };
}

function number(name: string, counts: readonly (readonly [number, number])[], more: Partial<ColumnProfile> = {}): ColumnProfile {
  const grid: ColumnGrid = { name, type: 'bigint', kind: 'values', unit: 'number' };
  return { ...empty, name, type: 'bigint', grid, numbers: counts, ...more };
}

function profile(rows: number, ...columns: readonly ColumnProfile[]): Profile {
  return { version: 1, rows, columns };
}

const baseline = profile(1000, category('kind', { a: 500, b: 400, c: 100 }), number('size', [[1, 250], [2, 250], [3, 250], [4, 250]]));
const moved = profile(1000, category('kind', { a: 500, b: 400, c: 100 }), number('size', [[1, 50], [2, 150], [3, 300], [4, 500]]));

function verdict(current: Profile, settings: Partial<Settings> = {}, before: Profile = baseline) {
  return judge({ profile: current, baseline: before, settings });
}

describe('a verdict', () => {
  it('is none for the same data and drift for a moved column, with the reason in words', () => {
    expect(verdict(baseline)).toMatchObject({ level: 'none', share: 0, reasons: [], columns: [{ score: 0, drifted: false }, { score: 0, drifted: false }] });
    expect(verdict(moved)).toMatchObject({ level: 'drift', share: 0.5, reasons: [expect.stringContaining('size: its distribution moved (PSI')] });
  });

  it('needs effect and significance: small data with a large score and large data with a tiny one are no drift', () => {
    const small = profile(40, category('kind', { a: 20, b: 16, c: 4 }), number('size', [[1, 15], [2, 5], [3, 10], [4, 10]]));
    const few = verdict(small, { minimumRows: 0 }).columns;
    expect(few.map(({ drifted }) => drifted)).toEqual([false, false]);
    expect(Math.max(...few.map(({ score }) => score))).toBeGreaterThan(0.1);
    const grown = (of: number) => profile(1_000_000 * of, category('kind', { a: 500_000 * of, b: 400_000 * of, c: 100_000 * of }));
    const shifted = profile(1_000_000, category('kind', { a: 505_000, b: 395_000, c: 100_000 }));
    const [column] = verdict(shifted, {}, grown(1)).columns;
    expect(column).toMatchObject({ drifted: false, level: 'none' });
    expect(column?.pValue).toBeLessThan(1e-6);
  });

  it('values that became infinite move no finite earth: few of them are left out as in Evidently and said so, many make the distance infinite', () => {
    const at = (infinite: number) => profile(1000, number('x', [[1, 500], [2, 500 - infinite]], { positiveInfinity: infinite }));
    const [few] = verdict(at(30), { test: 'wasserstein' }, at(0)).columns;
    // 30 of the twos are gone: shares of 1 are 500 / 970 and 500 / 1000, the standard deviation is 0.5.
    expect(few).toMatchObject({ score: expect.closeTo((500 / 970 - 0.5) / 0.5, 12), drifted: false, reason: expect.stringContaining('30 infinite values are left out') });
    expect(verdict(at(60), { test: 'wasserstein' }, at(0)).columns[0]).toMatchObject({ score: Infinity, drifted: true });
    expect(verdict(at(60), { test: 'wasserstein' }, at(60)).columns[0]).toMatchObject({ score: 0, drifted: false });
  });

  it('a test that has no score where the values differ is no all-clear', () => {
    const nan = profile(1000, number('x', [], { nan: 1000 }));
    expect(verdict(nan, { test: 'wasserstein' }, profile(1000, number('x', [[1, 500], [2, 500]])))).toMatchObject({ level: 'possible', columns: [{ score: NaN, reason: expect.stringContaining('no score') }] });
  });

  it('with too few rows compares nothing and says so', () => {
    expect(verdict(profile(50, category('kind', { c: 50 }), number('size', [[4, 50]])))).toMatchObject({ level: 'possible', columns: [], findings: [{ kind: 'few-rows' }, { kind: 'shrinkage' }] });
  });

  it('nulls count by themselves', () => {
    const nulls = profile(1000, category('kind', { a: 450, b: 360, c: 90 }, { nulls: 100 }), number('size', [[1, 250], [2, 250], [3, 250], [4, 250]]));
    expect(verdict(nulls).columns[0]).toMatchObject({ drifted: true, causes: ['nulls'], nullShare: { baseline: 0, current: 0.1 }, reason: expect.stringContaining('nulls went from 0.0 % to 10.0 %') });
    expect(verdict(nulls, { nullShare: 0.2 }).level).toBe('none');
  });

  it('unknown categories count by themselves and are named where that is allowed', () => {
    const fresh = profile(1000, category('kind', { a: 470, b: 376, c: 94 }, { rest: 60, unseen: [['d', 60]] }), number('size', [[1, 250], [2, 250], [3, 250], [4, 250]]));
    expect(verdict(fresh).columns[0]).toMatchObject({ drifted: true, causes: expect.arrayContaining(['unseen']), unseenShare: expect.closeTo(0.06, 6), unseen: [['d', 60]], reason: expect.stringContaining('(d)') });
    const masked = verdict(fresh, { maskValues: true });
    expect(JSON.stringify(masked)).not.toContain('"d"');
    expect(masked.columns[0]).toMatchObject({ drifted: true, distribution: { labels: ['value 1', 'value 2', 'value 3', 'value 4'] } });
  });

  it('values that folding hides are not taken for new ones', () => {
    const before = profile(1000, category('kind', { a: 500, b: 400 }, { rest: 100, unseen: [], namedFrom: 10 }));
    const now = profile(1000, category('kind', { a: 500, b: 400 }, { rest: 100, unseen: [['d', 10], ['e', 11]], namedFrom: 10 }));
    expect(verdict(now, {}, before).level).toBe('none');
  });

  it('schema: a missing or retyped column warns, a new one is ignored, or as the subscription says', () => {
    const other = profile(1000, { ...category('kind', { a: 500, b: 400, c: 100 }), type: 'varchar(3)' }, number('new', [[1, 1000]]));
    const found = verdict(other);
    expect(found.findings.map(({ kind, column }) => [kind, column])).toEqual([['type-changed', 'kind'], ['missing-column', 'size'], ['extra-column', 'new']]);
    expect(found.level).toBe('possible');
    const consequences = { drift: 'retrain', schema: 'retrain', added: 'ignore', growth: 'ignore', shrinkage: 'warn', age: 'warn' } as const;
    expect(verdict(other, { consequences }).level).toBe('drift');
    expect(verdict(other, { consequences: { ...consequences, schema: 'ignore' } }).level).toBe('none');
    expect(verdict(moved, { consequences: { ...consequences, drift: 'warn' } }).level).toBe('possible');
    expect(verdict(moved, { consequences: { ...consequences, drift: 'ignore' } }).level).toBe('none');
  });

  it('rows: growth, shrinkage and age', () => {
    const times = (factor: number) => profile(1000 * factor, category('kind', { a: 500 * factor, b: 400 * factor, c: 100 * factor }), number('size', [[1, 250 * factor], [2, 250 * factor], [3, 250 * factor], [4, 250 * factor]]));
    const consequences = { drift: 'retrain', schema: 'warn', added: 'ignore', growth: 'retrain', shrinkage: 'warn', age: 'warn' } as const;
    expect(verdict(times(3)).level).toBe('none');
    expect(verdict(times(3), { consequences })).toMatchObject({ level: 'drift', findings: [{ kind: 'growth' }] });
    expect(verdict(times(0.5))).toMatchObject({ level: 'possible', findings: [{ kind: 'shrinkage' }] });
    expect(judge({ profile: baseline, baseline, settings: { maximumAge: 3_600_000 }, age: 7_200_000 })).toMatchObject({ level: 'possible', findings: [{ kind: 'age', text: expect.stringContaining('2.0 hours') }] });
  });

  it('thresholds, weights, share, ignored and critical columns', () => {
    expect(verdict(moved, { thresholds: { size: 5 } }).columns[1]).toMatchObject({ threshold: 5, drifted: false });
    expect(verdict(moved, { ignore: ['size'] }).level).toBe('none');
    expect(verdict(moved, { share: 0.6 }).level).toBe('possible');
    expect(verdict(moved, { share: 0.6, weights: { size: 3 } })).toMatchObject({ level: 'drift', share: 0.75 });
    expect(verdict(moved, { share: 0.6, critical: ['size'] }).level).toBe('drift');
  });

  it('hysteresis: drift counts when n of the last m found it', () => {
    const settings = { hysteresis: { n: 2, m: 3 } };
    const after = (...history: readonly ('none' | 'possible' | 'drift')[]) => judge({ profile: moved, baseline, settings, history });
    expect(after()).toMatchObject({ level: 'possible', found: 'drift' });
    expect(after('drift', 'none').level).toBe('drift');
    expect(after('drift', 'none', 'none').level).toBe('possible');
  });

  it('times and running numbers are compared by their nulls only, unless they have a threshold', () => {
    const grid: ColumnGrid = { name: 'day', type: 'date', kind: 'values', unit: 'day' };
    const day = (value: number) => profile(1000, { ...number('day', [[value, 1000]]), type: 'date', grid });
    expect(verdict(day(20_000), {}, day(10_000))).toMatchObject({ level: 'none', columns: [{ test: 'null-share' }] });
    expect(verdict(day(20_000), { thresholds: { day: 0.1 } }, day(10_000)).level).toBe('drift');
  });

  it('a column counted on another grid is no all-clear', () => {
    const other = profile(1000, category('kind', { a: 500, b: 400, c: 100 }, {}, ['a', 'b', 'c', 'd']), number('size', [[1, 250], [2, 250], [3, 250], [4, 250]]));
    expect(verdict(other)).toMatchObject({ level: 'possible', findings: [{ kind: 'grid-differs', column: 'kind' }] });
  });

  it('a column without values on one side is compared by its nulls', () => {
    const gone = profile(1000, category('kind', {}, { nulls: 1000 }), number('size', [[1, 250], [2, 250], [3, 250], [4, 250]]));
    expect(verdict(gone).columns[0]).toMatchObject({ drifted: true, causes: ['nulls'] });
  });

  it.each(['evidently', 'nannyml', 'model-monitor'] as const)('the preset %s judges profiles too', (preset) => {
    const found = verdict(moved, { preset });
    expect(found.preset).toBe(preset);
    expect(found.columns.map(({ name }) => name)).toEqual(['kind', 'size']);
    expect(found.columns.every(({ approximate }) => approximate === undefined)).toBe(true);
  });

  it('says where a preset cannot be exact on a grid', () => {
    const grid: ColumnGrid = { name: 'x', type: 'double', kind: 'bins', unit: 'number', whole: false, shape: { form: 'pieces', pieces: [{ from: 0, width: 0.5, bins: 100 }] } };
    const binned = (key: number) => profile(1000, { ...number('x', [[key, 500], [key + 5, 500]]), type: 'double', grid });
    expect(verdict(binned(10), { preset: 'evidently' }, binned(10)).columns[0]).toMatchObject({ score: expect.any(Number), approximate: 'x is counted in bins up to 0.50 wide' });
  });

  it('is the same however the columns are ordered', () => {
    const reversed = (from: Profile): Profile => ({ ...from, columns: from.columns.toReversed() });
    expect(verdict(reversed(moved), {}, reversed(baseline)).level).toBe(verdict(moved).level);
    expect(verdict(reversed(moved)).columns).toEqual(verdict(moved).columns);
  });

  it('column names that every object knows are only names', () => {
    const named = (name: string) => profile(1000, category(name, { a: 500, b: 500 }));
    const changed = (name: string) => profile(1000, category(name, { a: 900, b: 100 }));
    for (const name of ['__proto__', 'constructor', 'toString']) expect(verdict(changed(name), {}, named(name)).level).toBe('drift');
  });
});
