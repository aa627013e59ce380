import { describe, expect, test } from 'vitest';
import type { Mesh, Subscription } from '../../shared/mesh/mesh.ts';
import { CsvPublisher, profileQueriesOf } from '../support/csv-product.ts';
import { interceptDeliveries } from '../support/deliveries.ts';
import { start, startLoop, type Loop } from '../support/loop.ts';

const hour = 3_600_000;
const columns = [{ Name: 'amount', Type: 'int' }];
const rows = (count: number, shift = 0) => Array.from({ length: count }, (_, i) => [(i % 50) + shift]);

const withSettings =
  (settings: Partial<Subscription>, drift: Partial<Subscription['drift']> = {}) =>
  (mesh: Mesh): Mesh => ({ ...mesh, subscriptions: mesh.subscriptions.map((each) => ({ ...each, ...settings, drift: { ...each.drift, ...drift } })) });

async function registered(mesh: (mesh: Mesh) => Mesh): Promise<{ loop: Loop; publisher: CsvPublisher }> {
  const loop = await startLoop({ mesh });
  const publisher = new CsvPublisher(loop, { columns });
  await publisher.register({ '': rows(500) });
  await loop.clock.run({ until: start + hour });
  expect(loop.types()).toContain('Retraining Finished');
  return { loop, publisher };
}

const count = (loop: Loop, type: string) => loop.types().filter((each) => each === type).length;

describe('a maximum profile age', () => {
  test('finds files that changed in place; equal counts end the line', async () => {
    const { loop, publisher } = await registered(withSettings({ profileAgeSeconds: 24 * 3600 }));
    const before = (await profileQueriesOf(loop)).length;

    await loop.clock.run({ until: start + 26 * hour });
    expect((await profileQueriesOf(loop)).length).toBe(before + 1);
    expect(count(loop, 'Data Profiled')).toBe(1);

    publisher.overwrite(rows(500, 30));
    await loop.clock.run({ until: start + 50 * hour });

    expect((await profileQueriesOf(loop)).length).toBe(before + 2);
    expect(count(loop, 'Data Profiled')).toBe(2);
    expect(count(loop, 'Retraining Requested')).toBe(2);
    await loop.close();
  });

  test('counts from the last profile: a change in between puts the look off', async () => {
    const { loop, publisher } = await registered(withSettings({ profileAgeSeconds: 24 * 3600 }));
    await loop.clock.run({ until: start + 20 * hour });
    await publisher.update(rows(501));
    await loop.clock.run({ until: start + 21 * hour });
    const before = (await profileQueriesOf(loop)).length;

    await loop.clock.run({ until: start + 43 * hour });
    expect((await profileQueriesOf(loop)).length).toBe(before);
    await loop.clock.run({ until: start + 46 * hour });
    expect((await profileQueriesOf(loop)).length).toBe(before + 1);
    await loop.close();
  });

  test('a look that is told ten times is one scan', async () => {
    const { loop } = await registered(withSettings({ profileAgeSeconds: 24 * 3600 }));
    const before = (await profileQueriesOf(loop)).length;
    interceptDeliveries(loop, ({ event, deliver }) => {
      for (let time = 0; time < (event['detail-type'] === 'Data Aged' ? 10 : 1); time += 1) loop.cloud.clock.timer(deliver, time * 7_000);
    });

    await loop.clock.run({ until: start + 26 * hour });

    expect((await profileQueriesOf(loop)).length).toBe(before + 1);
    await loop.close();
  });
});

describe('data without a change for longer than its maximum age', () => {
  test('is told once, without a scan', async () => {
    const { loop } = await registered(withSettings({}, { maximumAgeSeconds: 48 * 3600 }));
    const before = (await profileQueriesOf(loop)).length;
    await loop.clock.run();

    const checks = loop.mesh().filter((event) => event['detail-type'] === 'Drift Checked');
    expect(checks.map(({ detail }) => detail)).toMatchObject([{ data: { level: 'none' } }, { data: { level: 'possible', reasons: [] } }]);
    expect(Date.parse(checks[1]?.time ?? '')).toBeGreaterThan(start + 48 * hour);
    expect((await profileQueriesOf(loop)).length).toBe(before);
    expect(count(loop, 'Retraining Requested')).toBe(1);
    await loop.close();
  });
});

describe('a change without a new fingerprint', () => {
  test('costs no scan', async () => {
    const { loop } = await registered(withSettings({}));
    const before = (await profileQueriesOf(loop)).length;
    const changes = count(loop, 'Data Product Settled');
    const { database, tag } = loop.names;
    const { AddLFTagsToResourceCommand } = await import('@aws-sdk/client-lakeformation');
    await loop.people.carryOut([
      { account: 'central', as: 'data-steward', why: 'a tag is set again', client: 'lakeformation', command: new AddLFTagsToResourceCommand({ Resource: { Table: { DatabaseName: database, Name: loop.names.table } }, LFTags: [{ TagKey: tag.key, TagValues: [tag.values[0] ?? ''] }] }) },
    ]);
    await loop.clock.run();

    expect(count(loop, 'Data Product Settled')).toBeGreaterThan(changes);
    expect((await profileQueriesOf(loop)).length).toBe(before);
    await loop.close();
  });
});
