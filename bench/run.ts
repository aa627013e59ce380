import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import { row, type Bench, type Row } from './result.ts';
import { table } from './table.ts';

const resultsFile = join(import.meta.dirname, 'results.json');
const names = globSync('*.bench.ts', { cwd: import.meta.dirname }).map((file) => basename(file, '.bench.ts')).toSorted();

/** Minutes each; drift-speed also makes Python environments from PyPI. */
const long = ['burst', 'drift-speed', 'drift-trust', 'first-sync'];

/** What results.json holds of each bench: its figures, and where and when they were measured. */
const results = z.record(z.string(), z.looseObject({ measuredAt: z.string(), rows: z.array(z.looseObject({ name: z.string() })) }));

/**
 * `npm run bench`: every bench, one after another; `npm run bench -- --quick`: all but the long ones; `npm run bench -- NAME [options]`: one.
 * Prints a table, and writes the figures into results.json, in place of those that the same benches left there before.
 */
const [chosen, ...options] = process.argv.slice(2);

if (chosen === undefined) measureAll(names);
else if (chosen === '--quick') measureAll(names.filter((name) => !long.includes(name)));
else if (names.includes(chosen)) await measure(chosen).catch(told);
else {
  console.error(`There is no benchmark "${chosen}". There are: ${names.join(', ')}. Without a name all of them run, with --quick all but ${long.join(', ')}.`);
  process.exitCode = 1;
}

async function measure(name: string): Promise<void> {
  console.log(`== ${name}`);
  const load = loadavg()[0] ?? NaN;
  const bench: { run: Bench } = await import(join(import.meta.dirname, `${name}.bench.ts`));
  const rows = await bench.run(options);
  if (rows.length > 0) write(name, rows, load);
  show(name, rows);
}

/** A wrong option is the caller's mistake; anything else is ours. */
function told(error: unknown): void {
  const isOption = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
  if (!isOption) throw error;
  console.error(`${error.message} The options are at the top of bench/${chosen}.bench.ts.`);
  process.exitCode = 1;
}

/** Each in a process of its own: what one has loaded and set up would be in another's figures. */
function measureAll(wanted: readonly string[]): void {
  const began = new Date().toISOString();
  const failed = wanted.filter((name) => spawnSync(process.execPath, [import.meta.filename, name], { stdio: 'inherit' }).status !== 0);
  const all = read();
  console.log('\nAll together:');
  for (const name of wanted) {
    const found = all[name];
    // Figures of an earlier run stay in the file where this one measured nothing.
    show(name, found !== undefined && found.measuredAt >= began ? z.array(row).parse(found.rows) : []);
  }
  if (failed.length > 0) {
    console.error(`Failed, see above: ${failed.join(', ')}.`);
    process.exitCode = 1;
  }
}

function show(name: string, rows: readonly Row[]): void {
  console.log(`\n${name}\n${rows.length === 0 ? 'nothing was measured' : table(rows)}`);
}

function read(): z.infer<typeof results> {
  return existsSync(resultsFile) ? results.parse(JSON.parse(readFileSync(resultsFile, 'utf8'))) : {};
}

function write(name: string, rows: readonly Row[], load: number): void {
  const own = { measuredAt: new Date().toISOString(), node: process.version, cores: cpus().length, loadBefore: Number(load.toFixed(2)), options, rows };
  const all = Object.fromEntries(Object.entries({ ...read(), [name]: own }).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(resultsFile, `${JSON.stringify(all, undefined, 2)}\n`);
}
