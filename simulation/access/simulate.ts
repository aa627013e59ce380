import { textAt } from '../loose.ts';
import { start } from '../places.ts';
import { brokenIn, Shortest, thin } from '../shrink.ts';
import type { Result } from '../simulate.ts';
import { principals } from './any.ts';
import { readActual } from './actual.ts';
import { loadCode, type Code } from './code.ts';
import { judge, type Finding } from './judge.ts';
import { takeOver } from './lambda.ts';
import { People } from './people.ts';
import { randomStory, type Story } from './story.ts';
import { Troubles } from './troubles.ts';
import { World } from './world.ts';

const hour = 3_600_000;
/** Plays that shrinking takes at most. */
const mostPlays = 60;

/** What changes something of Glue, Lake Formation or the bucket. */
const writes = /^(Create(?!Schedule)|Delete|Batch(Grant|Revoke)|Put(?!Events))/;

interface Outcome {
  readonly findings: readonly Finding[];
  readonly world: World;
}

/** Plays the stories of seeds, one after another; takes the process over. */
export class AccessSimulator {
  readonly #code: Code;

  private constructor(code: Code) {
    this.#code = code;
  }

  /** @param file the bundle of the functions */
  static async prepare(file: string): Promise<AccessSimulator> {
    takeOver();
    return new AccessSimulator(await loadCode(file));
  }

  async simulate(seed: number): Promise<Result> {
    const story = randomStory(seed);
    const outcome = await this.#play(story);
    if (outcome.findings.length === 0) return { seed };
    const shortest = await this.#shrink(story, outcome);
    return { seed, failure: { invariants: brokenIn(shortest.outcome), report: tell(shortest.story, shortest.outcome) } };
  }

  async #play({ seed, mesh, state, deeds, troubles: planned }: Story): Promise<Outcome> {
    const troubles = new Troubles(planned);
    const world = new World(seed, this.#code, troubles);
    const meshes = [mesh];
    const people = new People(world, (edited) => {
      meshes.push(edited);
      this.#code.provideMesh(edited);
    });
    this.#code.provideMesh(mesh);
    await world.setUp(principals);
    await people.make(state);
    const before = await readActual(world);
    for (const { at, deed } of deeds) {
      await world.clock.run({ until: start + hour + at });
      await people.do(deed);
    }
    await world.clock.run({ until: world.clock.now() + hour });
    troubles.end();
    await world.clock.run({ until: world.clock.now() + hour });
    // What is held back, a person releases; a release is for exactly one plan.
    for (let round = 0; round < 3; round += 1) {
      await people.reconcile(heldHashes(world));
      await world.clock.run({ until: world.clock.now() + 2 * hour });
    }
    world.functions.calls.clear();
    world.functions.failures.length = 0;
    await people.reconcile(heldHashes(world));
    await world.clock.run({ until: world.clock.now() + 2 * hour });
    const written = [...world.functions.calls].filter(([operation]) => writes.test(operation));
    const again: Finding[] = [...written.map(([operation, times]) => `${times} ${operation}`), ...world.functions.failures].map((text) => ({ invariant: 'a second plan is empty', text }));
    const findings = [...judge(meshes, before, await readActual(world)), ...again];
    await world.cloud.close();
    return { findings, world };
  }

  async #shrink(story: Story, outcome: Outcome): Promise<{ readonly story: Story; readonly outcome: Outcome }> {
    const best = new Shortest({ story, outcome }, (shorter: Story) => this.#play(shorter), mostPlays);
    await thin(() => best.story.troubles, (troubles) => best.attempt({ ...best.story, troubles }));
    await thin(() => best.story.deeds, (deeds) => best.attempt({ ...best.story, deeds }));
    await thin(() => best.story.state.databases, (databases) => best.attempt({ ...best.story, state: { ...best.story.state, databases } }));
    await thin(() => best.story.state.grants, (grants) => best.attempt({ ...best.story, state: { ...best.story.state, grants } }));
    await thin(() => best.story.state.receipts, (receipts) => best.attempt({ ...best.story, state: { ...best.story.state, receipts } }));
    await thin(() => best.story.mesh.subscriptions, (subscriptions) => best.attempt({ ...best.story, mesh: { ...best.story.mesh, subscriptions: [...subscriptions] } }));
    return best;
  }
}

function heldHashes({ events }: World): readonly string[] {
  return events.flatMap((event) => (event['detail-type'] === 'Removal Held' ? (textAt(event.detail, 'data', 'hash') ?? []) : []));
}

/** What happened, for a person. */
function tell({ seed, mesh, state, deeds, troubles }: Story, { findings, world }: Outcome): string {
  const told = world.events.flatMap((event) => (event['detail-type'] === 'Sync Failed' ? [textAt(event.detail, 'data', 'message') ?? ''] : []));
  return [
    `seed ${seed}`,
    ...findings.map(({ invariant, text }) => `  broken: ${invariant}: ${text}`),
    ...troubles.map((trouble) => `  trouble: ${JSON.stringify(trouble)}`),
    `  mesh.yml: ${JSON.stringify(mesh.subscriptions.map(({ name, database, catalog, link, links, access, roles, tables, hybridAccess }) => ({ name, database, catalog, link, links, access, roles, tables, hybridAccess })))}`,
    `  at first: ${JSON.stringify(state)}`,
    ...deeds.map(({ at, deed }) => `  ${Math.round(at / 60_000)} min: ${JSON.stringify(deed).slice(0, 300)}`),
    ...[...new Set(told)].map((text) => `  told: ${text}`),
    ...[...new Set(world.functions.failures)].map((text) => `  failed: ${text}`),
  ].join('\n');
}
