import type { DuckDBConnection } from '@duckdb/node-api';
import { classOf } from '../../shared/drift/column-class.ts';
import { unitOf } from '../../shared/drift/number-expression.ts';
import { categorySampleFrom } from '../../shared/drift/read-value-counts.ts';
import type { NumberSample, Sample } from '../../shared/drift/sample.ts';
import { identifier } from '../../shared/drift/sql.ts';
import type { Column } from '../../shared/drift/source.ts';
import { valueCountsQuery } from '../../shared/drift/value-counts-query.ts';
import type { Typed } from './agree.ts';
import { queryRows } from './duckdb.ts';

/** A column by its exact values; undefined for columns that presets do not compare (times, nested values). */
export async function exactSample(connection: DuckDBConnection, { view }: Typed, column: Column): Promise<Sample | undefined> {
  const sql = valueCountsQuery({ database: 'main', table: view }, column);
  if (sql === undefined || ['date', 'timestamp'].includes(classOf(column.type))) return undefined;
  if (unitOf(column) !== undefined) return readNumbers(connection, sql);
  return categorySampleFrom((await queryRows(connection, sql)).map(([value, count]) => [value ?? null, Number(count)] as const));
}

/** The column in ten chunks of the file's order, as NannyML cuts a reference (a remainder is a chunk of its own). */
export async function exactChunks(connection: DuckDBConnection, typed: Typed, column: Column): Promise<readonly Sample[]> {
  const size = Math.max(1, Math.floor(typed.rows / 10));
  const view = `${typed.view}_chunk`;
  const samples: Sample[] = [];
  // One sorted copy of the column, then one sample per chunk.
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${identifier(view)} AS SELECT (ROW_NUMBER() OVER () - 1) // ${size} AS "(chunk)", ${identifier(column.name)} FROM ${identifier(typed.view)}`);
  for (let chunk = 0; chunk * size < typed.rows; chunk += 1) {
    const sql = valueCountsQuery({ database: 'temp', table: view, where: `"(chunk)" = ${chunk}` }, column);
    if (sql === undefined) return [];
    samples.push(unitOf(column) === undefined
      ? categorySampleFrom((await queryRows(connection, sql)).map(([value, count]) => [value ?? null, Number(count)] as const))
      : await readNumbers(connection, sql));
  }
  await connection.run(`DROP TABLE temp.${identifier(view)}`);
  return samples;
}

/** Streams values and counts into typed arrays: millions of distinct values cost 16 bytes each. The query sorts, NaN last. */
async function readNumbers(connection: DuckDBConnection, sql: string): Promise<NumberSample> {
  const values: number[] = [];
  const counts: number[] = [];
  const special = { nulls: 0, nan: 0, positiveInfinity: 0, negativeInfinity: 0 };
  const result = await connection.stream(sql);
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const [valueColumn, countColumn] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
    for (let i = 0; i < chunk.rowCount; i += 1) {
      const value = valueColumn.getItem(i);
      const count = Number(countColumn.getItem(i));
      if (value === null) special.nulls += count;
      else if (Number.isNaN(Number(value))) special.nan += count;
      else if (value === Infinity) special.positiveInfinity += count;
      else if (value === -Infinity) special.negativeInfinity += count;
      else {
        values.push(Number(value));
        counts.push(count);
      }
    }
  }
  return { kind: 'number', values: Float64Array.from(values), counts: Float64Array.from(counts), ...special };
}
