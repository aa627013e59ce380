import { isDailyLook } from '../../shared/retraining/daily-look.ts';
import { start } from '../places.ts';
import type { Result } from '../simulate.ts';
import { brokenIn, Shortest, thin } from '../shrink.ts';
import { loadHandlers, type Handler } from './code.ts';
import { alarmsInVain, at, findingsAtRest, type Finding } from './invariants.ts';
import { takeOver } from './lambda.ts';
import { alarms, models, pipelines } from './mesh.ts';
import { People } from './people.ts';
import { losesApprovals, randomStory, type HandlerName, type Story } from './story.ts';
import { Troubles } from './troubles.ts';
import { World } from './world.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** Plays that shrinking takes at most. */
const mostPlays = 120;

interface Outcome {
  readonly findings: readonly Finding[];
  readonly world: World;
}

/** Plays the stories of seeds, one after another; takes the process over. */
export class RetrainingSimulator {
  readonly #handlers: Readonly<Record<HandlerName, Handler>>;

  private constructor(handlers: Readonly<Record<HandlerName, Handler>>) {
    this.#handlers = handlers;
  }

  /** @param file the bundle of the functions */
  static async prepare(file: string): Promise<RetrainingSimulator> {
    takeOver();
    return new RetrainingSimulator(await loadHandlers(file));
  }

  async simulate(seed: number): Promise<Result> {
    const story = randomStory(seed);
    const outcome = await this.#play(story);
    if (outcome.findings.length === 0) return { seed };
    const shortest = await this.#shrink(story, outcome);
    return { seed, failure: { invariants: brokenIn(shortest.outcome), report: tell(shortest.story, shortest.outcome) } };
  }

  async #play(story: Story): Promise<Outcome> {
    const troubles = new Troubles(story.troubles);
    const world = new World(story.seed, this.#handlers, troubles);
    const { clock } = world;
    await world.setUp();
    const people = new People(world);
    for (const action of story.actions) {
      await clock.run({ until: start + action.at });
      await people.do(action.deed);
    }
    await clock.run({ until: clock.now() + day });
    // What is down is up again; alarms that are there stay for two days.
    troubles.end();
    for (const pipeline of pipelines) await world.makePipeline(pipeline);
    await clock.run({ until: clock.now() + 2 * day });
    const inVain = await alarmsInVain(world);
    for (const alarm of alarms) await people.do({ kind: 'alarm', alarm, state: 'OK' });
    // Into the next month, when its budget is there again.
    await clock.run({ until: Math.max(clock.now() + 3 * day, Date.UTC(2026, 11, 3)) });
    // What follows from an approval that nobody was told of is found by reconcile alone.
    const atRest = (await findingsAtRest(world, people)).filter(({ invariant }) => !losesApprovals(story) || invariant !== 'no change lost');
    for (let passed = 0; passed < 24; passed += 1) {
      await clock.run({ until: clock.now() + hour });
      if (models.some((model) => isDailyLook(model, clock.now()))) await people.reconcile();
    }
    await clock.run({ until: clock.now() + 3 * day });
    const findings = [...inVain, ...atRest, ...(await findingsAtRest(world, people))];
    await world.cloud.close();
    return { findings, world };
  }

  async #shrink(story: Story, outcome: Outcome): Promise<{ readonly story: Story; readonly outcome: Outcome }> {
    const best = new Shortest({ story, outcome }, (shorter: Story) => this.#play(shorter), mostPlays);
    await thin(() => best.story.troubles, (troubles) => best.attempt({ ...best.story, troubles }));
    await thin(() => best.story.actions, (actions) => best.attempt({ ...best.story, actions }));
    await thin(() => best.story.troubles, (troubles) => best.attempt({ ...best.story, troubles }));
    return best;
  }
}

/** What happened, for a person. */
function tell({ seed, actions, troubles }: Story, { findings, world }: Outcome): string {
  const lines = [
    ...actions.map(({ at: time, deed }) => ({ time: start + time, text: `* ${JSON.stringify(deed)}` })),
    ...world.events.map(({ time, event }) => ({ time, text: `> ${event['detail-type']} ${JSON.stringify(event.detail['data'] ?? event.detail).slice(0, 160)}` })),
    ...world.functions.failures.map(({ time, text }) => ({ time, text: `! ${text}` })),
  ];
  return [
    `seed ${seed}`,
    ...findings.map(({ invariant, text }) => `  broken: ${invariant}: ${text}`),
    ...troubles.map((trouble) => `  trouble: ${JSON.stringify(trouble)}`),
    ...lines.toSorted((a, b) => a.time - b.time).slice(0, 80).map(({ time, text }) => `  ${at(time)} ${text}`),
  ].join('\n');
}

