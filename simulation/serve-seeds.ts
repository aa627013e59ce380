import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import type { Result } from './simulate.ts';

/** What plays the stories of one room, one after another. */
interface Player {
  simulate(seed: number): Promise<Result>;
}

/** Code that was bundled before, in this folder. */
export const bundled = z.object({ folder: z.string() });

/**
 * Makes this thread one of several that play seeds: it asks for the next when it is done with one.
 * @param code the form of what the thread was given
 */
export async function serveSeeds<Code>(code: z.ZodType<Code>, prepare: (code: Code) => Promise<Player>): Promise<void> {
  // Errors are made by the thousand on purpose; of those that are none of our faults two frames are enough.
  Error.stackTraceLimit = 2;
  const player = await prepare(code.parse(workerData));
  parentPort?.on('message', (message: unknown) => {
    const seed = z.number().parse(message);
    // A rejection ends the thread, and with it the whole run.
    void player.simulate(seed).then((result) => parentPort?.postMessage(result));
  });
  parentPort?.postMessage('ready');
}
