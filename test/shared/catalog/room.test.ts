import { expect, test } from 'vitest';
import fc from 'fast-check';
import { roomAt } from '../../../shared/catalog/room.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const now = Date.UTC(2026, 10, 22, 9, 0, 30);

test('what finds no room comes back on a full minute, within as long as it has waited, five minutes at least and an hour at most', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: day }), (changeId, waited) => {
      const at = roomAt(changeId, now - waited, now) ?? NaN;
      const minutes = Math.min(60, Math.max(5, Math.ceil(waited / minute)));

      expect(at % minute).toBe(0);
      expect(at).toBeGreaterThan(now);
      expect(at - now).toBeLessThanOrEqual(minutes * minute);
    }),
  );
});

test('what waited for more than a day has waited in vain', () => {
  expect(roomAt('a', now - day, now)).toBeDefined();
  expect(roomAt('a', now - day - 1, now)).toBeUndefined();
});

test('a thousand that are refused together do not come back together', () => {
  const minutes = Map.groupBy(Array.from({ length: 1000 }, (_, i) => roomAt(`change-${i}`, now, now)), (at) => at);

  expect(minutes.size).toBe(5);
  // 200 each on average; a fair choice is within 150 and 250 but for one time in thousands.
  for (const together of minutes.values()) expect(together.length).toBeGreaterThan(150);
});
