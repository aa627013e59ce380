import type { Outcome } from './run.ts';
import type { Story } from './story.ts';

/** Runs that shrinking takes at most. */
const mostRuns = 100;

export interface Shrunk {
  readonly story: Story;
  readonly outcome: Outcome;
}

/**
 * The shortest story found that still breaks one of the same invariants: halves, quarters and at last single deeds and faults are
 * left out for as long as it does.
 */
export async function shrink(failing: Shrunk, play: (story: Story) => Promise<Outcome>): Promise<Shrunk> {
  const broken = new Set(failing.outcome.findings.map(({ invariant }) => invariant));
  let best = failing;
  let runs = 0;
  const attempt = async (story: Story): Promise<boolean> => {
    if (runs >= mostRuns) return false;
    runs += 1;
    const outcome = await play(story);
    if (!outcome.findings.some(({ invariant }) => broken.has(invariant))) return false;
    best = { story, outcome };
    return true;
  };
  for (let before = 0, after = sizeOf(best.story); before !== after && runs < mostRuns; after = sizeOf(best.story)) {
    before = after;
    await thin(() => best.story.faults.faults, (faults) => attempt({ ...best.story, faults: { faults: [...faults] } }));
    await thin(() => best.story.troubles, (troubles) => attempt({ ...best.story, troubles }));
    await thin(() => best.story.actions, (actions) => attempt({ ...best.story, actions }));
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
