import type { Result } from '../simulate.ts';
import { simulationStacks } from '../stacks.ts';
import { Worlds } from '../world.ts';
import { differences } from './ending.ts';
import { everyKill } from './enumerate.ts';
import { killText, type Kill } from './kill.ts';
import { play, type Played } from './play.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';

/** At every point once; then again with Lambda's second attempt killed too, and with all three. */
const timesInARow = [1, 2, 3];

/** Lines of a difference that a report shows at most. */
const mostLines = 12;

/** One kill of one scenario, and how that ends without it. */
export interface Case {
  readonly scenario: Scenario;
  readonly reference: Played;
  readonly kill: Kill;
}

/** Plays scenarios with every kill that there is, one after another. */
export class KillSimulator {
  readonly #worlds: Worlds;
  readonly cases: readonly Case[];

  private constructor(worlds: Worlds, cases: readonly Case[]) {
    this.#worlds = worlds;
    this.cases = cases;
  }

  /** @param folder the functions' bundle */
  static async prepare(folder: string): Promise<KillSimulator> {
    const worlds = await Worlds.prepare(await simulationStacks(), { folder }, { audited: true });
    const references: { readonly scenario: Scenario; readonly reference: Played }[] = [];
    for (const scenario of scenarios) references.push({ scenario, reference: await play(worlds, scenario) });
    const cases = timesInARow.flatMap((times) => references.flatMap((each) => everyKill(each.reference, times).map((kill) => ({ ...each, kill }))));
    return new KillSimulator(worlds, cases);
  }

  /** @param seed which of the kills, from 1 */
  async simulate(seed: number): Promise<Result> {
    const found = this.cases[seed - 1];
    if (found === undefined) throw new Error(`there are ${this.cases.length} kills, and no ${seed}th`);
    const { scenario, reference, kill } = found;
    const { ending, redriven } = await play(this.#worlds, scenario, kill);
    const lines = differences(reference.ending, ending);
    if (lines.length === 0) return { seed };
    const report = [
      `kill ${seed} failed: ${scenario.name}: ${killText(kill)}`,
      `  ${redriven} events were redriven; of what is there at the end`,
      ...lines.slice(0, mostLines).map((line) => `    ${line.slice(0, 600)}`),
      ...(lines.length > mostLines ? [`    and ${lines.length - mostLines} lines more`] : []),
    ];
    return { seed, failure: { invariants: ['the same end'], report: report.join('\n') } };
  }
}
