import { describe, expect, test } from 'vitest';
import { simulateMany } from '../../simulation/many.ts';
import { rooms } from '../../simulation/rooms.ts';

const room = rooms['access'];

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

/** Continuous integration plays 300 stories, and finds each bug: `npm run simulate -- --room access`. */
describe('the real functions on any catalog, links, grants, receipts and mesh.yml, with events lost and calls failing', () => {
  test('bring what is there to what is wanted, then rest, and touch nothing foreign', async () => {
    expect(await failing((await room?.prepare()) ?? '', 25)).toEqual([]);
  });

  test.each(room?.bugs.filter(({ name }) => ['takes-foreign', 'one-page'].includes(name)) ?? [])('a mistake is found: $says', async (bug) => {
    const [report] = await failing((await room?.plant(bug)) ?? '', 60);
    expect(report).toMatch(/broken: /);
  });
});
