import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchor, profile } from '../../scripts/drift/profile-sides.ts';
import { openDatabase } from '../../scripts/drift/duckdb.ts';
import { profileDigest } from '../../shared/drift/profile-digest.ts';
import { python } from './support.ts';

/** Types and values on which two ways of counting could differ. */
const columns = [
  { name: 'few', type: 'int', sql: 'CASE WHEN i % 7 = 0 THEN NULL ELSE i % 5 END::INTEGER' },
  { name: 'rare', type: 'int', sql: 'CASE WHEN i < 3 THEN 100 + i WHEN i < 6 THEN NULL ELSE i % 4 END::INTEGER' },
  { name: 'zero', type: 'double', sql: "CASE WHEN i < 4 THEN 7.5 WHEN i < 8 THEN 'Infinity'::DOUBLE WHEN i % 2 = 0 THEN -0.0 ELSE 0.5 END" },
  { name: 'many', type: 'bigint', sql: '((i * 7919) % 100003)::BIGINT' },
  { name: 'skewed', type: 'double', sql: "CASE i % 50 WHEN 0 THEN NULL WHEN 1 THEN 'NaN'::DOUBLE WHEN 2 THEN 'Infinity'::DOUBLE WHEN 3 THEN -1e-9 ELSE exp(((i * 37) % 1000) / 50.0) END" },
  { name: 'price', type: 'decimal(10,2)', sql: '((i * 31) % 9973 / 100.0)::DECIMAL(10,2)' },
  { name: 'flag', type: 'boolean', sql: 'CASE WHEN i % 9 = 0 THEN NULL ELSE i % 3 = 0 END' },
  { name: 'word', type: 'string', sql: "CASE WHEN i % 11 = 0 THEN NULL WHEN i % 13 = 0 THEN 'ünï 😀' WHEN i % 97 = 0 THEN 'rare' || i ELSE 'w' || i % 4 END" },
  { name: 'name', type: 'string', sql: "'person ' || i" },
  { name: 'day', type: 'date', sql: "DATE '1965-03-01' + (i % 900)::INTEGER" },
  { name: 'moment', type: 'timestamp', sql: "TIMESTAMP '1969-12-31 23:00:00' + INTERVAL (i * 61) SECOND + INTERVAL (i % 1000) MILLISECOND" },
  { name: 'nested', type: 'array<int>', sql: '[i, i]' },
];

const script = `
import json, sys
sys.path.insert(0, sys.argv[1])
from recount import digest, recount, same_counts
from pathlib import Path
from rows import read_table
profile = json.load(open(sys.argv[3]))
counted = recount(read_table(Path(sys.argv[2])), profile)
print(json.dumps({"profile": counted, "digest": digest(counted), "same": same_counts(counted, profile)}))
`;

describe.skipIf(python === undefined)('Prepare’s counts', () => {
  it.each([
    ['of the rows that were profiled', 'TRUE'],
    ['of other rows, over the same grid', 'i % 4 <> 1'],
  ])('are those of the drift profile: %s', async (_what, where) => {
    const folder = mkdtempSync(join(tmpdir(), 'meshloop-recount-'));
    const rows = join(folder, 'dataset');
    mkdirSync(rows);
    const database = await openDatabase();
    try {
      const select = columns.map(({ name, sql }) => `${sql} AS "${name}"`).join(', ');
      await database.connection.run(`CREATE TABLE every AS SELECT i, ${select} FROM range(5000) AS r(i)`);
      const read = `SELECT ${columns.map(({ name }) => `"${name}"`).join(', ')} FROM every WHERE ${where}`;
      await database.connection.run(`CREATE VIEW profiled AS ${read}`);
      await database.connection.run(`COPY (${read}) TO '${join(rows, 'rows.parquet')}' (FORMAT parquet)`);
      const typed = columns.map(({ name, type }) => ({ name, type }));
      const grid = await anchor(database.connection, { view: 'every', columns: typed, rows: 5000 }, {});
      const counts = await profile(database.connection, { view: 'profiled', columns: typed, rows: 5000 }, grid, 10);
      const file = join(folder, 'profile.json');
      writeFileSync(file, JSON.stringify(counts));
      const scripts = join(import.meta.dirname, '..', '..', 'pipelines', 'credit-risk');

      const { stdout, stderr } = spawnSync(python ?? '', ['-c', script, scripts, rows, file], { encoding: 'utf8' });

      expect(stderr).toBe('');
      const counted: { profile: { columns: unknown[] }; digest: string; same: boolean } = JSON.parse(stdout);
      expect(counted.profile.columns.map((column) => Object.assign({}, column, { unseen: [] }))).toEqual(
        JSON.parse(JSON.stringify(counts.columns)).map((column: object) => ({ ...column, unseen: [] })),
      );
      expect(counted.digest).toBe(profileDigest(counts));
      expect(counted.same).toBe(true);
    } finally {
      database.close();
      rmSync(folder, { recursive: true });
    }
  });
});
