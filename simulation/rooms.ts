import { bugs as accessBugs } from './access/bugs.ts';
import { bundleHandlers as bundleAccess } from './access/code.ts';
import type { Bug } from './bugs/bug.ts';
import { bugs } from './bugs/index.ts';
import { bundleFunctions } from './code.ts';
import { KillSimulator } from './kills/simulate.ts';
import { bugs as retrainingBugs } from './retraining/bugs.ts';
import { bundleHandlers } from './retraining/code.ts';
import { simulationStacks } from './stacks.ts';

/** One kind of simulation. */
export interface Room {
  /** Makes what its threads need; answers where their code is. */
  prepare(): Promise<string>;
  /** As `prepare`, with a bug in the code. */
  plant(bug: Bug): Promise<string>;
  readonly bugs: readonly Bug[];
  readonly worker: URL;
  /** How many there are where they are enumerated and not drawn. */
  readonly count?: (folder: string) => Promise<number>;
}

const loop: Room = {
  prepare: async () => {
    await simulationStacks();
    return await bundleFunctions();
  },
  plant: async (bug) => {
    await simulationStacks();
    return await bundleFunctions(bug);
  },
  bugs,
  worker: new URL('./worker.ts', import.meta.url),
};

const retraining: Room = {
  prepare: () => bundleHandlers(),
  plant: (bug) => bundleHandlers(bug),
  bugs: retrainingBugs,
  worker: new URL('./retraining/worker.ts', import.meta.url),
};

const access: Room = {
  prepare: () => bundleAccess(),
  plant: (bug) => bundleAccess(bug),
  bugs: accessBugs,
  worker: new URL('./access/worker.ts', import.meta.url),
};

/** Deaths of a process, one at every point at which there may be one. */
const kills: Room = {
  ...loop,
  worker: new URL('./kills/worker.ts', import.meta.url),
  count: async (folder) => (await KillSimulator.prepare(folder)).cases.length,
};

export const rooms: Readonly<Record<string, Room | undefined>> = { loop, retraining, access, kills };
