import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { queryRows } from '../../scripts/drift/duckdb.ts';
import { eigen } from '../../shared/drift/eigen.ts';
import { readMoments } from '../../shared/drift/moments.ts';
import { momentsQuery } from '../../shared/drift/moments-query.ts';
import { reconstruction } from '../../shared/drift/reconstruction.ts';

const connection = await (await DuckDBInstance.create(':memory:')).connect();
// Two columns that go together, and one by itself; `against`: they go against each other, each with the same distribution as before.
const uniform = (seed: number) => `(hash(i * 31 + ${seed}) % 10007) / 10007.0`;
const rows = (against: boolean, seed: number) => `SELECT ${uniform(seed)} AS a, ${against ? '1 - ' : ''}${uniform(seed)} + ${uniform(seed + 1)} / 10 AS b, ${uniform(seed + 2)} AS c FROM range(20000) AS t(i)`;
const anchors = ['a', 'b', 'c'].map((name) => ({ column: { name, type: 'double' }, centre: 0.5, scale: 0.3 }));

async function moments(select: string) {
  await connection.run(`CREATE OR REPLACE TABLE m AS ${select}`);
  return readMoments(await queryRows(connection, momentsQuery({ database: 'main', table: 'm' }, anchors)), anchors.length);
}

describe('the multivariate check', () => {
  it('finds a changed relation that no single column shows', async () => {
    const baseline = await moments(rows(false, 1));
    expect(baseline).toHaveLength(10);
    expect(reconstruction(baseline, await moments(rows(false, 77)))).toMatchObject({ drifted: false, components: 1 });
    expect(reconstruction(baseline, await moments(rows(true, 77)))).toMatchObject({ drifted: true });
  });

  it('is the mean squared error of the rows themselves', async () => {
    const baseline = await moments(rows(false, 1));
    const found = reconstruction(baseline, baseline);
    // With one of three standardised components kept, the squared error is the sum of the two smaller eigenvalues of the correlation matrix.
    const [correlations = []] = await queryRows(connection, 'SELECT corr(a, b), corr(a, c), corr(b, c) FROM m');
    const [ab = NaN, ac = NaN, bc = NaN] = correlations.map(Number);
    const [, second, third] = eigen([[1, ab, ac], [ab, 1, bc], [ac, bc, 1]]);
    expect(found?.score).toBeCloseTo(Math.sqrt((second?.value ?? NaN) + (third?.value ?? NaN)), 9);
  });

  it('counts nulls and values far out as the centre, and needs two columns that vary', async () => {
    await connection.run('CREATE OR REPLACE TABLE m AS SELECT CAST(NULL AS DOUBLE) AS a, 1e300 AS b, CAST(\'NaN\' AS DOUBLE) AS c FROM range(100)');
    const constant = readMoments(await queryRows(connection, momentsQuery({ database: 'main', table: 'm' }, anchors)), anchors.length);
    expect(constant[0]?.sums).toEqual([0, 0, 0]);
    expect(reconstruction(constant, constant)).toBeUndefined();
  });

  it('takes 2 to 30 columns', () => {
    expect(() => momentsQuery({ database: 'main', table: 'm' }, anchors.slice(0, 1))).toThrow(RangeError);
    expect(() => momentsQuery({ database: 'main', table: 'm' }, Array.from({ length: 31 }, () => anchors).flat())).toThrow(RangeError);
  });
});

describe('eigenvalues', () => {
  it('of matrices whose eigenvalues are known', () => {
    expect(eigen([[2, 1], [1, 2]]).map(({ value }) => value)).toEqual([expect.closeTo(3, 12), expect.closeTo(1, 12)]);
    const size = 6;
    // The second-difference matrix: 2 - 2 cos(k pi / (n + 1)).
    const matrix = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_unused, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)));
    const known = Array.from({ length: size }, (_, k) => 2 - 2 * Math.cos(((size - k) * Math.PI) / (size + 1)));
    expect(eigen(matrix).map(({ value }) => value)).toEqual(known.map((value) => expect.closeTo(value, 12)));
  });
});
