import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { constraintsOf } from '../../shared/drift/constraints.ts';
import type { ColumnGrid } from '../../shared/drift/grid.ts';
import { htmlReport } from '../../shared/drift/html-report.ts';
import { toJson } from '../../shared/drift/json.ts';
import { judge } from '../../shared/drift/judge.ts';
import type { ColumnProfile, Profile } from '../../shared/drift/profile.ts';
import { largestErrors, statisticsOf } from '../../shared/drift/statistics.ts';
import { violationsOf } from '../../shared/drift/violations.ts';
import { constraints, statistics } from './model-monitor-shapes.ts';

const empty = { nulls: 0, nan: 0, positiveInfinity: 0, negativeInfinity: 0, numbers: [], categories: [], rest: 0, unseen: [] };

function column(type: string, grid: ColumnGrid, counts: Partial<ColumnProfile>): ColumnProfile {
  return { ...empty, name: grid.name, type, grid, ...counts };
}

const age: ColumnGrid = { name: 'age', type: 'int', kind: 'values', unit: 'number' };
const amount: ColumnGrid = { name: 'amount', type: 'double', kind: 'bins', unit: 'number', whole: false, shape: { form: 'pieces', pieces: [{ from: 0, width: 2, bins: 100 }] } };
const purpose: ColumnGrid = { name: 'purpose <b>"x"</b>', type: 'string', kind: 'categories', listed: ['car', 'tv'], open: true, other: '(other)' };
const nested: ColumnGrid = { name: 'tags', type: 'array<string>', kind: 'none', reason: 'nested' };

const profile: Profile = {
  version: 1, rows: 10,
  columns: [
    column('int', age, { nulls: 2, numbers: [[20, 4], [30, 4]] }), column('double', amount, { numbers: [[0, 5], [9, 5]] }),
    column('string', purpose, { categories: [['car', 7], ['tv', 3]] }), column('array<string>', nested, {}),
  ],
};

describe('Model Monitor\'s files', () => {
  it('statistics.json has the published shape', () => {
    const { features } = z.parse(statistics, JSON.parse(JSON.stringify(statisticsOf(profile))));
    expect(features[0]).toMatchObject({ name: 'age', inferred_type: 'Integral', numerical_statistics: { common: { num_present: 8, num_missing: 2 }, mean: 25, sum: 200, std_dev: 5, min: 20, max: 30 } });
    expect(features[2]).toMatchObject({ inferred_type: 'String', string_statistics: { distinct_count: 2 } });
    expect(features[3]).toEqual({ name: 'tags', inferred_type: 'Unknown' });
  });

  it('states how far binned columns can be off', () => {
    expect(largestErrors(profile)).toEqual({ age: 0, amount: 1 });
    expect(statisticsOf(profile).features[1]?.numerical_statistics).toMatchObject({ mean: 10, min: 0, max: 20 });
  });

  it('the sketch holds every value: level l stands for 2^l of them', () => {
    const data = statisticsOf(profile).features[1]?.numerical_statistics?.distribution.kll.sketch.data ?? [];
    expect(data.reduce((sum, level, i) => sum + level.length * 2 ** i, 0)).toBe(10);
    expect(statisticsOf(profile).features[0]?.numerical_statistics?.distribution.kll.buckets.map(({ count }) => count)).toEqual([4, 0, 0, 0, 0, 0, 0, 0, 0, 4]);
  });

  it('constraints.json has the published shape', () => {
    const { features } = z.parse(constraints, JSON.parse(JSON.stringify(constraintsOf(profile))));
    expect(features.map(({ completeness }) => completeness)).toEqual([0.8, 1, 1, 1]);
    expect(features[0]).toMatchObject({ num_constraints: { is_non_negative: true } });
    expect(features[2]).toMatchObject({ string_constraints: { domains: ['car', 'tv'] } });
  });

  it('constraint_violations.json names what drifted in the words that AWS\'s samples parse', () => {
    const before = { version: 1 as const, rows: 1000, columns: [column('int', age, { numbers: [[20, 900], [30, 100]] }), column('double', amount, { numbers: [[0, 1000]] })] };
    const now = { version: 1 as const, rows: 1000, columns: [column('int', age, { nulls: 200, numbers: [[20, 100], [30, 700]] })] };
    const { violations, meshloop } = violationsOf(judge({ profile: now, baseline: before }));
    expect(violations.map(({ feature_name, constraint_check_type }) => [feature_name, constraint_check_type])).toEqual([['amount', 'missing_column_check'], ['age', 'baseline_drift_check'], ['age', 'completeness_check']]);
    expect(violations[1]?.description).toMatch(/distance: (.+) exceeds threshold: (.+)/);
    expect(meshloop.verdict.level).toBe('drift');
  });

  it('numbers that JSON does not know are written as words', () => {
    expect(toJson({ a: NaN, b: Infinity, c: [-Infinity], d: 1.5 }, 0)).toBe('{"a":"nan","b":"inf","c":["-inf"],"d":1.5}');
  });
});

describe('the report', () => {
  const before = { version: 1 as const, rows: 1000, columns: [column('string', purpose, { categories: [['car', 900], ['tv', 100]] }), column('int', age, { numbers: [[20, 500], [30, 500]] })] };
  const now = { version: 1 as const, rows: 1000, columns: [column('string', purpose, { categories: [['car', 300], ['tv', 500]], rest: 200, unseen: [['<script>alert(1)</script>', 200]] }), column('int', age, { numbers: [[20, 500], [30, 500]] })] };
  const page = htmlReport(judge({ profile: now, baseline: before }));

  it('is one file that asks for nothing', () => {
    expect(page).not.toMatch(/(src|href|action|srcset|data)=|url\(|@import|https?:|fetch\(|XMLHttp|<link|<img|<iframe/);
    expect(page).toContain('default-src \'none\'');
  });

  it('shows names and values as text', () => {
    expect(page).not.toContain('<script>alert');
    expect(page).not.toContain('<b>"x"</b>');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('begins with the verdict in a sentence, then the columns by score with their numbers', () => {
    expect(page).toContain('The data drifted in 1 of 2 columns');
    expect(page.indexOf('data-name="purpose')).toBeLessThan(page.indexOf('data-name="age"'));
    expect(page).toContain('<td>900</td><td>90.0 %</td><td>300</td><td>30.0 %</td>');
    expect(page.match(/role="img"/g)).toHaveLength(2);
  });

  it('can be without values', () => {
    const masked = htmlReport(judge({ profile: now, baseline: before, settings: { maskValues: true } }));
    expect(masked).not.toMatch(/>car<|>tv<|alert/);
  });
});
