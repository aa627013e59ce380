import { randomStory } from './random-story.ts';
import { run, type Outcome } from './run.ts';
import { brokenIn, shrink } from './shrink.ts';
import { simulationStacks } from './stacks.ts';
import type { Story } from './story.ts';
import { tell } from './tell.ts';
import { Worlds, type CodeOptions } from './world.ts';

export interface Result {
  readonly seed: number;
  /** Undefined when all invariants held. */
  readonly failure?: Failure | undefined;
}

export interface Failure {
  /** Those that the shortest story breaks. */
  readonly invariants: readonly string[];
  /** The shortest story that breaks it, for a reader. */
  readonly report: string;
}

/** Plays the stories of seeds, one after another. */
export class Simulator {
  readonly #worlds: Worlds;

  private constructor(worlds: Worlds) {
    this.#worlds = worlds;
  }

  static async prepare(code: CodeOptions): Promise<Simulator> {
    return new Simulator(await Worlds.prepare(await simulationStacks(), code));
  }

  async simulate(seed: number): Promise<Result> {
    const story = randomStory(seed);
    const outcome = await this.play(story);
    if (outcome.findings.length === 0) return { seed };
    const shortest = await shrink({ story, outcome }, (shorter) => this.play(shorter));
    return { seed, failure: { invariants: brokenIn(shortest.outcome), report: tell(shortest.story, shortest.outcome) } };
  }

  play(story: Story): Promise<Outcome> {
    return run(this.#worlds, story);
  }
}
