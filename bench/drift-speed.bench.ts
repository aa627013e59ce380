import { DuckDBInstance } from '@duckdb/node-api';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { peerPython } from './drift-peers.ts';
import type { Peer } from './drift-peers.ts';
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
 * same file, each in a virtual environment that this makes from PyPI. `--rows`, `--codec`, `--peers evidently,nannyml` (empty: none), `--patience`
 * (minutes that a tool may take before fewer rows are tried).
 */
export async function run(options: readonly string[]): Promise<void> {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({ args: [...options], options: { rows: text('10000000'), codec: text('snappy'), peers: text('nannyml,evidently'), patience: text('30') } });
  const rows = Number(values.rows);
  mkdirSync(folder, { recursive: true });
  // The files are made once and kept in the folder for temporary files.
  const [baseline, current, small] = [await file(rows, values.codec, 1), await file(rows, values.codec, 2), await file(Math.round(rows / 10), values.codec, 2)];
  console.log(`${rows} rows x ${speedColumns.length} columns, Parquet ${values.codec}; ${cpus().length} cores; DuckDB in process`);
  const stored = join(folder, `baseline-${rows}.json`);
  await scanRatio(baseline, stored);
  const ours = child(current, stored);
  const tenth = child(small, stored);
  console.log(`profile and verdict with a stored baseline: ${seconds(ours.milliseconds)} (${seconds(ours.cpu)} of processors) for ${rows} rows, ${seconds(tenth.milliseconds)} (${seconds(tenth.cpu)}) for ${rows / 10}`);
  console.log(`peak memory of that process: ${megabytes(ours.peak)} for ${rows} rows, ${megabytes(tenth.peak)} for ${rows / 10}`);
  for (const peer of ['nannyml', 'evidently'] as const) {
    const found = values.peers.split(',').includes(peer) ? peerPython(peer) : { reason: 'not asked for' };
    if ('reason' in found) console.log(`${peer}: left out (${found.reason})`);
    else others(peer, found.python, { baseline, current, rows, ours, patience: Number(values.patience) * 60_000 });
  }
}

async function file(rows: number, codec: string, seed: number): Promise<string> {
  const path = join(folder, `${rows}-${codec}-${seed}.parquet`);
  if (!existsSync(path)) {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(`COPY (${speedSelect(rows, seed)}) TO '${path}.part' (FORMAT parquet, COMPRESSION ${codec})`);
    renameSync(`${path}.part`, path);
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
  /** Of all processors: says more than the wall on a machine that has other work. */
  readonly cpu: number;
  readonly peak: number;
}

function child(path: string, stored: string): Measured {
  const runs = Array.from({ length: 3 }, () => execFileSync(process.execPath, [join(import.meta.dirname, 'drift-speed-child.ts'), path, stored], { encoding: 'utf8' }));
  const parsed = runs.map((output): Measured => {
    const [milliseconds = NaN, cpu = NaN, peak = NaN] = output.trim().split(' ').map(Number);
    return { milliseconds, cpu, peak };
  });
  return { milliseconds: median(parsed.map(({ milliseconds }) => milliseconds)), cpu: median(parsed.map(({ cpu }) => cpu)), peak: Math.max(...parsed.map(({ peak }) => peak)) };
}

interface Race {
  readonly baseline: string;
  readonly current: string;
  readonly rows: number;
  readonly ours: Measured;
  readonly patience: number;
}

/** With as many rows as the tool survives: fewer after each failure. Compared by rows per second when it is fewer. */
function others(peer: Peer, python: string, { baseline, current, rows: all, ours, patience }: Race): void {
  for (const share of [1, 0.5, 0.2, 0.1, 0.05]) {
    const rows = Math.round(all * share);
    // Both tools report their use to their makers unless told not to.
    const env = { ...process.env, NML_DISABLE_USAGE_LOGGING: '1', DO_NOT_TRACK: '1' };
    const script = join(import.meta.dirname, 'drift-speed.py');
    const { status, signal, stdout, stderr } = spawnSync(python, [script, peer, baseline, current, String(rows)], { encoding: 'utf8', timeout: patience, killSignal: 'SIGKILL', env });
    const [fitWall = NaN, fitCpu = NaN, wall = NaN, cpu = NaN] = (stdout.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
    if (status !== 0 || Number.isNaN(cpu)) {
      console.log(`${peer}: fails with ${rows} rows (${signal === null ? stderr.trim().split('\n').at(-1) : `killed, out of memory or after ${patience / 60_000} minutes`})`);
      continue;
    }
    const times = (value: number, mine: number) => `${((value * 1000) / share / mine).toFixed(1)} times ours`;
    const told = (wallOf: number, cpuOf: number) => `${wallOf.toFixed(1)} s (${times(wallOf, ours.milliseconds)}), ${cpuOf.toFixed(1)} s of processors (${times(cpuOf, ours.cpu)})`;
    console.log(`${peer}: ${rows} rows${share < 1 ? ', compared by rows per second' : ''}: ${told(wall, cpu)}${fitWall === 0 ? '' : `; with reading and fitting the baseline ${told(wall + fitWall, cpu + fitCpu)}`}`);
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
