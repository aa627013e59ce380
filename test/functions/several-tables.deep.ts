import { CreateTableCommand } from '@aws-sdk/client-glue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyFaults } from '../../local/faults/index.ts';
import { People } from '../../local/scenario/people.ts';
import { severalTables } from '../../scripts/build/several-tables.ts';
import { creditVersions, startLoop, type Loop, type Versions } from '../support/loop.ts';
import { bySteward, reconcile } from '../support/mesh-people.ts';

/** A model that learns from two tables: `applications`, which leads, and `customers`. */

const minute = 60_000;
const bucket = 'meshloop-dev-222222222222-eu-central-1';

let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions(300);
});
afterAll(() => versions.dispose());

const start = () =>
  startLoop({
    mesh: (mesh) => ({ ...mesh, subscriptions: mesh.subscriptions.map((each) => ({ ...each, models: each.models.map((model) => ({ ...model, otherTables: ['customers'] })) })) }),
    edit: (resources, stack) => (stack === 'consumer' ? { ...resources, SeveralTables: severalTables } : resources),
  });

const told = (loop: Loop, type: string) => loop.mesh().flatMap((event) => (event['detail-type'] === type ? [event.detail] : []));
const read = (loop: Loop, key: string): unknown => JSON.parse(Buffer.from(loop.cloud.s3.get(bucket, key)?.body() ?? 'null').toString('utf8'));
const customers = (loop: Loop) => new People(loop.cloud, { ...loop.names, table: 'customers' });

/** The second table, with the data of the first. */
async function addCustomers(loop: Loop): Promise<void> {
  const held = loop.seen.flatMap((each) => (each.kind === 'call' && each.operation === 'CreateTable' ? [each.input] : []));
  const [first] = held as readonly { readonly TableInput: Record<string, unknown> }[];
  expect(JSON.stringify(first)).toContain('credit_risk/applications/v1/');
  await bySteward(loop, 'glue', new CreateTableCommand({ DatabaseName: 'credit_risk', TableInput: { ...first?.TableInput, Name: 'customers' } }));
}

test('the first run waits for each table; then either one that drifts leads to one run, and equal data to none', async () => {
  const loop = await start();
  await loop.people.register(versions.first);
  await loop.clock.advance(60 * minute);
  expect(told(loop, 'Retraining Requested')).toEqual([]);

  await addCustomers(loop);
  await loop.clock.advance(60 * minute);
  expect(told(loop, 'Retraining Started')).toMatchObject([{ metadata: { product: { table: 'applications' } }, data: { reason: 'first training' } }]);

  const others = customers(loop);
  await others.reRegister(versions.first, 2);
  await loop.clock.advance(60 * minute);
  expect(told(loop, 'Retraining Started')).toHaveLength(1);

  await others.reRegister(versions.shifted, 3);
  await loop.clock.advance(120 * minute);
  expect(told(loop, 'Retraining Started')).toHaveLength(2);
  const [, second] = told(loop, 'Retraining Requested');
  expect(second).toMatchObject({ metadata: { product: { table: 'applications' } }, data: { reason: 'drift', level: 'drift', verdictUri: expect.stringContaining('/customers/') } });

  await loop.people.reRegister(versions.shifted, 2);
  await loop.clock.advance(120 * minute);
  expect(told(loop, 'Retraining Started').map(({ data }) => (data as { reason: string }).reason)).toEqual(['first training', 'drift', 'drift']);
  expect(told(loop, 'Retraining Finished')).toHaveLength(3);

  await reconcile(loop);
  await loop.clock.advance(26 * 60 * minute);
  expect(told(loop, 'Retraining Started')).toHaveLength(3);
  expect(told(loop, 'Sync Failed')).toEqual([]);
  expect(read(loop, 'runs/credit-risk/current.json')).toMatchObject({ run: null });
  await loop.close();
});

test('a table that drifts while a run is under way has its run after it, and a lost look is made up for within a day', async () => {
  const loop = await start();
  await loop.people.register(versions.first);
  await addCustomers(loop);
  for (let minutes = 0; told(loop, 'Retraining Started').length === 0 && minutes < 60; minutes += 1) await loop.clock.advance(minute);
  await customers(loop).reRegister(versions.shifted, 2);
  await loop.clock.advance(180 * minute);
  expect(told(loop, 'Retraining Started')).toHaveLength(2);

  applyFaults(loop.cloud, { faults: [{ kind: 'function', match: { name: 'meshloop-dev-review-model' }, nth: 1, times: 3, effect: { killedBefore: 1 } }] });
  await customers(loop).reRegister(versions.first, 3);
  await loop.clock.advance(20 * minute);
  expect(told(loop, 'Retraining Started')).toHaveLength(2);
  await loop.clock.advance(27 * 60 * minute);
  expect(told(loop, 'Retraining Started')).toHaveLength(3);
  await loop.close();
});
