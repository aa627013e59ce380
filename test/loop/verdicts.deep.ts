import { describe, expect, test } from 'vitest';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import type { Mesh, Subscription } from '../../shared/mesh/mesh.ts';
import * as shapes from '../drift/model-monitor-shapes.ts';
import { bucketOf, CsvPublisher, documentOf, keysOf, objectText } from '../support/csv-product.ts';
import { interceptDeliveries } from '../support/deliveries.ts';
import { startLoop, type Loop } from '../support/loop.ts';

const columns = [
  { Name: 'amount', Type: 'double' },
  { Name: 'age', Type: 'int' },
  { Name: 'city', Type: 'string' },
];

/** Rows from one distribution, `shift` added to each amount. */
function rows(count: number, shift = 0, seed = 'rows') {
  const dice = new SeededDice(seed);
  return Array.from({ length: count }, () => [Math.round(dice.next() * 1000) / 2 + shift, 20 + Math.floor(dice.next() * 40), `city ${Math.floor(dice.next() * 4)}`]);
}

const withDrift =
  (drift: Partial<Subscription['drift']>, more: Partial<Subscription> = {}) =>
  (mesh: Mesh): Mesh => ({
    ...mesh,
    subscriptions: mesh.subscriptions.map((each) => ({ ...each, ...more, drift: { ...each.drift, ...drift } })),
  });

async function registered(mesh: (mesh: Mesh) => Mesh, count = 400): Promise<{ loop: Loop; publisher: CsvPublisher }> {
  const loop = await startLoop({ mesh });
  const publisher = new CsvPublisher(loop, { columns });
  await publisher.register({ '': rows(count) });
  await loop.clock.run();
  expect(loop.types()).toContain('Retraining Finished');
  return { loop, publisher };
}

interface Checked {
  readonly level: string;
  readonly reasons: readonly string[];
}

/** What `Drift Checked` said, the oldest first. */
function checks(loop: Loop): readonly Checked[] {
  return loop.mesh().flatMap((event) => (event['detail-type'] === 'Drift Checked' ? [(event.detail as unknown as { data: Checked }).data] : []));
}

function requests(loop: Loop): number {
  return loop.types().filter((type) => type === 'Retraining Requested').length;
}

describe('the documents of a change', () => {
  test('are Model Monitor’s three files, the verdict and the report, in the bucket by change id', async () => {
    const { loop, publisher } = await registered(withDrift({}));
    await publisher.update(rows(400, 100));
    await loop.clock.run();

    const verdicts = keysOf(loop, 'verdicts/credit_risk/applications/credit-risk/');
    const page = verdicts.find((key) => key.endsWith('.html')) ?? '';
    const changeId = page.slice(page.lastIndexOf('/') + 1, -'.html'.length);
    const profile = `profiles/credit_risk/applications/${changeId}`;
    const verdict = `verdicts/credit_risk/applications/credit-risk/${changeId}`;
    const { meshloop: ours, ...statistics } = (await documentOf(loop, `${profile}.json`)) as { meshloop: unknown };
    const { meshloop: evidence, ...violations } = (await documentOf(loop, `${verdict}.constraint_violations.json`)) as { meshloop: unknown };
    expect(() => shapes.statistics.parse(statistics)).not.toThrow();
    expect(ours).toMatchObject({ source: { versionId: '1', partitions: 0 } });
    shapes.constraints.parse(await documentOf(loop, `${profile}.constraints.json`));
    expect(shapes.violations.parse(violations).violations).toMatchObject([{ feature_name: 'amount', constraint_check_type: 'baseline_drift_check' }]);
    expect(evidence).toHaveProperty('verdict.columns');
    expect(await documentOf(loop, `${verdict}.json`)).toMatchObject({ kind: 'train', reasons: ['drift'], verdict: { level: 'drift' } });
    const html = await objectText(loop, bucketOf(loop), `${verdict}.html`);
    expect(html).toContain('The data drifted');
    expect(html).toContain('amount');
    await loop.close();
  });
});

describe('hysteresis', () => {
  test('drift in two of two verdicts retrains; the same change told ten times is one of them', async () => {
    const { loop, publisher } = await registered(withDrift({ hysteresis: { found: 2, of: 2 } }));
    interceptDeliveries(loop, ({ event, deliver }) => {
      for (let time = 0; time < (event['detail-type'] === 'Data Profiled' ? 10 : 1); time += 1) loop.cloud.clock.timer(deliver, time * 900);
    });

    await publisher.update(rows(400, 100));
    await loop.clock.run();

    expect(checks(loop).slice(1)).toEqual(Array.from({ length: 10 }, () => expect.objectContaining({ level: 'possible', reasons: [] })));
    expect(requests(loop)).toBe(1);
    expect(await documentOf(loop, 'verdicts/credit_risk/applications/credit-risk/history.json')).toMatchObject({ entries: [{ found: 'drift' }] });

    await publisher.update(rows(400, 110));
    await loop.clock.run();

    expect(checks(loop).at(-1)).toMatchObject({ level: 'drift', reasons: ['drift'] });
    expect(loop.types().filter((type) => type === 'Retraining Started')).toHaveLength(2);
    await loop.close();
  });
});

describe('what follows is the subscription’s choice', () => {
  const without = columns.slice(0, 2);
  const few = rows(400).map((row) => row.slice(0, 2));

  test.each<[string, Partial<Subscription['drift']>, ReturnType<typeof rows>, typeof columns, string, readonly string[]]>([
    ['drift only warns', { consequences: { drift: 'warn' } }, rows(400, 100), columns, 'possible', []],
    ['a schema change retrains', { consequences: { schemaChange: 'retrain' } }, few, without, 'drift', ['schema change']],
    ['growth retrains', { consequences: { growth: 'retrain' } }, [...rows(400), ...rows(400)], columns, 'drift', ['growth']],
    ['another preset', { preset: 'evidently', share: 0.3 }, rows(400, 100), columns, 'drift', ['drift']],
  ])('%s', async (_, drift, data, schema, level, reasons) => {
    const { loop, publisher } = await registered(withDrift(drift));
    await publisher.update(data, schema);
    await loop.clock.run();

    expect(checks(loop).at(-1)).toMatchObject({ level, reasons });
    expect(requests(loop)).toBe(reasons.length > 0 ? 2 : 1);
    await loop.close();
  });
});
