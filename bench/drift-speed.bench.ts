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
 * (minutes that a tool may take: it gets as many of the rows as runs on few of them say will fit).
 */
export async function run(options: readonly string[]): Promise<void> {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({ args: [...options], options: { rows: text('10000000'), codec: text('snappy'), peers: text('nannyml,evidently'), patience: text('3') } });
  const rows = Number(values.rows);
  mkdirSync(folder, { recursive: true });
  // The files are made once and kept in the folder for temporary files.
  const [baseline, current, small] = [await file(rows, values.codec, 1), await file(rows, values.codec, 2), await file(Math.round(rows / 10), values.codec, 2)];
  console.log(`${rows} rows x ${speedColumns.length} columns, Parquet ${values.codec}; ${cpus().length} cores; DuckDB in process`);
  const stored = join(folder, `baseline-${rows}.json`);
  const ratio = await scanRatio(baseline, stored);
  const ours = child(current, stored);
  const tenth = child(small, stored);
  console.log(`profile and verdict with a stored baseline: ${seconds(ours.milliseconds)} (${seconds(ours.cpu)} of processors) for ${rows} rows, ${seconds(tenth.milliseconds)} (${seconds(tenth.cpu)}) for ${rows / 10}`);
  console.log(`peak memory of that process: ${megabytes(ours.peak)} for ${rows} rows, ${megabytes(tenth.peak)} for ${rows / 10}`);
  const peers = (['nannyml', 'evidently'] as const).flatMap((peer) => {
    const found = values.peers.split(',').includes(peer) ? peerPython(peer) : { reason: 'not asked for' };
    if ('python' in found) return others(peer, found.python, { baseline, current, rows, ours, patience: Number(values.patience) * 60_000 }) ?? [];
    console.log(`${peer}: left out (${found.reason})`);
    return [];
  });
  const fastest = peers.toSorted((a, b) => a.whole - b.whole)[0];
  const least = peers.toSorted((a, b) => a.least - b.least)[0];
  console.log(`\nThe profile's SQL at most 1.5 times the min/max scan: ${ratio.toFixed(2)}, ${ratio <= 1.5 ? 'holds' : 'DOES NOT HOLD'}`);
  console.log(`Peak memory under 1 GB and flat (at most 1.25 times that of a tenth of the rows): ${megabytes(ours.peak)}, ${(ours.peak / tenth.peak).toFixed(2)} times, ${ours.peak < 1e9 && ours.peak / tenth.peak <= 1.25 ? 'holds' : 'DOES NOT HOLD'}`);
  if (fastest !== undefined) console.log(`At least 20 times faster than the faster tool as it is run, files read and baseline fitted: ${fastest.whole.toFixed(1)} times (${fastest.peer}), ${fastest.whole >= 20 ? 'holds' : 'DOES NOT HOLD'}`);
  if (least !== undefined) console.log(`The same where a tool may keep its baseline too, as a fitted calculator in memory: ${least.least.toFixed(1)} times (${least.peer}), ${least.least >= 20 ? 'holds' : 'does not hold'}`);
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
async function scanRatio(path: string, stored: string): Promise<number> {
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
  return of(({ scan, profile }) => profile / scan);
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

/** How many times longer a tool takes on the wall: as a whole, and where its fitted baseline is not counted. */
interface Slower {
  readonly peer: Peer;
  readonly whole: number;
  readonly least: number;
}

interface Spent {
  readonly wall: number;
  readonly cpu: number;
}

/** With as many rows as the tool survives in the time it has: fewer after each failure. Fewer rows are scaled along the line through two runs. */
function others(peer: Peer, python: string, { baseline, current, rows: all, ours, patience }: Race): Slower | undefined {
  const run = (share: number, minutes = patience) => runPeer(peer, python, [baseline, current], Math.round(all * share), minutes);
  const few = run(0.001);
  const more = run(0.01);
  if ('failed' in few || 'failed' in more) {
    console.log(`${peer}: fails with a hundredth of the rows (${'failed' in more ? more.failed : 'a thousandth too'})`);
    return undefined;
  }
  const expected = (share: number) => scaled([0.001, few], [0.01, more], share).whole.wall * 1000;
  for (const share of [1, 0.5, 0.2, 0.1, 0.05, 0.02].filter((part) => expected(part) <= patience)) {
    const found = run(share, patience * 1.5);
    if ('failed' in found) {
      console.log(`${peer}: fails with ${all * share} rows (${found.failed})`);
      continue;
    }
    return told(peer, [all * share, share < 1], scaled([0.01, more], [share, found], 1), ours);
  }
  return told(peer, [all * 0.01, true], scaled([0.001, few], [0.01, more], 1), ours);
}

interface Run {
  readonly fit: Spent;
  readonly rest: Spent;
}

/** What all takes (`whole`), and what it takes when the fitted baseline is there (`rest`), at another share of the rows. */
function scaled([a, less]: readonly [number, Run], [b, more]: readonly [number, Run], share: number): { readonly whole: Spent; readonly rest: Spent } {
  const at = (of: (run: Run) => number) => of(more) + (Math.max(0, of(more) - of(less)) * (share - b)) / (b - a);
  return {
    whole: { wall: at(({ fit, rest }) => fit.wall + rest.wall), cpu: at(({ fit, rest }) => fit.cpu + rest.cpu) },
    rest: { wall: at(({ rest }) => rest.wall), cpu: at(({ rest }) => rest.cpu) },
  };
}

function told(peer: Peer, [rows, isScaled]: readonly [number, boolean], { whole, rest }: ReturnType<typeof scaled>, ours: Measured): Slower {
  const times = ({ wall, cpu }: Spent) => ({ wall: (wall * 1000) / ours.milliseconds, cpu: (cpu * 1000) / ours.cpu });
  const words = (spent: Spent) => `${spent.wall.toFixed(1)} s (${times(spent).wall.toFixed(1)} times ours), ${spent.cpu.toFixed(1)} s of processors (${times(spent).cpu.toFixed(1)} times ours)`;
  console.log(`${peer}, run with ${rows} rows${isScaled ? ' and scaled to all' : ''}: both files read and compared in ${words(whole)}${rest.wall === whole.wall ? '' : `; without reading and fitting the baseline ${words(rest)}`}`);
  return { peer, whole: times(whole).wall, least: times(rest).wall };
}

function runPeer(peer: Peer, python: string, files: readonly string[], rows: number, patience: number): Run | { readonly failed: string } {
  // Both tools report their use to their makers unless told not to.
  const env = { ...process.env, NML_DISABLE_USAGE_LOGGING: '1', DO_NOT_TRACK: '1' };
  const script = join(import.meta.dirname, 'drift-speed.py');
  const { status, signal, stdout, stderr } = spawnSync(python, [script, peer, ...files, String(rows)], { encoding: 'utf8', timeout: patience, killSignal: 'SIGKILL', env });
  const [fitWall = NaN, fitCpu = NaN, wall = NaN, cpu = NaN] = (stdout.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  if (status === 0 && !Number.isNaN(cpu)) return { fit: { wall: fitWall, cpu: fitCpu }, rest: { wall, cpu } };
  return { failed: signal === null ? stderr.trim().split('\n').at(-1) ?? '' : `killed, out of memory or after ${(patience / 60_000).toFixed(1)} minutes` };
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
