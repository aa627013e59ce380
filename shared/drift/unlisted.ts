import { defaultMinimumCount } from './anchor-query.ts';
import { unseenKept } from './profile.ts';
import type { ColumnProfile } from './profile.ts';

export interface Unlisted {
  /** Values that the grid does not list but one side names, with their rows on both. */
  readonly named: readonly { readonly value: string; readonly baseline: number; readonly current: number }[];
  /** What remains of the rest. */
  readonly baseline: number;
  readonly current: number;
}

/**
 * Values outside the grid's list. A profile names those that reached its minimum count, so on a side that does not name a value there can be as many
 * rows of it as stay below: that many are assumed, so that folding never makes drift. Where a side names as many as are kept, nothing is known.
 */
export function unlisted(baseline: ColumnProfile, current: ColumnProfile): Unlisted {
  const [b, c] = [new Map(baseline.unseen), new Map(current.unseen)];
  const room = { baseline: baseline.rest - sum(b), current: current.rest - sum(c) };
  const named = [...new Set([...b.keys(), ...c.keys()])].flatMap((value) => {
    const inBaseline = b.get(value) ?? assumed(baseline, room.baseline);
    const inCurrent = c.get(value) ?? assumed(current, room.current);
    if (inBaseline === undefined || inCurrent === undefined) return [];
    if (!b.has(value)) room.baseline -= inBaseline;
    if (!c.has(value)) room.current -= inCurrent;
    return [{ value, baseline: inBaseline, current: inCurrent }];
  });
  const rest = (profile: ColumnProfile, of: 'baseline' | 'current') => profile.rest - named.reduce((total, item) => total + item[of], 0);
  return { named, baseline: rest(baseline, 'baseline'), current: rest(current, 'current') };
}

function assumed({ unseen, namedFrom = defaultMinimumCount }: ColumnProfile, room: number): number | undefined {
  return unseen.length >= unseenKept ? undefined : Math.max(0, Math.min(namedFrom - 1, room));
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
