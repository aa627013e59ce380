import { beforeAll, describe, expect, test } from 'vitest';
import { playBurst, type Burst } from '../../simulation/burst/burst.ts';
import { bundleFunctions } from '../../simulation/code.ts';

const minutes = 60_000;

describe('2,000 changes of 200 products within five minutes, with room for ten queries at once', () => {
  let burst: Burst;
  beforeAll(async () => {
    burst = await playBurst(await bundleFunctions(), { changes: 2000, products: 200, spread: 5 * minutes, activeQueries: 10 });
  }, 10 * minutes);

  test('meet the quota: Athena refuses queries', () => {
    expect(burst.seen.refused.get('athena:StartQueryExecution TooManyRequestsException')).toBeGreaterThan(100);
  });

  test('are all noticed, and each settles', () => {
    const { told, noticed, windows, settled } = burst.seen;

    expect(told.size).toBe(2000);
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
