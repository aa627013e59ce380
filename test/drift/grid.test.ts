import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bins } from '../../shared/drift/grid.ts';
import { extent, interval, keyExpression, keyOf, specialKeys } from '../../shared/drift/keys.ts';
import { shapeFrom } from '../../shared/drift/shape.ts';
import { double } from '../../shared/drift/sql.ts';

const connection = await (await DuckDBInstance.create(':memory:')).connect();

async function keysBySql(values: readonly (number | null)[], bins: Pick<Bins, 'shape' | 'whole'>): Promise<(number | null)[]> {
  const rows = values.map((value, i) => `(${i}, ${value === null ? 'NULL' : Number.isFinite(value) ? double(value) : `CAST('${value}' AS DOUBLE)`})`);
  const sql = `SELECT ${keyExpression('x', bins)} FROM (VALUES ${rows.join(', ')}) AS t(i, x) ORDER BY i`;
  const result = await connection.runAndReadAll(sql);
  return result.getRowsJS().map(([key]) => (key === null ? null : Number(key)));
}

function quantilesOf(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return Array.from({ length: 32 }, (_, i) => sorted[Math.ceil(((i + 1) * sorted.length) / 32) - 1] ?? NaN);
}

function shapeOf(values: readonly number[], whole = false): Pick<Bins, 'shape' | 'whole'> {
  return { whole, shape: shapeFrom({ whole, quantiles: quantilesOf(values), range: [Math.min(...values), Math.max(...values)] }) };
}

const samples: Readonly<Record<string, readonly number[]>> = {
  uniform: Array.from({ length: 999 }, (_, i) => i / 7),
  'far from zero': Array.from({ length: 999 }, (_, i) => 1.7e9 + i / 7),
  'long tail': Array.from({ length: 999 }, (_, i) => Math.exp(i / 70)),
  'many decades': Array.from({ length: 999 }, (_, i) => 10 ** (i / 25 - 20)),
  'two far clusters': Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? i / 1e6 : 1e9 + i)),
  'nearly all zero': Array.from({ length: 1000 }, (_, i) => (i < 980 ? 0 : i)),
  constant: Array.from({ length: 50 }, () => 3.5),
  'the whole range of doubles': Array.from({ length: 200 }, (_, i) => (i - 100) * 1.79e306),
  'tiny values': Array.from({ length: 200 }, (_, i) => i * 1e-300),
};

describe('the grid of a number column', () => {
  it.each(Object.keys(samples))('has the same keys in SQL and in memory: %s', async (name) => {
    const values = samples[name] ?? [];
    const bins = shapeOf(values);
    const probes = [...values, ...values.map((value) => value * 1.5), -1e308, 1e308, 0, -0, 1e-320].filter(Number.isFinite);
    expect(await keysBySql(probes, bins)).toEqual(probes.map((value) => keyOf(value, bins)));
  });

  it('puts every value into the interval of its key', () => {
    for (const values of Object.values(samples)) {
      const bins = shapeOf(values);
      for (const value of [...values, -1e300, 1e300]) {
        const [from, to] = interval(keyOf(value, bins), bins.shape);
        const slack = 1e-9 * Math.max(Math.abs(from), Math.abs(to), Math.abs(value));
        expect(value >= from - slack && value <= to + slack, `${value} in ${from} … ${to}`).toBe(true);
      }
    }
  });

  it('resolves the bulk: no bin holds much of distinct values', () => {
    for (const name of ['uniform', 'far from zero', 'long tail', 'many decades']) {
      const values = samples[name] ?? [];
      const bins = shapeOf(values);
      const counts = Map.groupBy(values, (value) => keyOf(value, bins));
      expect(Math.max(...[...counts.values()].map((group) => group.length)) / values.length).toBeLessThan(0.035);
    }
  });

  it('counts whole numbers of a small range one by one', async () => {
    const values = Array.from({ length: 500 }, (_, i) => i - 20);
    const bins = shapeOf(values, true);
    expect(new Set(await keysBySql(values, bins)).size).toBe(500);
    expect(values.map((value) => interval(keyOf(value, bins), bins.shape)[0])).toEqual(values);
  });

  it('has keys of their own for what is no finite number, and none for null', async () => {
    const bins = shapeOf(samples['uniform'] ?? []);
    expect(await keysBySql([null, NaN, Infinity, -Infinity], bins)).toEqual([null, specialKeys.nan, specialKeys.positiveInfinity, specialKeys.negativeInfinity]);
  });

  it('agrees on any doubles', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 60 }), fc.boolean(), async (values, whole) => {
      const used = whole ? values.map((value) => Math.trunc(Math.max(-9e15, Math.min(9e15, value)))) : values;
      const bins = shapeOf(used, whole);
      expect(Number.isFinite(extent(bins.shape).to)).toBe(true);
      expect(await keysBySql(used, bins)).toEqual(used.map((value) => keyOf(value, bins)));
    }), { numRuns: 60, seed: 7 });
  });
});
