import { DuckDBInstance } from '@duckdb/node-api';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { queryRows } from '../scripts/drift/duckdb.ts';
import { anchorQuery } from '../shared/drift/anchor-query.ts';
import { profileQueries } from '../shared/drift/profile-queries.ts';
import { readAnchors } from '../shared/drift/read-anchors.ts';
import { readProfile } from '../shared/drift/read-profile.ts';
import type { Grid } from '../shared/drift/grid.ts';
import { speedColumns, speedSelect } from './drift-speed-data.ts';

const folder = join(tmpdir(), 'meshloop-drift-speed');
const rounds = 9;

/**
 * 10 million rows x 20 columns of Parquet (8 bell-shaped and 2 long-tailed doubles, 4 integers, 6 texts): the profile's SQL against DuckDB's own
 * min/max scan of the same columns, then profile and verdict with a stored baseline, in a process of their own, against Evidently and NannyML on the
 * same file. `--rows`, `--codec`, `--evidently PYTHON`, `--nannyml PYTHON` (interpreters that have the package; without them the part is left out).
 */
export async function run(options: readonly string[]): Promise<void> {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({ args: [...options], options: { rows: text('10000000'), codec: text('snappy'), evidently: text(''), nannyml: text('') } });
  const rows = Number(values.rows);
  mkdirSync(folder, { recursive: true });
  const [baseline, current, small] = [await file(rows, values.codec, 1), await file(rows, values.codec, 2), await file(Math.round(rows / 10), values.codec, 2)];
  console.log(`${rows} rows x ${speedColumns.length} columns, Parquet ${values.codec}; ${cpus().length} cores; DuckDB in process`);
  const stored = join(folder, `baseline-${rows}.json`);
  await scanRatio(baseline, stored);
  const ours = child(current, stored);
  const tenth = child(small, stored);
  console.log(`profile and verdict with a stored baseline: ${seconds(ours.milliseconds)} for ${rows} rows, ${seconds(tenth.milliseconds)} for ${rows / 10}`);
  console.log(`peak memory of that process: ${megabytes(ours.peak)} for ${rows} rows, ${megabytes(tenth.peak)} for ${rows / 10}`);
  for (const tool of ['evidently', 'nannyml'] as const) {
    if (values[tool] === '') console.log(`${tool}: left out (--${tool} PYTHON)`);
    else others(tool, values[tool], { baseline, current, rows, ours: ours.milliseconds });
  }
}

async function file(rows: number, codec: string, seed: number): Promise<string> {
  const path = join(folder, `${rows}-${codec}-${seed}.parquet`);
  if (!existsSync(path)) {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(`COPY (${speedSelect(rows, seed)}) TO '${path}' (FORMAT parquet, COMPRESSION ${codec})`);
  }
  return path;
}

/** Both queries take turns, so that the machine's other work hits both; the ratio is the median of the pairs. */
async function scanRatio(path: string, stored: string): Promise<void> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`CREATE VIEW data AS SELECT * FROM read_parquet('${path}')`);
  const source = { database: 'main', table: 'data' };
  const startAnchors = performance.now();
  const grid: Grid = readAnchors(await queryRows(connection, anchorQuery(source, speedColumns)), speedColumns);
  const anchors = performance.now() - startAnchors;
  const profileSql = profileQueries(source, speedColumns, grid);
  // With texts among the columns DuckDB cannot answer from the file's statistics: it scans.
  const scanSql = `SELECT ${speedColumns.map(({ name }) => `MIN(${name}), MAX(${name})`).join(', ')} FROM data`;
  const pairs: { scan: number; profile: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const scan = await time(() => queryRows(connection, scanSql));
    const profile = await time(async () => {
      for (const sql of profileSql) await connection.run(sql);
    });
    pairs.push({ scan, profile });
  }
  const results = await Promise.all(profileSql.map((sql) => queryRows(connection, sql)));
  writeFileSync(stored, JSON.stringify({ grid, profile: readProfile(results, speedColumns, grid) }));
  const of = (pick: (pair: (typeof pairs)[number]) => number) => median(pairs.map(pick));
  console.log(`min/max scan ${seconds(of(({ scan }) => scan))}, profile's SQL ${seconds(of(({ profile }) => profile))}, ratio ${of(({ scan, profile }) => profile / scan).toFixed(2)} (median of ${rounds} pairs); anchors once ${seconds(anchors)}`);
}

interface Measured {
  readonly milliseconds: number;
  readonly peak: number;
}

function child(path: string, stored: string): Measured {
  const runs = Array.from({ length: 3 }, () => execFileSync(process.execPath, [join(import.meta.dirname, 'drift-speed-child.ts'), path, stored], { encoding: 'utf8' }));
  const parsed = runs.map((output): Measured => {
    const [milliseconds, peak] = output.trim().split(' ').map(Number);
    return { milliseconds: milliseconds ?? NaN, peak: peak ?? NaN };
  });
  return { milliseconds: median(parsed.map(({ milliseconds }) => milliseconds)), peak: Math.max(...parsed.map(({ peak }) => peak)) };
}

/** With as many rows as the tool survives: a tenth fewer steps down after each failure. Compared by rows per second when it is fewer. */
function others(tool: 'evidently' | 'nannyml', python: string, of: { readonly baseline: string; readonly current: string; readonly rows: number; readonly ours: number }): void {
  const script = readFileSync(join(import.meta.dirname, 'drift-speed.py'), 'utf8');
  for (const share of [1, 0.5, 0.2, 0.1, 0.05]) {
    const rows = Math.round(of.rows * share);
    const { status, stdout } = spawnSync(python, ['-c', script, tool, of.baseline, of.current, String(rows)], { encoding: 'utf8', timeout: 3_600_000 });
    const [loading, running] = (stdout.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
    if (status !== 0 || loading === undefined || running === undefined) {
      console.log(`${tool}: fails with ${rows} rows`);
      continue;
    }
    const scaled = ((loading + running) * 1000) / share;
    console.log(`${tool}: ${rows} rows, reading ${loading.toFixed(1)} s, computing ${running.toFixed(1)} s: ${(scaled / of.ours).toFixed(1)} times as long as ours${share < 1 ? ', by rows per second' : ''}`);
    return;
  }
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? NaN)) / 2;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
