import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { queryRows } from '../../scripts/drift/duckdb.ts';
import { anchorQuery } from '../../shared/drift/anchor-query.ts';
import type { AnchorOptions } from '../../shared/drift/anchor-query.ts';
import type { Grid } from '../../shared/drift/grid.ts';
import { joinGrids, unanchored } from '../../shared/drift/grid-of.ts';
import { mergeProfiles, subtractProfile } from '../../shared/drift/merge-profiles.ts';
import { partitionFilter } from '../../shared/drift/partition-filter.ts';
import { profileDigest } from '../../shared/drift/profile-digest.ts';
import { profileQueries } from '../../shared/drift/profile-queries.ts';
import type { ColumnProfile, Profile } from '../../shared/drift/profile.ts';
import { readAnchors } from '../../shared/drift/read-anchors.ts';
import { readPartitions } from '../../shared/drift/read-partitions.ts';
import { readProfile } from '../../shared/drift/read-profile.ts';
import type { Column, Rows, Source } from '../../shared/drift/source.ts';
import { byteLength, identifier, maximumQueryBytes } from '../../shared/drift/sql.ts';

const connection = await (await DuckDBInstance.create(':memory:')).connect();
const query = (sql: string) => queryRows(connection, sql);
let tables = 0;

/** A table of the given select, with what the loop would do with it. */
async function table(select: string, columns: readonly Column[], options: AnchorOptions = {}) {
  tables += 1;
  const source: Source = { database: 'main', table: `t${tables}` };
  await connection.run(`CREATE TABLE ${source.table} AS ${select}`);
  const grid = readAnchors(await query(anchorQuery(source, columns, options)), columns, options);
  return { source, columns, grid, profile: (where?: string) => profileOf(where === undefined ? source : { ...source, where }, columns, grid) };
}

async function profileOf(source: Source, columns: readonly Column[], grid: Grid): Promise<Profile> {
  const results: Rows[] = [];
  for (const sql of profileQueries(source, columns, grid)) results.push(await query(sql));
  return readProfile(results, columns, grid);
}

function column(profile: Profile, name: string): ColumnProfile {
  const found = profile.columns.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no column ${name}`);
  return found;
}

const total = (counts: readonly (readonly [unknown, number])[]) => counts.reduce((sum, [, count]) => sum + count, 0);

describe('what is counted', () => {
  it('numbers: nulls, NaN and infinities apart, every value of a few-valued column by itself', async () => {
    const few = `CASE i % 10 WHEN 0 THEN NULL WHEN 1 THEN CAST('NaN' AS DOUBLE) WHEN 2 THEN CAST('Infinity' AS DOUBLE) WHEN 3 THEN CAST('-Infinity' AS DOUBLE) ELSE (i % 3) / 4.0 END`;
    const { profile } = await table(`SELECT CAST(${few} AS DOUBLE) AS few, CAST(CASE WHEN i % 5 = 0 THEN NULL ELSE sqrt(i) END AS DOUBLE) AS many FROM range(1000) AS r(i)`, [{ name: 'few', type: 'double' }, { name: 'many', type: 'double' }]);
    const counted = await profile();
    expect(counted.rows).toBe(1000);
    expect(column(counted, 'few')).toMatchObject({ nulls: 100, nan: 100, positiveInfinity: 100, negativeInfinity: 100, numbers: [[0, 200], [0.25, 200], [0.5, 200]] });
    expect(column(counted, 'many')).toMatchObject({ nulls: 200, nan: 0, rest: 0, grid: { kind: 'bins' } });
    expect(total(column(counted, 'many').numbers)).toBe(800);
  });

  it('zero and minus zero are one value', async () => {
    const { profile } = await table('SELECT CAST(CASE WHEN i % 2 = 0 THEN 0.0 ELSE -0.0 END AS DOUBLE) AS x FROM range(100) AS r(i)', [{ name: 'x', type: 'double' }]);
    expect(column(await profile(), 'x').numbers).toEqual([[0, 100]]);
  });

  it('booleans, dates, timestamps and decimals', async () => {
    const columns = [{ name: 'b', type: 'boolean' }, { name: 'd', type: 'date' }, { name: 't', type: 'timestamp' }, { name: 'm', type: 'decimal(10,2)' }];
    const { profile } = await table(
      `SELECT i % 3 = 0 AS b, DATE '1969-12-30' + CAST(i % 5 AS INTEGER) AS d, TIMESTAMP '1969-12-31 23:59:58.5' + INTERVAL 1 SECOND * (i % 4) AS t, CAST(i % 7 AS DECIMAL(10,2)) / 4 AS m FROM range(2100) AS r(i)`, columns);
    const counted = await profile();
    expect(column(counted, 'b').categories).toEqual([['false', 1400], ['true', 700]]);
    expect(column(counted, 'd').numbers).toEqual([[-2, 420], [-1, 420], [0, 420], [1, 420], [2, 420]]);
    expect(column(counted, 't').numbers.map(([second]) => second)).toEqual([-2, -1, 0, 1]);
    expect(column(counted, 'm').numbers.map(([value]) => value)).toEqual([0, 0.25, 0.5, 0.75, 1, 1.25, 1.5]);
  });

  it('nested columns and bytes are left out and said so; new and retyped columns wait for anchors', async () => {
    const columns = [{ name: 'a', type: 'array<int>' }, { name: 's', type: 'struct<x:int>' }, { name: 'y', type: 'binary' }];
    const { grid, source, profile } = await table('SELECT [1] AS a, {x: 1} AS s, CAST(\'z\' AS BLOB) AS y, 1 AS added FROM range(10)', columns);
    const counted = await profile();
    expect(counted.rows).toBe(10);
    expect(counted.columns.map((found) => found.grid.kind)).toEqual(['none', 'none', 'none']);
    const wider = [...columns, { name: 'added', type: 'int' }];
    expect(unanchored(grid, wider)).toEqual([{ name: 'added', type: 'int' }]);
    const added = unanchored(grid, wider);
    const joined = joinGrids(grid, readAnchors(await query(anchorQuery(source, added)), added));
    expect(column(await profileOf(source, wider, joined), 'added').numbers).toEqual([[1, 10]]);
  });

  it('texts by value; the empty text is a value and null is none', async () => {
    const { profile } = await table('SELECT CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN \'\' WHEN 2 THEN \'it\'\'s "x", ü\' ELSE \'NULL\' END AS s FROM range(400) AS r(i)', [{ name: 's', type: 'string' }]);
    expect(column(await profile(), 's')).toMatchObject({ nulls: 100, rest: 0, categories: [['', 100], ['NULL', 100], ['it\'s "x", ü', 100]] });
  });

  it('an empty table has anchors and a profile', async () => {
    const columns = [{ name: 'x', type: 'double' }, { name: 's', type: 'string' }, { name: 'b', type: 'boolean' }];
    const { profile } = await table('SELECT CAST(1 AS DOUBLE) AS x, \'a\' AS s, true AS b FROM range(0)', columns);
    expect(await profile()).toMatchObject({ rows: 0, columns: [{ nulls: 0 }, { nulls: 0 }, { nulls: 0 }] });
  });
});

describe('privacy', () => {
  it('near-unique texts are counted by length, never by value', async () => {
    const { profile, source, columns, grid } = await table('SELECT \'person-\' || i AS name FROM range(1000) AS r(i)', [{ name: 'name', type: 'string' }]);
    expect(column(await profile(), 'name')).toMatchObject({ grid: { kind: 'bins', unit: 'length' }, numbers: [[8, 10], [9, 90], [10, 900]] });
    const seen = [await query(anchorQuery(source, columns)), ...(await Promise.all(profileQueries(source, columns, grid).map(query)))];
    expect(JSON.stringify(seen)).not.toContain('person-');
  });

  it('rare values fold into the rest, in the profile and in the anchors', async () => {
    const { profile, source, columns } = await table('SELECT CASE WHEN i < 9 THEN \'rare\' WHEN i < 500 THEN \'a\' ELSE \'b\' END AS s FROM range(1000) AS r(i)', [{ name: 's', type: 'string' }]);
    expect(column(await profile(), 's')).toMatchObject({ categories: [['a', 491], ['b', 500]], rest: 9, unseen: [] });
    expect(JSON.stringify(await query(anchorQuery(source, columns)))).not.toContain('rare');
  });

  it('rare numbers, dates and times fold into the rest too: in the profile, in the grid, and in what its queries return', async () => {
    const columns = [{ name: 'age', type: 'int' }, { name: 'price', type: 'double' }, { name: 'born', type: 'date' }, { name: 'at', type: 'timestamp' }];
    const rare = 'i < 9';
    const { source, grid } = await table(
      `SELECT CASE WHEN ${rare} THEN 7919 + i % 2 ELSE i % 4 END AS age, CASE WHEN ${rare} THEN 12.625 WHEN i < 12 THEN CAST('Infinity' AS DOUBLE) WHEN i < 15 THEN CAST('NaN' AS DOUBLE) WHEN i < 20 THEN NULL ELSE -0.5 * (i % 3) END AS price,
        DATE '2000-01-01' + CAST(CASE WHEN ${rare} THEN 6543 ELSE i % 5 END AS INTEGER) AS born, TIMESTAMP '2020-01-01 00:00:00' + INTERVAL 1 SECOND * (CASE WHEN ${rare} THEN 98765 ELSE i % 6 END) AS at FROM range(1000) AS r(i)`, columns);
    const results = await Promise.all(profileQueries(source, columns, grid, { minimumCount: 10 }).map(query));
    const counted = readProfile(results, columns, grid);
    expect(counted.columns.map(({ numbers, rest, nulls }) => [numbers.length, rest, nulls])).toEqual([[4, 9, 0], [3, 9, 5], [5, 9, 0], [6, 9, 0]]);
    expect(column(counted, 'price')).toMatchObject({ positiveInfinity: 3, nan: 3, numbers: [[-1, 327], [-0.5, 326], [0, 327]] });
    // 6543 days after 2000-01-01, 98765 seconds after 2020-01-01.
    for (const value of ['7919', '7920', '12.625', '17500', '1577935565']) expect(JSON.stringify([grid, results])).not.toContain(value);
  });

  it('a number that was rare is named once it is frequent, and the counts of parts add up all the same', async () => {
    const columns = [{ name: 'x', type: 'bigint' }];
    const { source, grid } = await table('SELECT CAST(CASE WHEN i < 5 THEN 8 ELSE i % 4 END AS BIGINT) AS x FROM range(1000) AS r(i)', columns);
    await connection.run(`INSERT INTO ${source.table} SELECT 8 FROM range(50) AS r(i)`);
    const folded = async (where?: string) => readProfile(await Promise.all(profileQueries(where === undefined ? source : { ...source, where }, columns, grid, { minimumCount: 10 }).map(query)), columns, grid);
    const whole = await folded();
    expect(column(whole, 'x')).toMatchObject({ rest: 55, unseen: [['8', 55]], grid: { kind: 'values', listed: [0, 1, 2, 3] } });
    const [some, others] = [await folded('x IN (0, 8)'), await folded('x NOT IN (0, 8)')];
    expect(profileDigest(mergeProfiles(some, others))).toBe(profileDigest(whole));
    expect(profileDigest(subtractProfile(whole, some))).toBe(profileDigest(others));
  });

  it('where a column has many numbers no bin holds a single one', async () => {
    const columns = [{ name: 'age', type: 'int' }, { name: 'day', type: 'date' }];
    const select = 'SELECT CAST(i % 97 AS INTEGER) AS age, DATE \'2000-01-01\' + CAST(i % 300 AS INTEGER) AS day FROM range(500) AS r(i)';
    const widths = async (options: AnchorOptions) => {
      const { grid } = await table(select, columns, options);
      return grid.columns.flatMap((found) => (found.kind === 'bins' && found.shape.form === 'pieces' ? found.shape.pieces.map(({ width }) => width) : []));
    };
    expect(await widths({})).toEqual([2, 2]);
    expect(await widths({ minimumCount: 1 })).toEqual([1, 1]);
  });

  it('of a private column only the presence of values is counted', async () => {
    const options = { private: ['s'] };
    const { profile, source, columns, grid } = await table('SELECT CASE WHEN i % 4 = 0 THEN NULL ELSE \'secret\' END AS s FROM range(400) AS r(i)', [{ name: 's', type: 'string' }], options);
    expect(column(await profile(), 's')).toMatchObject({ nulls: 100, rest: 300, categories: [] });
    expect(JSON.stringify([anchorQuery(source, columns, options), await query(anchorQuery(source, columns, options)), ...(await Promise.all(profileQueries(source, columns, grid).map(query)))])).not.toContain('secret');
  });

  it('new categories are named once they reach the minimum count', async () => {
    const { source, columns, grid } = await table('SELECT CASE WHEN i % 2 = 0 THEN \'a\' ELSE \'b\' END AS s FROM range(1000) AS r(i)', [{ name: 's', type: 'string' }]);
    await connection.run(`INSERT INTO ${source.table} SELECT CASE WHEN i < 50 THEN 'often' ELSE 'seldom' END FROM range(55) AS r(i)`);
    expect(column(await profileOf(source, columns, grid), 's')).toMatchObject({ rest: 55, unseen: [['often', 50]] });
  });
});

describe('frozen grids', () => {
  it('many categories: the most frequent by value, the others as the rest', async () => {
    const { profile } = await table('SELECT \'v\' || CAST(floor(sqrt(i)) AS INTEGER) AS s FROM range(9000000) AS r(i) WHERE i % 3 = 0', [{ name: 's', type: 'string' }]);
    const counted = column(await profile(), 's');
    expect(counted.grid).toMatchObject({ kind: 'categories', open: false });
    expect(counted.categories).toHaveLength(200);
    expect(total(counted.categories) + counted.rest).toBe(3_000_000);
  });

  it('a value that looks like the name of the rest is still itself', async () => {
    const { profile } = await table('SELECT CASE WHEN i < 4000 THEN \'(other)\' ELSE \'v\' || (i % 2500) END AS s FROM range(60000) AS r(i)', [{ name: 's', type: 'string' }]);
    expect(new Map(column(await profile(), 's').categories).get('(other)')).toBe(4000);
  });

  it('a few-valued column that explodes stays bounded, and nothing is lost', async () => {
    const { source, columns, grid } = await table('SELECT CAST(i % 5 AS BIGINT) AS x FROM range(1000) AS r(i)', [{ name: 'x', type: 'bigint' }], { minimumCount: 1 });
    await connection.run(`INSERT INTO ${source.table} SELECT i FROM range(100, 50100) AS r(i)`);
    const counted = await profileOf(source, columns, grid);
    expect(column(counted, 'x').numbers.length).toBe(20_000);
    expect(total(column(counted, 'x').numbers) + column(counted, 'x').rest).toBe(51_000);
  });

  it('150 columns take three queries, each within Athena\'s limits', async () => {
    const columns = Array.from({ length: 150 }, (_, i) => ({ name: `column ${i}`, type: i % 2 === 0 ? 'double' : 'string' }));
    const { source, grid, profile } = await table(`SELECT ${columns.map(({ name, type }, i) => `CAST(i % ${i + 2} AS ${type === 'string' ? 'VARCHAR' : 'DOUBLE'}) AS ${identifier(name)}`).join(', ')} FROM range(3000) AS r(i)`, columns);
    const queries = profileQueries(source, columns, grid);
    expect(queries).toHaveLength(3);
    expect(queries.every((sql) => byteLength(sql) < maximumQueryBytes && (/GROUPING\(([^)]*)\)/.exec(sql)?.[1]?.split(',').length ?? 0) < 63)).toBe(true);
    expect((await profile()).columns.every((counted) => total([...counted.numbers, ...counted.categories]) + counted.rest === 3000)).toBe(true);
  });

  it('long lists of long categories split the query before it is too long', async () => {
    const columns = Array.from({ length: 40 }, (_, i) => ({ name: `s${i}`, type: 'string' }));
    const { source, grid } = await table(`SELECT ${columns.map(({ name }) => `repeat('ü', 90) || (i % 2100) AS ${name}`).join(', ')} FROM range(50000) AS r(i)`, columns);
    const queries = profileQueries(source, columns, grid);
    expect(queries.length).toBeGreaterThan(1);
    expect(Math.max(...queries.map(byteLength))).toBeLessThan(maximumQueryBytes);
  });

  it('refuses an anchor query that Athena would not take', () => {
    const columns = Array.from({ length: 2000 }, (_, i) => ({ name: `${'x'.repeat(200)}${i}`, type: 'double' }));
    expect(() => anchorQuery({ database: 'd', table: 't' }, columns)).toThrow(RangeError);
  });
});

describe('hostile names', () => {
  const names = ['a"b', 'a;DROP TABLE x', '--', '/*', '\'', '"', '""', 'select', 'g', 'k', 'v', 'n', 'x0', 'b0', ' ', 'a b', 'ü', '😀', '%', '\\', '${x}', 'a.b', 'null', '1', 'A'.repeat(255), 'tab\there', 'line\nbreak'];

  it.each(names.map((name) => ({ name })))('$name', async ({ name }) => {
    const columns = [{ name, type: 'bigint' }, { name: `${name}'2`, type: 'string' }];
    const { profile } = await table(`SELECT CAST(i % 3 AS BIGINT) AS ${identifier(name)}, 'c' || (i % 2) AS ${identifier(`${name}'2`)} FROM range(600) AS r(i)`, columns);
    expect((await profile()).columns.map((counted) => counted.numbers.length + counted.categories.length)).toEqual([3, 2]);
  });

  it('a NUL character is refused', () => {
    expect(() => anchorQuery({ database: 'd', table: 't' }, [{ name: 'a\0b', type: 'int' }])).toThrow('NUL');
  });
});

describe('partitions', () => {
  const columns = [{ name: 'x', type: 'double' }, { name: 'w', type: 'bigint' }, { name: 's', type: 'string' }];
  const by = [{ name: 'day', type: 'string' }];
  const select = 'SELECT CASE WHEN i % 11 = 0 THEN NULL ELSE ln(i + 1) END AS x, CAST(i % 9 AS BIGINT) AS w, \'c\' || (i % 13) AS s, \'day\' || (i % 1000) AS day FROM range(50000) AS r(i)';

  it('a partition alone, added to the others, is the whole; subtracted, it leaves them', async () => {
    const { source, grid, profile } = await table(select, columns);
    const whole = await profile();
    const day = await profile(partitionFilter(by, [['day7']]));
    const others = await profile(`NOT ${partitionFilter(by, [['day7']])}`);
    expect(day.rows).toBe(50);
    expect(profileDigest(mergeProfiles(others, day))).toBe(profileDigest(whole));
    expect(profileDigest(subtractProfile(whole, day))).toBe(profileDigest(others));
    expect(() => subtractProfile(day, others)).toThrow(RangeError);
    const results = await Promise.all(profileQueries(source, columns, grid, { by }).map(query));
    const parts = readPartitions(results, columns, grid, by);
    expect(parts).toHaveLength(1000);
    const [first, ...rest] = parts.map((part) => part.profile);
    if (first === undefined) throw new Error('no partition');
    expect(profileDigest(mergeProfiles(first, ...rest))).toBe(profileDigest(whole));
    expect(parts.find(({ values }) => values[0] === 'day7')?.profile.rows).toBe(50);
  });

  it('a filter names partitions by typed, quoted values', () => {
    expect(partitionFilter(by, [['it\'s'], ['__HIVE_DEFAULT_PARTITION__']])).toBe('("day" IN (\'it\'\'s\') OR "day" IS NULL)');
    expect(partitionFilter([{ name: 'y', type: 'int' }, { name: 'm', type: 'date' }], [['2024', '2024-01-02']])).toBe('(("y" = CAST(\'2024\' AS INTEGER) AND "m" = CAST(\'2024-01-02\' AS DATE)))');
    expect(() => partitionFilter([{ name: 'y', type: 'int) OR (1=1' }], [['1']])).toThrow('cannot have the type');
  });

  it('profiles on different grids are not added', async () => {
    const one = await table(select, columns);
    const other = await table('SELECT sqrt(i) AS x, CAST(i AS BIGINT) AS w, \'z\' AS s FROM range(5000) AS r(i)', columns);
    const [a, b] = [await one.profile(), await other.profile()];
    expect(() => mergeProfiles(a, b)).toThrow(RangeError);
  });
});

describe('the digest', () => {
  it('is the same for the same counts whatever the order of columns, and after a journey through JSON', async () => {
    const columns = [{ name: 'x', type: 'bigint' }, { name: 's', type: 'string' }];
    const { source, grid } = await table('SELECT CAST(i % 3 AS BIGINT) AS x, \'c\' || (i % 2) AS s FROM range(600) AS r(i)', columns);
    const profile = await profileOf(source, columns, grid);
    expect(profileDigest(await profileOf(source, columns.toReversed(), grid))).toBe(profileDigest(profile));
    const copy: Profile = JSON.parse(JSON.stringify(profile));
    expect(profileDigest(copy)).toBe(profileDigest(profile));
    await connection.run(`INSERT INTO ${source.table} VALUES (1, 'c0')`);
    expect(profileDigest(await profileOf(source, columns, grid))).not.toBe(profileDigest(profile));
  });
});

describe('results that cannot be', () => {
  const columns = [{ name: 'x', type: 'bigint' }];

  it('a missing query, other rows in a second query, or a count that is none are errors', async () => {
    const { grid } = await table('SELECT CAST(1 AS BIGINT) AS x', columns);
    expect(() => readProfile([], columns, grid)).toThrow('Expected the results of 1 queries');
    expect(() => readProfile([[['1', null, null, 'many']]], columns, grid)).toThrow('not a whole number');
    expect(() => readAnchors([], columns)).toThrow('number of rows');
  });
});
