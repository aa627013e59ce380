import { DuckDBInstance } from '@duckdb/node-api';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { anchorQuery } from '../shared/drift/anchor-query.ts';
import { momentsQuery } from '../shared/drift/moments-query.ts';
import { partitionFilter } from '../shared/drift/partition-filter.ts';
import { profileQueries } from '../shared/drift/profile-queries.ts';
import { readAnchors } from '../shared/drift/read-anchors.ts';
import { readProfile } from '../shared/drift/read-profile.ts';
import type { Rows } from '../shared/drift/source.ts';
import { valueCountsQuery } from '../shared/drift/value-counts-query.ts';
import { queryRows } from './drift/duckdb.ts';
import { trinoRows } from './drift/trino/client.ts';
import { startTrino } from './drift/trino/server.ts';
import { everyType, makeTable } from './drift/trino/tables.ts';
import type { Table } from './drift/trino/tables.ts';

const carLoan = fileURLToPath(new URL('../../shared/data/car-loan-reference.parquet', import.meta.url));

/** Real data, where it is beside the checkout. */
const loans: Table = {
  name: 'car_loan',
  columns: [...['car_value', 'debt_to_income_ratio', 'loan_length', 'driver_tenure', 'y_pred_proba'].map((name) => ({ name, type: 'double' })), ...['salary_range', 'size_of_downpayment'].map((name) => ({ name, type: 'string' }))],
  by: [{ name: 'part', type: 'int' }],
  select: `SELECT CAST(COLUMNS(['car_value', 'debt_to_income_ratio', 'loan_length', 'driver_tenure', 'y_pred_proba']) AS DOUBLE), CAST(COLUMNS(['salary_range', 'size_of_downpayment']) AS VARCHAR), CAST(file_row_number // 5000 AS INTEGER) AS part FROM read_parquet('${carLoan}', file_row_number = true) WHERE file_row_number < 20000`,
};

type Ask = (sql: string) => Promise<Rows>;
const total = { queries: 0, rows: 0, differences: 0 };

/** `npm run check:trino`: every query that goes to Athena, on a Trino 436 server and on DuckDB over the same data. Exit code 1 when a row differs. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'meshloop-trino-'));
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const tables = existsSync(carLoan) ? [everyType, loans] : [everyType];
  for (const table of tables) await makeTable(connection, table, folder);
  const server = await startTrino(folder, console.log);
  try {
    if ('reason' in server) {
      console.log(`Not checked: ${server.reason}.`);
      if (process.env['CI'] === 'true') process.exitCode = 1;
      return;
    }
    for (const table of tables) await check(table, (sql) => queryRows(connection, sql), (sql) => trinoRows(server.url, sql));
    console.log(`${total.queries} queries, ${total.rows} rows of counts compared, ${total.differences} differ`);
    if (total.differences > 0) process.exitCode = 1;
  } finally {
    if ('close' in server) server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function check({ name, columns, by }: Table, duckdb: Ask, trino: Ask): Promise<void> {
  const source = { database: 'main', table: name };
  const compare = async (what: string, sql: string) => report(`${name}: ${what}`, await duckdb(sql), await trino(sql));
  const anchors = anchorQuery(source, columns);
  await compare('anchors', anchors);
  const grid = readAnchors(await duckdb(anchors), columns);
  note(`${name}: the grid`, isDeepStrictEqual(readAnchors(await trino(anchors), columns), grid));
  const queries = profileQueries(source, columns, grid);
  for (const sql of queries) await compare('profile', sql);
  const profiles = await Promise.all([duckdb, trino].map(async (ask) => readProfile(await Promise.all(queries.map(ask)), columns, grid)));
  note(`${name}: the profile`, isDeepStrictEqual(profiles[0], profiles[1]));
  for (const sql of profileQueries(source, columns, grid, { minimumCount: 10 })) await compare('profile, rare values folded', sql);
  for (const sql of profileQueries(source, columns, grid, { by })) await compare('profile by partition', sql);
  for (const key of by) {
    const [[value = null] = []] = await duckdb(`SELECT CAST(MIN("${key.name}") AS VARCHAR) FROM "${name}"`);
    for (const sql of profileQueries({ ...source, where: partitionFilter([key], [[value ?? '']]) }, columns, grid)) await compare(`profile of a partition by ${key.name}`, sql);
  }
  const numbers = columns.filter(({ type }) => ['bigint', 'int', 'double', 'decimal(12,2)'].includes(type)).slice(0, 8);
  await compare('moments by partition', momentsQuery(source, numbers.map((column) => ({ column, centre: 10, scale: 50 })), by));
  for (const column of columns) {
    const sql = valueCountsQuery(source, column);
    if (sql !== undefined) await compare(`values of ${column.name}`, sql);
  }
}

/** Rows in any order; numbers by value, because the engines write doubles differently. */
function report(what: string, duckdb: Rows, trino: Rows): void {
  const [a, b] = [duckdb, trino].map((rows) => rows.map((row) => JSON.stringify(row.map(asNumber))).toSorted());
  const different = (a ?? []).filter((row, i) => row !== b?.[i]);
  total.rows += duckdb.length;
  note(`${what} (${duckdb.length} rows)`, duckdb.length === trino.length && different.length === 0, `${duckdb.length} and ${trino.length} rows, first difference ${different[0]} and ${b?.[a?.indexOf(different[0] ?? '') ?? 0]}`);
}

/** Sums of products are added in another order: twelve digits. Counts and other whole numbers that a double holds exactly stay so. */
function asNumber(text: string | null): string | number | null {
  if (text === null || !/^-?(\d+\.?\d*(e[+-]?\d+)?|nan|inf|infinity)$/i.test(text)) return text;
  const value = Number(text.toLowerCase().replace(/^(-?)inf(inity)?$/, '$1Infinity'));
  if (!Number.isFinite(value)) return String(value);
  return Number.isSafeInteger(value) ? String(value + 0) : Number(value.toPrecision(12));
}

function note(what: string, isSame: boolean, details = ''): void {
  total.queries += 1;
  if (!isSame) total.differences += 1;
  console.log(`${isSame ? 'same  ' : 'DIFFER'} ${what}${isSame ? '' : ` ${details}`}`);
}

await main();
