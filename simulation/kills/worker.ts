import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { KillSimulator } from './simulate.ts';

// Errors are made by the thousand on purpose.
Error.stackTraceLimit = 2;

/** One of several threads that play kills: asks for the next when it is done with one. */
const { folder } = z.object({ folder: z.string() }).parse(workerData);
const simulator = await KillSimulator.prepare(folder);

parentPort?.on('message', (message: unknown) => {
  const seed = z.number().parse(message);
  // A rejection ends the thread, and with it the whole run.
  void simulator.simulate(seed).then((result) => parentPort?.postMessage(result));
});
parentPort?.postMessage('ready');
