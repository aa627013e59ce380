import { describe, expect, it } from 'vitest';
import { anchorQuery } from '../../shared/drift/anchor-query.ts';
import type { ColumnGrid, Grid } from '../../shared/drift/grid.ts';
import { momentsQuery } from '../../shared/drift/moments-query.ts';
import { partitionFilter } from '../../shared/drift/partition-filter.ts';
import { profileQueries } from '../../shared/drift/profile-queries.ts';
import { valueCountsQuery } from '../../shared/drift/value-counts-query.ts';
import { trinoGrammar } from './trino-grammar.ts';

const columns = [
  { name: 'few', type: 'bigint' }, { name: 'many "quoted"', type: 'double' }, { name: 'long tail', type: 'decimal(12,2)' }, { name: 'clusters', type: 'float' }, { name: 'day', type: 'date' }, { name: 'at', type: 'timestamp' },
  { name: 'flag', type: 'boolean' }, { name: 'kind', type: 'string' }, { name: 'code', type: 'char(3)' }, { name: 'name', type: 'varchar(20)' }, { name: 'secret', type: 'string' }, { name: 'tags', type: 'array<string>' },
];
const kinds: readonly Partial<ColumnGrid>[] = [
  { kind: 'values', unit: 'number', listed: [-1.5, 0, 1e300] }, { kind: 'bins', unit: 'number', whole: false, shape: { form: 'pieces', pieces: [{ from: -1.5, width: 0.25, bins: 40 }] } }, { kind: 'bins', unit: 'number', whole: false, shape: { form: 'curve', centre: 3, scale: 0.5, half: 256 } },
  { kind: 'bins', unit: 'number', whole: false, shape: { form: 'pieces', pieces: [{ from: 0, width: 1e-9, bins: 16 }, { from: 1.6e-8, width: 1e22, bins: 16 }] } }, { kind: 'bins', unit: 'day', whole: true, shape: { form: 'pieces', pieces: [{ from: 19_000, width: 1, bins: 500 }] } }, { kind: 'values', unit: 'second', listed: [] },
  { kind: 'categories', listed: ['false', 'true'], open: true, other: '' }, { kind: 'categories', listed: ['it\'s', 'ü', 'a\nb'], open: false, other: '(other)' }, { kind: 'categories', listed: [], open: false, other: '(other)' },
  { kind: 'bins', unit: 'length', whole: true, shape: { form: 'pieces', pieces: [{ from: 0, width: 1, bins: 256 }] } }, { kind: 'presence' }, { kind: 'none', reason: 'nested' },
];
// Each entry has the members of its kind; the test data needs no type for that.
const grid: Grid = JSON.parse(JSON.stringify({ version: 1, rows: 1, columns: columns.map((column, i) => ({ ...column, ...kinds[i] })) }));
const source = { database: 'rl_credit', table: 'applications', where: partitionFilter([{ name: 'year', type: 'int' }, { name: 'region', type: 'string' }], [['2026', 'it\'s'], ['2025', '__HIVE_DEFAULT_PARTITION__']]) };

describe('the SQL under a Trino grammar', async () => {
  const problemsOf = await trinoGrammar();

  it('a grammar that finds nothing wrong would be no test', () => {
    expect(problemsOf('SELECT 5 // 2')).not.toEqual([]);
    expect(problemsOf('SELECT GROUPING(a) FROM t GROUP BY GROUPING SETS ((a)')).not.toEqual([]);
  });

  it.each([
    ['anchors', anchorQuery(source, columns)],
    ['anchors of 150 columns', anchorQuery(source, Array.from({ length: 150 }, (_, i) => ({ name: `c${i}`, type: i % 2 === 0 ? 'double' : 'string' })))],
    ['profile', profileQueries(source, columns, grid).join('')],
    ['profile with rare values folded', profileQueries(source, columns, grid, { minimumCount: 10 }).join('')],
    ['profile by partition', profileQueries(source, columns, grid, { by: [{ name: 'year', type: 'int' }, { name: 'region', type: 'string' }] }).join('')],
    ['profile of no countable column', profileQueries(source, columns.slice(-1), grid, { by: [{ name: 'year', type: 'int' }] }).join('')],
    ['moments', momentsQuery(source, columns.slice(0, 4).map((column) => ({ column, centre: -1.5, scale: 2 })))],
    ['moments by partition', momentsQuery(source, columns.slice(0, 4).map((column) => ({ column, centre: 0, scale: 1e-9 })), [{ name: 'year', type: 'int' }])],
    ...columns.flatMap((column) => {
      const sql = valueCountsQuery(source, column);
      return sql === undefined ? [] : [[`values of ${column.name}`, sql] as const];
    }),
  ] satisfies readonly (readonly [string, string])[])('%s', (...[, sql]) => expect(problemsOf(sql ?? '')).toEqual([]));
});
