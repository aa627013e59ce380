import { sleep } from '../local/core/clock.ts';
import type { StepRunner } from '../local/sagemaker/step-runner.ts';
import { passTime } from '../local/sagemaker/step-runner.ts';
import type { FailsQuery } from './engine.ts';
import type { Trouble } from './story.ts';

/** Cloud time that a run takes, milliseconds. */
const runTime = 600_000;

/** Counts the queries and runs of one simulation, and lets those fail that its troubles name. */
export class Troubles {
  readonly #troubles: readonly Trouble[];
  readonly #seen = new Map<string, number>();
  #over = false;

  constructor(troubles: readonly Trouble[]) {
    this.#troubles = troubles;
  }

  /** From here on nothing fails any more. */
  end(): void {
    this.#over = true;
  }

  readonly failsQuery: FailsQuery = (purpose, table) => {
    const nth = this.#count(`${purpose} ${table}`);
    return !this.#over && this.#troubles.some((trouble) => trouble.kind === 'query' && trouble.purpose === purpose && trouble.table === table && trouble.nth === nth);
  };

  /** Runs nothing; a run that fails does so halfway. */
  readonly runner: StepRunner = {
    run: async (step, context) => {
      const pipeline = /pipeline\/([^/]+)\/execution/.exec(context.executionArn)?.[1] ?? '';
      const nth = this.#count(`run ${pipeline}`);
      const fails = !this.#over && this.#troubles.some((trouble) => trouble.kind === 'run' && trouble.pipeline === pipeline && trouble.nth === nth);
      if (!fails) return passTime(runTime).run(step, context);
      await sleep(context.cloud.clock, runTime / 2);
      return { status: 'Failed', reason: 'the simulation lets this run fail' };
    },
  };

  #count(what: string): number {
    const nth = (this.#seen.get(what) ?? 0) + 1;
    this.#seen.set(what, nth);
    return nth;
  }
}
