import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { queryRows } from '../../scripts/drift/duckdb.ts';
import { nannyml } from '../../shared/drift/preset-nannyml.ts';
import { categorySampleFrom, numberSampleFrom } from '../../shared/drift/read-value-counts.ts';
import type { Sample } from '../../shared/drift/sample.ts';
import { valueCountsQuery } from '../../shared/drift/value-counts-query.ts';
import { readShared, sharedFile } from './shared-files.ts';

const published = z.object({ table: z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.string())) }) });
const found = readShared('conformance/nannyml-car-loan-published.json');
const files = [sharedFile('data/car-loan-reference.parquet'), sharedFile('data/car-loan-monitoring.parquet')];
const numbers = ['car_value', 'debt_to_income_ratio', 'loan_length', 'driver_tenure', 'y_pred_proba'];
const texts = ['salary_range', 'repaid_loan_on_prev_car', 'size_of_downpayment', 'y_pred'];
const chunkSize = 5000;

// NannyML documentation, "Storing and Loading Calculators - Univariate": the printed digits of every value, threshold and alert.
describe.skipIf(found === undefined || files.includes(undefined))('the car loan table of NannyML\'s documentation', async () => {
  const { table } = found === undefined ? { table: { columns: [], rows: [] } } : z.parse(published, found);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  if (!files.includes(undefined)) await connection.run(loaded(files.map((file) => file ?? '')));
  const chunkRows = table.rows.map((row) => new Map(row.map((value, i) => [table.columns[i] ?? '', value])));

  it.each([...numbers, ...texts])('%s', async (name) => {
    const reference = await sample(name, 'file = 0');
    const chunks = await Promise.all(Array.from({ length: 10 }, (_, i) => sample(name, `file = 0 AND chunk = ${i}`)));
    const tests = ['jensen_shannon', numbers.includes(name) ? 'kolmogorov_smirnov' : 'chi2'];
    let compared = 0;
    for (const row of chunkRows) {
      const index = Number(row.get('chunk.chunk.start_index')) / chunkSize;
      const file = row.get('chunk.chunk.period') === 'reference' ? 0 : 1;
      const current = await sample(name, `file = ${file} AND chunk = ${index}`);
      for (const test of tests) {
        const got = nannyml(reference, current, { test, chunks });
        const printed = (what: string) => row.get(`${name}.${test}.${what}`) ?? '';
        const threshold = test === 'chi2' ? '' : asPrinted(got.threshold);
        expect([test, index, asPrinted(got.score), threshold, got.drifted]).toEqual([test, index, printed('value'), printed('upper_threshold'), printed('alert') === 'True']);
        compared += 1;
      }
    }
    expect(compared).toBe(chunkRows.length * 2);
  });

  async function sample(name: string, where: string): Promise<Sample> {
    const sql = valueCountsQuery({ database: 'main', table: 'loans', where }, { name, type: texts.includes(name) ? 'string' : 'double' });
    const rows = await queryRows(connection, sql ?? '');
    if (texts.includes(name)) return categorySampleFrom(rows.map(([value, count]) => [value ?? null, Number(count)] as const));
    return numberSampleFrom(rows.map(([value, count]) => [value === null ? null : Number(value), Number(count)] as const));
  }
});

function loaded(paths: readonly string[]): string {
  const parts = paths.map((path, file) => `SELECT *, ${file} AS file, (file_row_number // ${chunkSize}) AS chunk FROM read_parquet('${path}', file_row_number = true)`);
  return `CREATE TABLE loans AS SELECT * REPLACE (${texts.map((name) => `CAST(${name} AS VARCHAR) AS ${name}`).join(', ')}) FROM (${parts.join(' UNION ALL BY NAME ')})`;
}

/** A number with the six significant digits of the documentation (trailing zeros are dropped there). */
function asPrinted(value: number): string {
  return String(Number(value.toPrecision(6)));
}
