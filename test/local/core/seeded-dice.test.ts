import { expect, it } from 'vitest';
import { SeededDice } from '../../../local/core/seeded-dice.ts';

const draw = (seed: number | string) => {
  const dice = new SeededDice(seed);
  return [dice.next(), dice.uuid(), dice.text(20), dice.next()];
};

it('repeats a run for the same seed and not for another', () => {
  expect(draw(7)).toEqual(draw(7));
  expect(draw('a day of faults')).toEqual(draw('a day of faults'));
  expect(draw(7)).not.toEqual(draw(8));
});

it('draws evenly from [0, 1)', () => {
  const dice = new SeededDice(1);
  const counts = Array.from({ length: 10 }, () => 0);
  for (let index = 0; index < 100_000; index++) {
    const bucket = Math.floor(dice.next() * 10);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  // Chi squared with 9 degrees of freedom: beyond 27.9 once in a thousand seeds.
  const chi = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  expect(counts).toHaveLength(10);
  expect(chi).toBeLessThan(27.9);
});

it('makes version 4 UUIDs without repeating one', () => {
  const dice = new SeededDice(2);
  const uuids = Array.from({ length: 5000 }, () => dice.uuid());
  expect(new Set(uuids).size).toBe(5000);
  for (const uuid of uuids) expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
