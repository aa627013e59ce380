import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DuckDbEngine } from '../../local/athena/duckdb/engine.ts';
import { ask, LAKE, putTable, queryCloud, RESULTS, withBuckets } from './support-athena.ts';
import type { QueryCloud } from './support-athena.ts';

const OPEN_CSV = 'org.apache.hadoop.hive.serde2.OpenCSVSerde';
const LAZY = 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe';
const SHARED = new URL('../../../shared/data/', import.meta.url);

let world: QueryCloud;

beforeEach(async () => {
  world = await withBuckets(queryCloud());
});

afterEach(() => world.cloud.close());

async function all(order: string): Promise<(string | undefined)[][]> {
  const { rows, execution } = await ask(world, `SELECT * FROM rl_credit_risk.applications ORDER BY ${order}`);
  expect(execution.Status?.StateChangeReason).toBeUndefined();
  return rows;
}

const reason = async (sql: string) => (await ask(world, sql)).execution.Status?.StateChangeReason;

/** Real data, where the checkout lies beside it. */
function shared(name: string): Uint8Array | undefined {
  const file = new URL(name, SHARED);
  if (existsSync(file)) return readFileSync(file);
  console.log(`skipped: ${file.pathname} is not there`);
  return undefined;
}

test('LazySimpleSerDe: what is no value of the type is NULL, an empty string is a string', async () => {
  const columns = [
    ['id', 'int'],
    ['small', 'tinyint'],
    ['n', 'bigint'],
    ['d', 'double'],
    ['p', 'decimal(6,2)'],
    ['s', 'string'],
    ['b', 'boolean'],
    ['day', 'date'],
    ['at', 'timestamp'],
  ];
  putTable(
    world,
    { serde: LAZY, columns: columns.map(([name = '', type = '']) => ({ name, type })) },
    {
      'a.csv': [
        'id,small,n,d,p,s,b,day,at',
        '1,5,42,1.5,3.14159,"quoted",TRUE,2026-01-02,2026-01-02 03:04:05.678',
        '2,,,,,,,,',
        '3,300,1.9,abc,x,\\N,yes,2026-13-01,soon',
        '4',
        '5,1,1e3,1e3,1,a,false,2026-01-02,2026-01-02 03:04:05,extra',
        '',
      ].join('\n'),
    },
  );

  expect(await all('id')).toEqual([
    ['1', '5', '42', '1.5', '3.14', '"quoted"', 'true', '2026-01-02', '2026-01-02 03:04:05.678'],
    ['2', undefined, undefined, undefined, undefined, '', undefined, undefined, undefined],
    ['3', undefined, '1', undefined, undefined, undefined, undefined, undefined, undefined],
    ['4', undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined],
    ['5', '1', undefined, '1000.0', '1.00', 'a', 'false', '2026-01-02', '2026-01-02 03:04:05.000'],
  ]);
});

test('LazySimpleSerDe: another delimiter, another NULL, nested values, no header', async () => {
  const columns = [
    { name: 'a', type: 'string' },
    { name: 'l', type: 'array<int>' },
    { name: 'm', type: 'map<string,int>' },
    { name: 's', type: 'struct<x:int,y:string>' },
  ];
  const serdeParameters = { 'field.delim': '|', 'serialization.null.format': 'NA', 'collection.delim': ';', 'mapkey.delim': ':' };
  putTable(world, { columns, serdeParameters, tableParameters: {} }, { 'a.txt': 'NA|1;2;x|k:1;j:2|7;z\nb|||\n' });

  expect(await all('a')).toEqual([
    ['b', undefined, undefined, undefined],
    [undefined, '[1, 2, null]', '{k=1, j=2}', '{x=7, y=z}'],
  ]);
});

test('OpenCSVSerde: quotes and escapes; an empty number fails where it is read', async () => {
  const columns = [
    { name: 'id', type: 'int' },
    { name: 's', type: 'string' },
    { name: 'n', type: 'double' },
    { name: 'day', type: 'date' },
  ];
  const body = 'id,s,n,day\n"1","a, ""b"" \\"c\\"","2.5","20454"\n"2","","",""\n';
  putTable(world, { serde: OPEN_CSV, serdeParameters: { separatorChar: ',' }, columns }, { 'a.csv': body });

  expect((await ask(world, 'SELECT id, s FROM rl_credit_risk.applications ORDER BY id')).rows).toEqual([
    ['1', 'a, "b" "c"'],
    ['2', ''],
  ]);
  expect(await reason('SELECT sum(n) FROM rl_credit_risk.applications')).toBe(
    'HIVE_BAD_DATA: Error parsing field value \'\' for field 2: For input string: ""',
  );
  putTable(
    world,
    {
      serde: OPEN_CSV,
      serdeParameters: {},
      tableParameters: { 'skip.header.line.count': '1', 'use.null.for.invalid.data': 'true' },
      columns,
    },
    { 'a.csv': body },
  );
  expect((await ask(world, 'SELECT sum(n), max(day) FROM rl_credit_risk.applications')).rows).toEqual([['2.5', '2026-01-01']]);
});

test('JSON lines are read by name', async () => {
  const columns = [
    { name: 'id', type: 'bigint' },
    { name: 'tags', type: 'array<string>' },
    { name: 'who', type: 'struct<name:string,age:int>' },
    { name: 'absent', type: 'string' },
  ];
  putTable(world, { format: 'json', columns }, { 'a.json': '{"who":{"name":"x","age":3},"id":1,"tags":["a","b"],"more":1}\n{"id":2}\n' });

  expect(await all('id')).toEqual([
    ['1', '[a, b]', '{name=x, age=3}', undefined],
    ['2', undefined, undefined, undefined],
  ]);
  world.cloud.s3.put(LAKE, 'applications/b.json', 'no json\n');
  expect(await reason('SELECT * FROM rl_credit_risk.applications')).toMatch(
    /^HIVE_BAD_DATA: Malformed JSON in file "s3:\/\/lake\/applications\/b.json"/,
  );
});

test('Parquet columns are found by name; another type or no Parquet at all is bad data', async () => {
  await ask(
    world,
    `UNLOAD (SELECT 1 AS id, 'x' AS purpose, CAST(2.5 AS decimal(5,2)) AS amount) TO 's3://${RESULTS}/p/' WITH (format = 'PARQUET')`,
  );
  const [file] = world.cloud.s3.list(RESULTS, 'p/');
  const columns = [
    { name: 'amount', type: 'decimal(8,3)' },
    { name: 'new', type: 'string' },
    { name: 'id', type: 'bigint' },
    { name: 'purpose', type: 'int' },
  ];
  putTable(world, { format: 'parquet', columns }, { 'a.parquet': file?.body() ?? '' });

  const { rows, types } = await ask(world, 'SELECT amount, new, id FROM rl_credit_risk.applications');
  expect([rows, types]).toEqual([[['2.500', undefined, '1']], ['decimal', 'varchar', 'bigint']]);
  expect(await reason('SELECT purpose FROM rl_credit_risk.applications')).toBe(
    "HIVE_BAD_DATA: Field purpose's type VARCHAR in parquet file s3://lake/applications/a.parquet is incompatible with type integer defined in table schema",
  );
  world.cloud.s3.put(LAKE, 'applications/b.parquet', 'this is no Parquet');
  expect(await reason('SELECT id FROM rl_credit_risk.applications')).toMatch(/^HIVE_BAD_DATA: .*s3:\/\/lake\/applications\/b.parquet/);
});

test('partition values come from the catalog, wherever their files lie', async () => {
  const partition = (folder: string, ...values: string[]) => ({ values, location: `s3://${LAKE}/${folder}/` });
  putTable(
    world,
    {
      location: `s3://${LAKE}/parts/`,
      columns: [{ name: 'id', type: 'int' }],
      partitionKeys: [
        { name: 'year', type: 'int' },
        { name: 'region', type: 'string' },
      ],
      partitions: [
        partition('parts/a', '2025', 'EU'),
        partition('elsewhere', '2026', '__HIVE_DEFAULT_PARTITION__'),
        partition('parts/empty', '2027', 'US'),
      ],
    },
    { 'a/1.csv': 'id\n1\n', 'unknown/1.csv': 'id\n9\n' },
  );
  world.cloud.s3.put(LAKE, 'elsewhere/x.csv', 'id\n2\n3\n');

  expect(await all('id')).toEqual([
    ['1', '2025', 'EU'],
    ['2', '2026', undefined],
    ['3', '2026', undefined],
  ]);
  expect((await ask(world, 'SELECT count(*) FROM rl_credit_risk.applications WHERE year > 2025')).rows).toEqual([['2']]);
});

test('only partitions that the conditions admit are read and counted', async () => {
  const days = ['2026-01-01', '2026-01-02', '__HIVE_DEFAULT_PARTITION__'];
  putTable(
    world,
    {
      columns: [{ name: 'id', type: 'int' }],
      partitionKeys: [{ name: 'day', type: 'date' }],
      partitions: days.map((day) => ({ values: [day], location: `s3://${LAKE}/applications/${day}/` })),
    },
    Object.fromEntries(days.map((day, i) => [`${day}/a.csv`, `id\n${'1\n'.repeat(10 ** i)}`])),
  );
  const scanned = async (sql: string) => {
    const { rows, execution } = await ask(world, sql);
    return [Number(rows[0]?.[0]), execution.Statistics?.DataScannedInBytes];
  };
  const count = 'SELECT count(*) FROM rl_credit_risk.applications';

  expect(await scanned(count)).toEqual([111, 231]);
  expect(await scanned(`${count} WHERE day = DATE '2026-01-02'`)).toEqual([10, 23]);
  expect(await scanned(`${count} WHERE (day IN (CAST('2026-01-01' AS DATE)) OR day IS NULL) AND id > 0`)).toEqual([101, 208]);
  expect(await scanned(`SELECT count(*) FROM (SELECT * FROM rl_credit_risk.applications WHERE day = DATE '2026-01-01') AS x`)).toEqual([1, 5]);
  // What is read beside a filtered part, or under a condition on both kinds of columns, is read whole.
  expect(await scanned(`${count} WHERE day = DATE '2026-01-02' OR id = 1`)).toEqual([111, 231]);
  expect(await scanned(`SELECT count(*) FROM rl_credit_risk.applications a JOIN rl_credit_risk.applications b ON a.id = b.id WHERE a.day = DATE '2026-01-01'`)).toEqual([111, 231]);
  expect(await scanned(`${count} WHERE day < DATE '2000-01-01'`)).toEqual([0, 0]);
});

test('compressed files, hidden files and a table without files', async () => {
  const columns = [{ name: 'id', type: 'int' }];
  putTable(
    world,
    { columns },
    { 'a.csv.gz': gzipSync('id\n1\n'), '_temporary/x.csv': 'id\n2\n', '.hidden': 'id\n3\n', 'deeper/b.csv': 'id\n4\n' },
  );
  putTable(world, { table: 'empty', columns }, {});

  expect(await all('id')).toEqual([['1'], ['4']]);
  expect((await ask(world, 'SELECT * FROM rl_credit_risk.empty')).rows).toEqual([]);
  putTable(world, { table: 'gone', columns, location: 's3://never-made/x' }, {});
  expect(await reason('SELECT * FROM rl_credit_risk.gone')).toBe('Amazon S3 bucket not found: s3://never-made/x/');
});

test('the engine reads no file outside the cloud\'s directory', async () => {
  const engine = new DuckDbEngine(() => world.cloud.s3.directory());
  putTable(world, { columns: [{ name: 'line', type: 'string' }], tableParameters: {} }, {});
  const definition = world.tables.get('rl_credit_risk.applications');
  if (!definition) throw new Error('the table was not put');
  const file = { path: fileURLToPath(import.meta.url), uri: 's3://lake/outside', bytes: 1, partition: [] };
  const table = { database: 'db', table: 't', definition, visible: ['line'], files: [file] };

  await expect(engine.run({ sql: 'SELECT * FROM db.t', tables: [table], database: undefined, now: 0 })).rejects.toThrow(/disabled by configuration/);
  engine.close();
});

test('values are printed as Athena prints them', async () => {
  const { rows, types } = await ask(
    world,
    "SELECT 1.5E0, 1E20, 1E-7, CAST(0.1 AS real), CAST('NaN' AS double), 1.2E7, 7 / 2, true, DATE '2026-01-02', TIMESTAMP '2026-01-02 03:04:05', ARRAY['a', NULL], CAST('ab' AS varbinary), NULL, 'a\"b', sum(2) OVER (), 100E0",
  );

  expect(rows).toEqual([
    [
      '1.5',
      '1.0E20',
      '1.0E-7',
      '0.1',
      'NaN',
      '1.2E7',
      '3',
      'true',
      '2026-01-02',
      '2026-01-02 03:04:05.000',
      '[a, null]',
      '61 62',
      undefined,
      'a"b',
      '2',
      '100.0',
    ],
  ]);
  expect(types.slice(0, 9)).toEqual(['double', 'double', 'double', 'float', 'double', 'double', 'integer', 'boolean', 'date']);
});

test("functions of Trino's dialect", async () => {
  const { rows, execution } = await ask(
    world,
    `SELECT approx_distinct(x) FILTER (WHERE x > 1), is_nan(nan()), width_bucket(3.5E0, 0E0, 10E0, 5), regexp_like('abc', 'b.'), cardinality(array_sort(ARRAY[2, 1])), array_join(transform(ARRAY[1, 2], v -> v * 2), '-'), date_diff('day', DATE '2026-01-01', date_add('month', 1, DATE '2026-01-01')), day_of_week(DATE '2026-01-04'), count_if(x = 3)
     FROM unnest(ARRAY[1, 2, 3]) AS t(x)`,
  );

  expect(execution.Status?.StateChangeReason).toBeUndefined();
  expect(rows).toEqual([['2', 'true', '2', 'true', '2', '2-4', '31', '7', '1']]);
});

test('the credit data is profiled in one scan', async ({ skip }) => {
  const body = shared('south-german-credit.csv') ?? skip('no shared data');
  const names = Buffer.from(body).toString().split('\n', 1)[0]?.split(',') ?? [];
  putTable(world, { serde: LAZY, columns: names.map((name) => ({ name, type: 'int' })) }, { 'credit.csv': body });

  const { rows } = await ask(
    world,
    `SELECT GROUPING(b1, k2) AS g, b1, k2, COUNT(*) AS n
     FROM (SELECT CASE WHEN amount <= 1.7976931348623157E308 THEN FLOOR(amount / 1E3) END AS b1, purpose AS k2 FROM "rl_credit_risk"."applications") x
     GROUP BY GROUPING SETS ((b1), (k2))`,
  );
  const counts = (g: string) => rows.filter((row) => row[0] === g).reduce((sum, row) => sum + Number(row[3]), 0);
  expect([counts('1'), counts('2')]).toEqual([1000, 1000]);
});

test('the car loan data is read from Parquet', async ({ skip }) => {
  const body = shared('car-loan-reference.parquet') ?? skip('no shared data');
  putTable(
    world,
    {
      format: 'parquet',
      columns: [
        { name: 'car_value', type: 'double' },
        { name: 'salary_range', type: 'string' },
        { name: 'y_pred', type: 'bigint' },
      ],
    },
    { 'r.parquet': body },
  );

  const { rows, execution } = await ask(
    world,
    'SELECT count(*), count(car_value), count(DISTINCT salary_range), sum(y_pred) >= 0 FROM rl_credit_risk.applications',
  );
  expect(rows).toEqual([['50000', '50000', '4', 'true']]);
  expect(execution.Statistics?.DataScannedInBytes).toBe(body.byteLength);
});
