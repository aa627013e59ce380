import { expect, test } from 'vitest';
import { newestDocument, profileDocument } from '../../shared/catalog/profile-documents.ts';
import { CsvPublisher, documentOf, keysOf, profileQueriesOf } from '../support/csv-product.ts';
import { startLoop } from '../support/loop.ts';

/** Names that Glue takes and SQL, JSON and HTML each read otherwise. */
const hostile = ['a"b', '"', '\'; drop table applications; --', '--', '/*', 'select', 'a.b', '%s', '\\', '${x}', '__proto__', '<script>alert(1)</script>', 'ü', '😀', '(other)', 'g', 'n', 'b0', 'a b'];
const nested = [{ Name: 'tags', Type: 'array<string>' }, { Name: 'address', Type: 'struct<city:string,zip:int>' }, { Name: 'scores', Type: 'map<string,double>' }];
const plain = Array.from({ length: 70 - hostile.length }, (_, i) => `column ${i}`);
const counted = [...hostile, ...plain].map((Name, i) => ({ Name, Type: i % 2 === 0 ? 'int' : 'string' }));
const columns = [...counted, ...nested];

function rows(shift: number) {
  return Array.from({ length: 200 }, (_, row) => [
    ...counted.map(({ Type }, i) => (Type === 'int' ? (row % 5) + (i === 4 ? shift : 0) : `c${row % 3}`)),
    'x\u0002y', 'Capital\u00021000', 'a\u00031.5',
  ]);
}

test('70 columns, hostile names among them, are profiled in batches and judged; nested types are left out and said so', async () => {
  const loop = await startLoop();
  const publisher = new CsvPublisher(loop, { columns });
  await publisher.register({ '': rows(0) });
  await loop.clock.run();
  const queries = await profileQueriesOf(loop);
  // One for the anchors; the counts of at most 60 columns each.
  expect(queries.map(({ Query = '' }) => /GROUPING\((b[^)]*)\)/.exec(Query)?.[1]?.split(',').length)).toEqual([undefined, 60, 10]);

  const { changeId } = newestDocument.parse(await documentOf(loop, 'profiles/credit_risk/applications/newest.json'));
  const { profile } = profileDocument.parse(await documentOf(loop, `profiles/credit_risk/applications/${changeId}.json`)).meshloop;
  expect(profile.columns.filter(({ grid }) => grid.kind === 'none').map(({ name }) => name)).toEqual(nested.map(({ Name }) => Name));
  expect(profile.columns.filter(({ grid }) => grid.kind !== 'none').map(({ numbers, categories }) => [...numbers, ...categories].length)).toEqual(counted.map(({ Type }) => (Type === 'int' ? 5 : 3)));

  await publisher.update(rows(3));
  await loop.clock.run();
  const checked = loop.mesh().findLast((event) => event['detail-type'] === 'Drift Checked');
  expect(checked?.detail).toMatchObject({ data: { level: 'drift' } });
  const violations = await documentOf(loop, keysOf(loop, 'verdicts/').find((key) => key.endsWith('violations.json')) ?? '');
  expect(JSON.stringify(violations)).toContain('Columns of type struct<city:string,zip:int> are left out');
  expect(violations).toMatchObject({ violations: [{ feature_name: hostile[4], constraint_check_type: 'baseline_drift_check' }] });
  await loop.close();
});
