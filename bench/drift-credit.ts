import { DuckDBInstance } from '@duckdb/node-api';
import { isDeepStrictEqual } from 'node:util';
import { anchorQuery } from '../shared/drift/anchor-query.ts';
import type { Grid } from '../shared/drift/grid.ts';
import { profileQueries } from '../shared/drift/profile-queries.ts';
import { readAnchors } from '../shared/drift/read-anchors.ts';
import { readProfile } from '../shared/drift/read-profile.ts';
import { categorySampleFrom, numberSampleFrom } from '../shared/drift/read-value-counts.ts';
import type { Sample } from '../shared/drift/sample.ts';
import type { Column } from '../shared/drift/source.ts';
import { queryRows } from '../scripts/drift/duckdb.ts';
import { countRows } from './drift-count.ts';

export type Row = Readonly<Record<string, string | number>>;

export interface Credit {
  readonly columns: readonly Column[];
  readonly grid: Grid;
  readonly rows: readonly Row[];
  sample(rows: readonly Row[], name: string): Sample;
  /** Shares in the reference's deciles (numbers) or by value, zeros filled with 0.0001, as PSI is usually computed. */
  deciles(reference: readonly Row[], current: readonly Row[], name: string): [number[], number[]];
}

/** Three columns are numbers, the others codes (South German Credit's code table). */
const numbers = new Set(['duration', 'amount', 'age']);

export async function loadCredit(file: string): Promise<Credit> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`CREATE VIEW credit AS SELECT * FROM read_csv('${file.replaceAll('\'', '\'\'')}', all_varchar = true)`);
  const names = (await queryRows(connection, 'DESCRIBE credit')).map(([name]) => name ?? '');
  await connection.run(`CREATE TABLE typed AS SELECT ${names.map((name) => `CAST("${name}" AS ${numbers.has(name) ? 'BIGINT' : 'VARCHAR'}) AS "${name}"`).join(', ')} FROM credit`);
  const columns = names.map((name) => ({ name, type: numbers.has(name) ? 'bigint' : 'string' }));
  const source = { database: 'main', table: 'typed' };
  const grid = readAnchors(await queryRows(connection, anchorQuery(source, columns)), columns);
  const rows = (await queryRows(connection, 'FROM typed')).map((row): Row => Object.fromEntries(names.map((name, i) => [name, numbers.has(name) ? Number(row[i]) : row[i] ?? ''])));
  const bySql = readProfile(await Promise.all(profileQueries(source, columns, grid).map((sql) => queryRows(connection, sql))), columns, grid);
  if (!isDeepStrictEqual(withoutEvidence(bySql), withoutEvidence(countRows(rows, grid)))) throw new Error('Counting in memory differs from the SQL');
  return { columns, grid, rows, sample, deciles };
}

function withoutEvidence(profile: ReturnType<typeof readProfile>): unknown {
  return { ...profile, columns: profile.columns.map((column) => ({ ...column, unseen: [], namedFrom: 1 })) };
}

function sample(rows: readonly Row[], name: string): Sample {
  return numbers.has(name)
    ? numberSampleFrom(rows.map((row) => [Number(row[name]), 1] as const))
    : categorySampleFrom(rows.map((row) => [String(row[name]), 1] as const));
}

function deciles(reference: readonly Row[], current: readonly Row[], name: string): [number[], number[]] {
  const bin = numbers.has(name) ? decileOf(reference.map((row) => Number(row[name]))) : (value: string | number) => String(value);
  const labels = [...new Set([...reference, ...current].map((row) => bin(row[name] ?? '')))];
  const shares = (rows: readonly Row[]) => {
    const counts = new Map<string | number, number>();
    for (const row of rows) counts.set(bin(row[name] ?? ''), (counts.get(bin(row[name] ?? '')) ?? 0) + 1);
    return labels.map((label) => Math.max(0.0001, (counts.get(label) ?? 0) / rows.length));
  };
  return [shares(reference), shares(current)];
}

function decileOf(values: readonly number[]): (value: string | number) => number {
  const sorted = values.toSorted((a, b) => a - b);
  const edges = [...new Set(Array.from({ length: 9 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / 10)] ?? NaN))];
  return (value) => edges.filter((edge) => Number(value) >= edge).length;
}
