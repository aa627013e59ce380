import type { Outcome } from './run.ts';
import type { Story } from './story.ts';

/** Runs that shrinking takes at most. */
const mostRuns = 100;

export interface Shrunk {
  readonly story: Story;
  readonly outcome: Outcome;
}

/** The invariants that do not hold, each once. */
export function brokenIn({ findings }: { readonly findings: readonly { readonly invariant: string }[] }): readonly string[] {
  return [...new Set(findings.map(({ invariant }) => invariant))];
}

/** The shortest story so far that still breaks one of the invariants that the first one broke. */
export class Shortest<S, O extends { readonly findings: readonly { readonly invariant: string }[] }> {
  readonly #broken: ReadonlySet<string>;
  readonly #play: (story: S) => Promise<O>;
  #playsLeft: number;
  story: S;
  outcome: O;

  constructor({ story, outcome }: { readonly story: S; readonly outcome: O }, play: (story: S) => Promise<O>, mostPlays: number) {
    this.#broken = new Set(brokenIn(outcome));
    this.#play = play;
    this.#playsLeft = mostPlays;
    this.story = story;
    this.outcome = outcome;
  }

  get mayGoOn(): boolean {
    return this.#playsLeft > 0;
  }

  /** Keeps a shorter story where it breaks the same. */
  async attempt(story: S): Promise<boolean> {
    if (!this.mayGoOn) return false;
    this.#playsLeft -= 1;
    const outcome = await this.#play(story);
    if (!outcome.findings.some(({ invariant }) => this.#broken.has(invariant))) return false;
    this.story = story;
    this.outcome = outcome;
    return true;
  }
}

/**
 * The shortest story found that still breaks one of the same invariants: halves, quarters and at last single deeds and faults are
 * left out for as long as it does.
 */
export async function shrink(failing: Shrunk, play: (story: Story) => Promise<Outcome>): Promise<Shrunk> {
  const best = new Shortest(failing, play, mostRuns);
  for (let before = 0, after = sizeOf(best.story); before !== after && best.mayGoOn; after = sizeOf(best.story)) {
    before = after;
    await thin(() => best.story.faults.faults, (faults) => best.attempt({ ...best.story, faults: { faults: [...faults] } }));
    await thin(() => best.story.troubles, (troubles) => best.attempt({ ...best.story, troubles }));
    await thin(() => best.story.actions, (actions) => best.attempt({ ...best.story, actions }));
  }
  return best;
}

/** Leaves out ever smaller parts of a list, wherever `keep` accepts what remains. */
export async function thin<T>(list: () => readonly T[], keep: (rest: readonly T[]) => Promise<boolean>): Promise<void> {
  for (let size = Math.ceil(list().length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < list().length; ) {
      const rest = list().toSpliced(at, size);
      if (!(await keep(rest))) at += size;
    }
  }
}

function sizeOf({ actions, faults, troubles }: Story): number {
  return actions.length + faults.faults.length + troubles.length;
}
