import { describe, expect, test } from 'vitest';
import { gridDocument, newestDocument, profileDocument } from '../../shared/catalog/profile-documents.ts';
import { profileDigest } from '../../shared/drift/profile-digest.ts';
import { profileQueries } from '../../shared/drift/profile-queries.ts';
import { readProfile } from '../../shared/drift/read-profile.ts';
import { CsvPublisher, documentOf, profileQueriesOf, type Files } from '../support/csv-product.ts';
import { startLoop, type Loop } from '../support/loop.ts';

const columns = [
  { name: 'amount', type: 'double' },
  { name: 'age', type: 'int' },
  { name: 'city', type: 'string' },
];
const glueColumns = columns.map(({ name, type }) => ({ Name: name, Type: type }));
const day = { Name: 'day', Type: 'date' };
const folder = 'profiles/credit_risk/applications';

/** Deterministic rows that differ from partition to partition, nulls among them. */
function rows(partition: number, count = 4) {
  return Array.from({ length: count }, (_, i) => {
    const n = partition * 31 + i * 17;
    return [n % 13 === 0 ? null : (n % 997) * 1.25, 20 + (n % 50), n % 7 === 0 ? null : `city ${n % 5}`];
  });
}

function date(index: number): string {
  return new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10);
}

function days(from: number, to: number): Files {
  return Object.fromEntries(Array.from({ length: to - from }, (_, i) => [date(from + i), rows(from + i)]));
}

async function newestProfile(loop: Loop) {
  const { changeId } = newestDocument.parse(await documentOf(loop, `${folder}/newest.json`));
  return profileDocument.parse(await documentOf(loop, `${folder}/${changeId}.json`)).meshloop;
}

/** The profile of all rows by one scan over the whole table, as a person would make it. */
async function fullDigest(loop: Loop, publisher: CsvPublisher): Promise<{ digest: string; rows: number }> {
  const grid = gridDocument.parse(await documentOf(loop, `${folder}/grid.json`));
  const results = [];
  for (const sql of profileQueries({ database: loop.names.link, table: 'applications' }, columns, grid)) results.push(await publisher.ask(sql));
  const full = readProfile(results, columns, grid);
  return { digest: profileDigest(full), rows: full.rows };
}

async function expectExact(loop: Loop, publisher: CsvPublisher): Promise<void> {
  const { digest, profile } = await newestProfile(loop);
  expect({ digest, rows: profile.rows }).toEqual(await fullDigest(loop, publisher));
}

async function scannedSince(loop: Loop, before: number) {
  const queries = (await profileQueriesOf(loop)).slice(before);
  return queries.map(({ Query = '', Statistics }) => ({ sql: Query, bytes: Statistics?.DataScannedInBytes ?? NaN }));
}

describe('a table of 1,000 partitions', () => {
  test('with one more: only that one is scanned, and the merged profile is that of the whole table', async () => {
    const loop = await startLoop();
    const publisher = new CsvPublisher(loop, { columns: glueColumns, partitionKey: day });
    await publisher.register(days(0, 1000));
    await loop.clock.run();
    const first = await scannedSince(loop, 0);
    const whole = first[0]?.bytes ?? NaN;
    // The grid by one scan; then each partition in one query only.
    expect(first.slice(1).reduce((sum, { bytes }) => sum + bytes, 0)).toBe(whole);
    await expectExact(loop, publisher);

    await publisher.add(days(1000, 1001));
    await loop.clock.run();

    const [scan, ...more] = await scannedSince(loop, first.length);
    expect(more).toEqual([]);
    expect(scan?.sql).toContain(`WHERE ("day" IN (CAST('${date(1000)}' AS DATE)))`);
    expect(scan?.bytes).toBe(rows(1000).map((row) => row.map((cell) => cell ?? '\\N').join(',')).join('\n').length + 1);
    expect((await newestProfile(loop)).profile.rows).toBe(4004);
    await expectExact(loop, publisher);
    await loop.close();
  });
});

describe('partitions that change', () => {
  test('a replaced one is subtracted and counted anew, a dropped one leaves without a scan', async () => {
    const loop = await startLoop();
    const publisher = new CsvPublisher(loop, { columns: glueColumns, partitionKey: day });
    await publisher.register(days(0, 60));
    await loop.clock.run();
    let queries = (await profileQueriesOf(loop)).length;

    await publisher.replace({ [date(7)]: rows(500, 9) });
    await loop.clock.run();

    expect(await scannedSince(loop, queries)).toMatchObject([{ sql: expect.stringContaining(date(7)) }]);
    expect((await newestProfile(loop)).profile.rows).toBe(59 * 4 + 9);
    await expectExact(loop, publisher);

    queries = (await profileQueriesOf(loop)).length;
    await publisher.drop(date(3), date(7));
    await loop.clock.run();

    expect(await scannedSince(loop, queries)).toEqual([]);
    expect((await newestProfile(loop)).profile.rows).toBe(58 * 4);
    await expectExact(loop, publisher);
    await loop.close();
  });

  test('one that is added and one that is replaced in the same window are one query', async () => {
    const loop = await startLoop();
    const publisher = new CsvPublisher(loop, { columns: glueColumns, partitionKey: day });
    await publisher.register(days(0, 3));
    await loop.clock.run();
    const queries = (await profileQueriesOf(loop)).length;

    await publisher.add({ [date(10)]: rows(10), __HIVE_DEFAULT_PARTITION__: rows(11) });
    await publisher.replace({ [date(1)]: rows(12, 2) });
    await loop.clock.run();

    expect(await scannedSince(loop, queries)).toHaveLength(1);
    await expectExact(loop, publisher);
    await loop.close();
  });

  test('that an engine cannot tell apart are counted together', async () => {
    const loop = await startLoop();
    const publisher = new CsvPublisher(loop, { columns: glueColumns, partitionKey: { Name: 'month', Type: 'int' } });
    await publisher.register({ '1': rows(1), '02': rows(2) });
    await loop.clock.run();
    await expectExact(loop, publisher);

    await publisher.add({ '01': rows(3), '3': rows(4) });
    await loop.clock.run();

    expect((await newestProfile(loop)).profile.rows).toBe(16);
    await expectExact(loop, publisher);
    await loop.close();
  });
});
