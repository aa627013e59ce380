import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import type { Result } from './simulate.ts';

/** What plays the stories of one room, one after another. */
interface Player {
  simulate(seed: number): Promise<Result>;
}

/** Makes this thread one of several that play seeds: it asks for the next when it is done with one. */
export async function serveSeeds(prepare: (folder: string) => Promise<Player>): Promise<void> {
  // Errors are made by the thousand on purpose.
  Error.stackTraceLimit = 2;
  const { folder } = z.object({ folder: z.string() }).parse(workerData);
  const player = await prepare(folder);
  parentPort?.on('message', (message: unknown) => {
    const seed = z.number().parse(message);
    // A rejection ends the thread, and with it the whole run.
    void player.simulate(seed).then((result) => parentPort?.postMessage(result));
  });
  parentPort?.postMessage('ready');
}
