import { expect, it } from 'vitest';
import { RealClock } from '../../../local/core/real-clock.ts';
import { sleep } from '../../../local/core/clock.ts';

it('runs faster by its factor', async () => {
  const clock = new RealClock({ speed: 100_000, start: Date.UTC(2026, 0, 1) });
  const before = clock.now();
  await sleep(clock, 60_000);
  expect(clock.now() - before).toBeGreaterThanOrEqual(60_000);
});

it('waits for delays that are longer than setTimeout can take', () => {
  const clock = new RealClock({ start: 0 });
  const timer = clock.timer(() => expect.unreachable(), 60 * 86_400_000);
  timer.cancel();
  clock.timer(() => expect.unreachable(), 60 * 86_400_000);
  clock.close();
});

it('refuses a speed that would stop time', () => {
  expect(() => new RealClock({ speed: 0 })).toThrow(RangeError);
});
