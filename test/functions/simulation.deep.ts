import { describe, expect, test } from 'vitest';
import { bugs } from '../../simulation/retraining/bugs.ts';
import { simulateMany } from '../../simulation/many.ts';
import { rooms } from '../../simulation/rooms.ts';

const room = rooms['retraining'];

/** Reports of the seeds that failed; ends with the first. */
async function failing(folder: string, count: number): Promise<readonly string[]> {
  const reports: string[] = [];
  await simulateMany({
    first: 1, count, threads: 1, code: { folder }, ...(room && { worker: room.worker }),
    tell: ({ failure }) => void (failure !== undefined && reports.push(failure.report)),
    enough: ({ failure }) => failure !== undefined,
  });
  return reports;
}

describe('the learning plane under changes, alarms, orders, approvals, lost events and failing calls', () => {
  test('runs what is needed once, one at a time, within its budget, and forgets nothing', async () => {
    expect(await failing((await room?.prepare()) ?? '', 60)).toEqual([]);
  });

  // Found by `npm run simulate -- --room retraining --bug all` within a thousand seeds; these within few.
  test.each(bugs.filter(({ name }) => ['no-claim', 'random-token', 'no-settling', 'unreadable-baseline'].includes(name)))('finds: $says', async (bug) => {
    const [report] = await failing((await room?.plant(bug)) ?? '', 300);
    expect(report).toMatch(/broken: /);
  });
});
