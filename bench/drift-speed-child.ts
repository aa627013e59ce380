import { readFileSync } from 'node:fs';
import { openDatabase, queryRows } from '../scripts/drift/duckdb.ts';
import type { Grid } from '../shared/drift/grid.ts';
import { judge } from '../shared/drift/judge.ts';
import { profileQueries } from '../shared/drift/profile-queries.ts';
import type { Profile } from '../shared/drift/profile.ts';
import { readProfile } from '../shared/drift/read-profile.ts';
import { speedColumns } from './drift-speed-data.ts';

/** Profile and verdict of one file in a process of its own: prints milliseconds on the wall, milliseconds of processors and the peak of the resident memory in bytes. */
const [path = '', stored = ''] = process.argv.slice(2);
const start = performance.now();
const baseline: { readonly grid: Grid; readonly profile: Profile } = JSON.parse(readFileSync(stored, 'utf8'));
const database = await openDatabase();
await database.connection.run(`CREATE VIEW data AS SELECT * FROM read_parquet('${path}')`);
const results = [];
for (const sql of profileQueries({ database: 'main', table: 'data' }, speedColumns, baseline.grid)) results.push(await queryRows(database.connection, sql));
const verdict = judge({ profile: readProfile(results, speedColumns, baseline.grid), baseline: baseline.profile });
database.close();
if (verdict.columns.length !== speedColumns.length) throw new Error('Not every column was judged');
console.log(performance.now() - start, (process.cpuUsage().user + process.cpuUsage().system) / 1000, process.resourceUsage().maxRSS * 1024);
