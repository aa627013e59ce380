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
import { median, type Row } from './result.ts';

const folder = join(tmpdir(), 'meshloop-drift-speed');
const rounds = 9;

/**
 * 10 million rows x 20 columns of Parquet (8 bell-shaped and 2 long-tailed doubles, 4 integers, 6 texts): the profile's SQL against DuckDB's own
 * min/max scan of the same columns, then profile and verdict with a stored baseline, in a process of their own, against Evidently and NannyML on the
 * same file, each in a virtual environment that this makes from PyPI. `--rows`, `--codec`, `--peers evidently,nannyml` (empty: none), `--patience`
 * (minutes that a tool may take for a run: it gets more and more rows until it fails).
 */
export async function run(options: readonly string[]): Promise<readonly Row[]> {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({ args: [...options], options: { rows: text('10000000'), codec: text('snappy'), peers: text('nannyml,evidently'), patience: text('10') } });
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
  const size = `${rows} rows`;
  return [
    { name: `profile's SQL, ${size}`, figure: ratio.profile / 1000, unit: 's', beside: { name: "DuckDB's min/max of the same columns", figure: ratio.scan / 1000 }, ratio: ratio.ratio, wanted: { atMost: 1.5 } },
    { name: `profile and verdict, ${size}`, figure: ours.milliseconds / 1000, unit: 's' },
    { name: 'its peak of memory', figure: ours.peak / 1e6, unit: 'MB', wanted: { atMost: 1000 } },
    { name: 'the same', figure: ours.peak / 1e6, unit: 'MB', beside: { name: 'a tenth of the rows', figure: tenth.peak / 1e6 }, ratio: ours.peak / tenth.peak, wanted: { atMost: 1.25 } },
    ...peers.flatMap((each): Row[] => [
      { name: `${each.peer}, rows that it was given and survived`, figure: each.rows, unit: 'rows' },
      { name: `${each.peer}, both files read and compared`, figure: each.seconds, unit: 's', beside: { name: 'ours', figure: ours.milliseconds / 1000 }, ratio: each.whole, ...(each === fastest && { wanted: { atLeast: 20 } }) },
      ...(each.fitted === each.seconds ? [] : [{ name: `${each.peer}, its baseline fitted before`, figure: each.fitted, unit: 's', beside: { name: 'ours', figure: ours.milliseconds / 1000 }, ratio: each.least }]),
    ]),
  ];
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
async function scanRatio(path: string, stored: string): Promise<{ readonly scan: number; readonly profile: number; readonly ratio: number }> {
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
  return { scan: of(({ scan }) => scan), profile: of(({ profile }) => profile), ratio: of(({ scan, profile }) => profile / scan) };
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
  /** With which it was run. */
  readonly rows: number;
  /** With all rows, perhaps scaled: as a whole, and with its baseline fitted before. */
  readonly seconds: number;
  readonly fitted: number;
  readonly whole: number;
  readonly least: number;
}

interface Spent {
  readonly wall: number;
  readonly cpu: number;
}

/** Shares of the rows that a tool is given, one after the other. */
const shares = [0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1] as const;

/**
 * With more and more rows until the tool fails (out of memory, or not done in time) or has them all: the last run counts. Fewer rows than all are scaled
 * along the line through the last two runs. A run that by these would take longer than the patience is not begun.
 */
function others(peer: Peer, python: string, { baseline, current, rows: all, ours, patience }: Race): Slower | undefined {
  const survived: (readonly [share: number, run: Run])[] = [];
  let end = 'all of them';
  for (const share of shares) {
    const [less, more] = survived.slice(-2);
    const expected = less === undefined || more === undefined ? 0 : scaled(less, more, share).whole.wall * 1000;
    if (expected > patience) {
      end = `${all * share} would take ${seconds(expected)}`;
      break;
    }
    const found = runPeer(peer, python, [baseline, current], Math.round(all * share), patience * 1.5);
    if ('failed' in found) {
      end = `${all * share} fail: ${found.failed}`;
      break;
    }
    console.log(`${peer}: ${all * share} rows in ${(found.fit.wall + found.rest.wall).toFixed(1)} s`);
    survived.push([share, found]);
  }
  const [less, more] = survived.slice(-2);
  if (less === undefined || more === undefined) {
    console.log(`${peer}: ${end}`);
    return undefined;
  }
  return told(peer, { rows: all * more[0], all, end }, more[0] === 1 ? whole(more[1]) : scaled(less, more, 1), ours);
}

function whole({ fit, rest }: Run): ReturnType<typeof scaled> {
  return { whole: { wall: fit.wall + rest.wall, cpu: fit.cpu + rest.cpu }, rest };
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

interface Survived {
  readonly rows: number;
  readonly all: number;
  /** Why there were no more. */
  readonly end: string;
}

function told(peer: Peer, { rows, all, end }: Survived, { whole: spent, rest }: ReturnType<typeof scaled>, ours: Measured): Slower {
  const times = ({ wall, cpu }: Spent) => ({ wall: (wall * 1000) / ours.milliseconds, cpu: (cpu * 1000) / ours.cpu });
  const words = (each: Spent) => `${each.wall.toFixed(1)} s (${times(each).wall.toFixed(1)} times ours), ${each.cpu.toFixed(1)} s of processors (${times(each).cpu.toFixed(1)} times ours)`;
  const scale = rows < all ? ` and scaled to all (${end})` : '';
  console.log(`${peer}, run with ${rows} rows${scale}: both files read and compared in ${words(spent)}${rest.wall === spent.wall ? '' : `; without reading and fitting the baseline ${words(rest)}`}`);
  return { peer, rows, seconds: spent.wall, fitted: rest.wall, whole: times(spent).wall, least: times(rest).wall };
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

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
