import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import type { Bench, Row } from './result.ts';
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
const isQuick = chosen === '--quick';

if (chosen !== undefined && !isQuick && !names.includes(chosen)) {
  console.error(`There is no benchmark "${chosen}". There are: ${names.join(', ')}. Without a name all of them run, with --quick all but ${long.join(', ')}.`);
  process.exitCode = 1;
} else {
  const measured = new Map<string, readonly Row[]>();
  const wanted = chosen === undefined || isQuick ? names.filter((name) => !isQuick || !long.includes(name)) : [chosen];
  for (const name of wanted) {
    console.log(`== ${name}`);
    const load = loadavg()[0] ?? NaN;
    const bench: { run: Bench } = await import(join(import.meta.dirname, `${name}.bench.ts`));
    const rows = await bench.run(options);
    measured.set(name, rows);
    // After each: what was measured is not lost when a later one fails.
    if (rows.length > 0) write(name, rows, load);
  }
  for (const [name, rows] of measured) console.log(`\n${name}\n${rows.length === 0 ? 'nothing was measured' : table(rows)}`);
}

function write(name: string, rows: readonly Row[], load: number): void {
  const before = existsSync(resultsFile) ? results.parse(JSON.parse(readFileSync(resultsFile, 'utf8'))) : {};
  const own = { measuredAt: new Date().toISOString(), node: process.version, cores: cpus().length, loadBefore: Number(load.toFixed(2)), options, rows };
  const all = Object.fromEntries(Object.entries({ ...before, [name]: own }).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(resultsFile, `${JSON.stringify(all, undefined, 2)}\n`);
}
