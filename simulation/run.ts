import { applyFaults } from '../local/faults/index.ts';
import { accounts, start } from './places.ts';
import type { Worlds } from './world.ts';
import { readAftermath, type Aftermath } from './aftermath.ts';
import { noteTold } from './told.ts';
import { emptyHistory, follow, type History } from './history.ts';
import { findingsByEvents, findingsOfRepair } from './invariants/index.ts';
import type { MeshName } from './meshes.ts';
import { takeCare } from './aftercare.ts';
import { SimulatedPeople } from './people.ts';
import type { Finding } from './finding.ts';
import type { Story } from './story.ts';

/** Cloud time in which everything has to come to rest: a rule's target is tried for a day, a run is looked after for hours. */
const rest = 4 * 24 * 60 * 60_000;

export interface Outcome {
  readonly findings: readonly Finding[];
  readonly history: History;
  readonly aftermath: Aftermath;
}

/**
 * Plays a story, lets the system come to rest, and looks what came of it by events alone. Then the faults are over, and it looks once
 * more when reconcile has repaired what was lost.
 */
export async function run(worlds: Worlds, story: Story): Promise<Outcome> {
  const mesh = 'full';
  const world = await worlds.open(story.seed, mesh, story.troubles);
  const { cloud, clock } = world;
  try {
    const history = emptyHistory();
    history.meshes.push({ time: start, name: mesh });
    follow(cloud, history, accounts.consumer);
    const told = noteTold(cloud, history);
    const endFaults = applyFaults(cloud, story.faults);
    const deploy = async (name: MeshName) => {
      await world.deploy(name);
      history.meshes.push({ time: clock.now(), name });
    };
    const people = new SimulatedPeople(cloud, deploy, () => world.reconcile());
    for (const { at, deed } of story.actions) {
      await clock.run({ until: start + at });
      const time = clock.now();
      history.deeds.push({ at, deed, time, done: await people.do(deed) });
    }
    await clock.run({ until: clock.now() + rest });
    await told();
    const { heldBefore } = worlds;
    const atRest = await readAftermath(cloud, clock.pending);
    const byEvents = findingsByEvents({ history, aftermath: atRest, heldBefore }, story);
    endFaults();
    world.endTroubles();
    const faultsEnded = clock.now();
    history.notes.push({ time: faultsEnded, text: 'from now on nothing goes wrong' });
    const stillDone = await takeCare(world, history, atRest.deadLetters.length);
    const aftermath = await readAftermath(cloud, clock.pending);
    const repaired = findingsOfRepair({ history, aftermath, heldBefore }, faultsEnded, stillDone);
    return { findings: [...byEvents, ...repaired], history, aftermath };
  } finally {
    await cloud.close();
  }
}
