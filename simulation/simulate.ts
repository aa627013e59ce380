import { root } from '../scripts/build/paths.ts';
import { randomStory } from './random-story.ts';
import { run, type Outcome } from './run.ts';
import { shrink } from './shrink.ts';
import { simulationStacks } from './stacks.ts';
import type { Story } from './story.ts';
import { tell } from './tell.ts';
import { Worlds } from './world.ts';

export interface Result {
  readonly seed: number;
  /** Undefined when all invariants held. */
  readonly report?: string;
}

/** Plays the stories of seeds, one after another. */
export class Simulator {
  readonly #worlds: Worlds;

  private constructor(worlds: Worlds) {
    this.#worlds = worlds;
  }

  /** @param codeRoot folder that holds `dist/` with the functions' bundles */
  static async prepare(codeRoot: string = root): Promise<Simulator> {
    return new Simulator(await Worlds.prepare(await simulationStacks(), codeRoot));
  }

  async simulate(seed: number): Promise<Result> {
    const story = randomStory(seed);
    const outcome = await this.play(story);
    if (outcome.findings.length === 0) return { seed };
    const shortest = await shrink({ story, outcome }, (shorter) => this.play(shorter));
    return { seed, report: tell(shortest.story, shortest.outcome) };
  }

  play(story: Story): Promise<Outcome> {
    return run(this.#worlds, story);
  }
}
