import { beforeAll, describe, expect, test } from 'vitest';
import { playBurst, type Burst } from '../../simulation/burst/burst.ts';
import { bundleFunctions } from '../../simulation/code.ts';

const minutes = 60_000;

// With room for two, what collects a result finds no room for the queries that follow from it.
describe.each([
  { changes: 2000, spread: 5, activeQueries: 10 },
  { changes: 400, spread: 1, activeQueries: 2 },
])('$changes changes of 200 products within minutes: $spread, with room for $activeQueries queries at once', ({ changes, spread, activeQueries }) => {
  let burst: Burst;
  beforeAll(async () => {
    burst = await playBurst(await bundleFunctions(), { changes, products: 200, spread: spread * minutes, activeQueries });
  }, 10 * minutes);

  test('meet the quota: Athena refuses queries', () => {
    expect(burst.seen.refused.get('athena:StartQueryExecution TooManyRequestsException')).toBeGreaterThan(100);
  });

  test('are all noticed, and each settles', () => {
    const { told, noticed, windows, settled } = burst.seen;

    expect(told.size).toBe(changes);
    expect([...told].filter((id) => !noticed.has(id))).toEqual([]);
    expect([...windows].filter((id) => !settled.has(id))).toEqual([]);
  });

  test('lead to at most one profile for each product and window, and to one of the last version', () => {
    expect(new Set(burst.seen.profiled.values())).toEqual(new Set([1]));
    expect(burst.stale).toEqual([]);
  });

  test('leave no dead letter, no dropped event and nothing for a person to do', () => {
    const { deadLettered, dropped, syncFailed } = burst.seen;

    expect({ deadLettered, dropped, syncFailed }).toEqual({ deadLettered: 0, dropped: 0, syncFailed: 0 });
  });
});
