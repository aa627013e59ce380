import { expect, test } from 'vitest';
import { isDailyLook } from '../../../shared/retraining/daily-look.ts';

const hour = 3_600_000;
const midnight = Date.UTC(2026, 10, 22);
const hours = (model: string, from: number) => Array.from({ length: 24 }, (_, index) => index).filter((index) => isDailyLook(model, from + index * hour));

test('a model is looked at in one hour of each day, the same every day', () => {
  for (const model of ['orders', 'claims', 'a'.repeat(63)]) {
    expect(hours(model, midnight)).toHaveLength(1);
    expect(hours(model, midnight + 24 * hour + 59 * 60_000)).toEqual(hours(model, midnight));
  }
});

test('many models share the hours of the day', () => {
  const taken = Map.groupBy(Array.from({ length: 480 }, (_, index) => hours(`model-${index}`, midnight)[0]), (own) => own);

  expect(taken.size).toBe(24);
  for (const those of taken.values()) expect(those.length).toBeLessThan(60);
});
