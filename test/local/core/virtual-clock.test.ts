import { pbkdf2 } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { VirtualClock } from '../../../local/core/virtual-clock.ts';
import { sleep } from '../../../local/core/clock.ts';

/** Some milliseconds of work on another thread. */
const derive = promisify(pbkdf2);
const START = Date.UTC(2026, 0, 1);

describe('VirtualClock', () => {
  it('fires timers in order of time, then of insertion, and stands at each one’s moment', async () => {
    const clock = new VirtualClock(START);
    const fired: string[] = [];
    const note = (name: string) => () => fired.push(`${name}@${clock.now() - START}`);
    clock.timer(note('late'), 5000);
    clock.timer(note('first'), 1000);
    clock.timer(note('second'), 1000);
    clock.timer(note('at once'), 0);
    await clock.run();
    expect(fired).toEqual(['at once@0', 'first@1000', 'second@1000', 'late@5000']);
  });

  it('lets everything that a timer started settle before the next one fires', async () => {
    const clock = new VirtualClock(START);
    const order: string[] = [];
    const work = async () => {
      await Promise.resolve();
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
      order.push('work of the first');
    };
    clock.timer(() => void work(), 1);
    clock.timer(() => order.push('second'), 2);
    await clock.run();
    expect(order).toEqual(['work of the first', 'second']);
  });

  it('waits for work outside, and for timers that this work adds', async () => {
    const clock = new VirtualClock(START);
    const order: string[] = [];
    clock.timer(() => {
      void clock.outside(derive('password', 'salt', 20_000, 32, 'sha512')).then(() => {
        order.push('key');
        clock.timer(() => order.push('after the key'), 1);
      });
    }, 1);
    clock.timer(() => order.push('much later'), 1000);
    await clock.run();
    expect(order).toEqual(['key', 'after the key', 'much later']);
  });

  it('waits for file reads that nobody announced', async () => {
    const clock = new VirtualClock(START);
    const order: string[] = [];
    clock.timer(() => void readFile(new URL(import.meta.url)).then(() => order.push('file')), 1);
    clock.timer(() => order.push('next'), 2);
    await clock.run();
    expect(order).toEqual(['file', 'next']);
  });

  it('does not wait for ever on outside work that failed', async () => {
    const clock = new VirtualClock(START);
    await expect(clock.outside(Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    clock.timer(() => undefined, 1);
    await clock.run();
    expect(clock.pending).toBe(0);
  });

  it('stops at `until`, leaves later timers and stands there', async () => {
    const clock = new VirtualClock(START);
    let ticks = 0;
    const tick = () => {
      ticks++;
      clock.timer(tick, 60_000);
    };
    clock.timer(tick, 60_000);
    await clock.run({ until: START + 3_600_000 });
    expect(ticks).toBe(60);
    expect(clock.now()).toBe(START + 3_600_000);
    expect(clock.pending).toBe(1);
  });

  it('forgets a timer that was cancelled', async () => {
    const clock = new VirtualClock(START);
    const timer = clock.timer(() => expect.unreachable(), 10);
    timer.cancel();
    timer.cancel();
    await clock.run();
    expect(clock.now()).toBe(START);
  });

  it('leaves the processor to the work that it waits for', async () => {
    const clock = new VirtualClock(START);
    let isDone = false;
    const turns = vi.spyOn(globalThis, 'setImmediate');
    void clock.outside(new Promise((resolve) => setTimeout(resolve, 30)).then(() => (isDone = true)));
    await clock.settle();
    const taken = turns.mock.calls.length;
    turns.mockRestore();
    expect(isDone).toBe(true);
    expect(taken).toBeLessThan(10);
  });

  it('refuses two runs at once and delays that are no number', async () => {
    const clock = new VirtualClock(START);
    const first = clock.run();
    await expect(clock.run()).rejects.toThrow('runs already');
    await first;
    expect(() => clock.timer(() => undefined, NaN)).toThrow(RangeError);
  });

  it('keeps many timers in order', async () => {
    const clock = new VirtualClock(START);
    const delays = Array.from({ length: 2000 }, (_, index) => (index * 7919) % 1000);
    const fired: number[] = [];
    for (const delay of delays) clock.timer(() => fired.push(delay), delay);
    await clock.run();
    expect(fired).toEqual(delays.toSorted((a, b) => a - b));
  });

  it('wakes sleepers', async () => {
    const clock = new VirtualClock(START);
    let woke = 0;
    void sleep(clock, 86_400_000).then(() => (woke = clock.now()));
    await clock.run();
    expect(woke).toBe(START + 86_400_000);
  });

  it('runs beside other clocks of the process', async () => {
    const clocks = [new VirtualClock(START), new VirtualClock(START + 1), new VirtualClock(START + 2)];
    const fired: number[] = [];
    for (const [index, clock] of clocks.entries()) for (const delay of [10, 20]) clock.timer(() => void fired.push(index), delay);
    await Promise.all(clocks.map((clock) => clock.run()));

    expect(fired.toSorted((a, b) => a - b)).toEqual([0, 0, 1, 1, 2, 2]);
    expect(clocks.map((clock) => clock.now() - START)).toEqual([20, 21, 22]);
  });
});
