import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import type { Result } from './simulate.ts';
import type { CodeOptions } from './world.ts';

const failure = z.object({ invariants: z.array(z.string()), report: z.string() });
const answer = z.union([z.literal('ready'), z.object({ seed: z.number(), failure: z.optional(failure) })]);

export interface ManyOptions {
  readonly first: number;
  readonly count: number;
  readonly threads: number;
  readonly code: CodeOptions;
  /** The file of the threads. Default: that of the whole loop. */
  readonly worker?: URL;
  /** Called in the order of seeds. */
  readonly tell: (result: Result) => void;
  /** Ends early where it answers true. */
  readonly enough?: (result: Result) => boolean;
}

const loop = new URL('./worker.ts', import.meta.url);

/** Plays seeds on several threads. Rejects when a thread fails: a defect of the simulation itself. */
export async function simulateMany({ first, count, threads, code, worker: file = loop, tell, enough = () => false }: ManyOptions): Promise<void> {
  const results = new Map<number, Result>();
  let next = first;
  let told = first;
  let ended = false;
  const tellInOrder = () => {
    for (let result = results.get(told); result !== undefined && !ended; result = results.get(told)) {
      results.delete(told);
      told += 1;
      tell(result);
      ended = enough(result);
    }
  };
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(file, {
        workerData: code,
        // Most of what a simulation makes is gone when it ends: with room for it, little is ever copied.
        resourceLimits: { maxYoungGenerationSizeMb: 128 },
      });
      worker.on('error', reject);
      worker.on('exit', (code) => (code === 0 || ended || next >= first + count ? resolve() : reject(new Error(`a thread of the simulation ended with code ${code}`))));
      worker.on('message', (message: unknown) => {
        const result = answer.parse(message);
        if (result !== 'ready') results.set(result.seed, result);
        tellInOrder();
        if (ended || next >= first + count) {
          resolve();
          void worker.terminate();
          return;
        }
        worker.postMessage(next);
        next += 1;
      });
    });
  await Promise.all(Array.from({ length: Math.max(1, Math.min(threads, count)) }, work));
}
