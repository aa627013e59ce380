import { expect, test } from 'vitest';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import { CsvPublisher, profileQueriesOf } from '../support/csv-product.ts';
import { startLoop } from '../support/loop.ts';

const columns = ['income', 'rent', 'age'].map((Name) => ({ Name, Type: 'double' }));

/** Rent goes with income, or against it: each column by itself has the same distribution. */
function households(count: number, direction: 1 | -1) {
  const dice = new SeededDice('households');
  return Array.from({ length: count }, () => {
    const wealth = dice.next() - 0.5;
    return [1000 + wealth * 800, 500 + direction * wealth * 300 + (dice.next() - 0.5) * 20, 20 + dice.next() * 50];
  });
}

const multivariate = (mesh: Mesh): Mesh => ({ ...mesh, subscriptions: mesh.subscriptions.map((each) => ({ ...each, drift: { ...each.drift, multivariate: true } })) });

test('relations that changed are found where no column moved, by one more query', async () => {
  const loop = await startLoop({ mesh: multivariate });
  const publisher = new CsvPublisher(loop, { columns });
  await publisher.register({ '': households(1000, 1) });
  await loop.clock.run();
  // Anchors, counts, moments.
  expect(await profileQueriesOf(loop)).toHaveLength(3);

  await publisher.update(households(1000, -1));
  await loop.clock.run();

  const checked = loop.mesh().findLast((event) => event['detail-type'] === 'Drift Checked');
  expect(checked?.detail).toMatchObject({ data: { level: 'drift', reasons: ['drift'], columns: columns.map(() => ({ drifted: false })) } });
  expect(await profileQueriesOf(loop)).toHaveLength(5);
  await loop.close();
});
