import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { summarise } from '../../local/scenario/summary.ts';
import { creditVersions, startLoop, type Loop, type Versions } from '../support/loop.ts';

let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions();
});
afterAll(() => versions.dispose());

async function summaryOf(loop: Loop) {
  return await summarise({ cloud: loop.cloud, names: loop.names, link: loop.names.link, pipelines: loop.names.pipelines, seen: loop.seen, rows: 0, seconds: 0 });
}

describe('the whole loop', () => {
  test('a product that is registered and shared is linked, granted, profiled and trained on', async () => {
    const loop = await startLoop();

    await loop.people.register(versions.first);
    await loop.clock.run();

    const summary = await summaryOf(loop);
    expect(summary.link).toEqual({ name: 'rl_credit_risk', target: '111111111111:credit_risk' });
    expect(summary.executions).toMatchObject([{ status: 'Succeeded', reason: 'first training' }]);
    expect(loop.types()).toContain('Access Granted');
    expect(loop.types()).toContain('Retraining Finished');
    await loop.close();
  });

  test('a shifted version is found to have drifted and trained on, once', async () => {
    const loop = await startLoop();
    await loop.people.register(versions.first);
    await loop.clock.run();

    await loop.people.reRegister(versions.shifted, 2);
    await loop.clock.run();

    const summary = await summaryOf(loop);
    expect(summary.verdict).toBe('drift');
    expect(summary.columns.filter(({ drifted }) => drifted).map(({ name }) => name).toSorted()).toEqual(['age', 'amount']);
    expect(summary.executions).toMatchObject([{ reason: 'first training' }, { reason: 'drift', status: 'Succeeded' }]);
    await loop.close();
  });

  test('the same data registered again costs no run', async () => {
    const loop = await startLoop();
    await loop.people.register(versions.first);
    await loop.clock.run();

    await loop.people.reRegister(versions.first, 2);
    await loop.clock.run();

    expect((await summaryOf(loop)).executions).toHaveLength(1);
    await loop.close();
  });
});
