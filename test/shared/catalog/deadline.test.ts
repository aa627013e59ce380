import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Wait } from '../../../events/mesh/deadline-reached.ts';
import { deadlineName, deadlineOf, retryAt } from '../../../shared/catalog/deadline.ts';

const round = fc.nat(1000);
const wait: fc.Arbitrary<Wait> = fc.oneof(
  fc.record({ wait: fc.constantFrom('access-query' as const, 'profile-query' as const), queryExecutionId: fc.uuid(), round }),
  fc.record({ wait: fc.constant('crawl' as const), crawler: fc.string({ minLength: 1, maxLength: 255 }), round }),
  fc.record({
    wait: fc.constant('run' as const),
    model: fc.string({ minLength: 1 }),
    requestId: fc.stringMatching(/^[0-9a-f]{64}$/),
    round,
  }),
);

describe('a deadline', () => {
  test('has a name that Scheduler takes', () => {
    fc.assert(
      fc.property(wait, fc.string(), (any, changeId) => {
        expect(deadlineName('deadline', any, changeId)).toMatch(/^[0-9a-zA-Z-_.]{1,64}$/);
      }),
    );
  });

  test('is another schedule in another round, for another change, and for a retry', () => {
    const any: Wait = { wait: 'crawl', crawler: 'c', round: 0 };
    const names = [
      deadlineName('deadline', any, 'a'),
      deadlineName('deadline', { ...any, round: 1 }, 'a'),
      deadlineName('deadline', any, 'b'),
      deadlineName('retry', any, 'a'),
    ];

    expect(new Set(names).size).toBe(4);
  });

  test('lies on a full minute ahead, a retry later with each attempt', () => {
    fc.assert(
      fc.property(wait, fc.integer({ min: 0, max: 4e12 }), (any, now) => {
        for (const at of [deadlineOf(any, now), retryAt(1, now), retryAt(5, now)]) {
          expect(at % 60_000).toBe(0);
          expect(at - now).toBeGreaterThan(60_000);
        }
        expect(retryAt(2, now)).toBeGreaterThan(retryAt(1, now));
      }),
    );
  });
});
