import { classOf } from './column-class.ts';
import type { ColumnProfile, Profile } from './profile.ts';
import type { Finding } from './verdict.ts';

export interface ColumnPair {
  readonly baseline: ColumnProfile;
  readonly current: ColumnProfile;
  /** Why only the nulls are compared. */
  readonly onlyNulls?: string;
}

/** The columns that can be compared, and what stands against comparing the others. `chosen`: columns that are compared even where they move on by their nature. */
export function matchColumns(baseline: Profile, current: Profile, ignore: readonly string[], chosen: readonly string[]): { readonly pairs: readonly ColumnPair[]; readonly findings: readonly Finding[] } {
  const [ignored, wanted] = [new Set(ignore), new Set(chosen)];
  const now = new Map(current.columns.map((column) => [column.name, column]));
  const results = baseline.columns.filter(({ name }) => !ignored.has(name)).map((before) => {
    const found = now.get(before.name);
    now.delete(before.name);
    return pairOf(before, found, wanted.has(before.name));
  });
  const added = [...now.keys()].filter((name) => !ignored.has(name)).map((column): Finding => ({ kind: 'extra-column', column, text: `Column ${column} is new` }));
  return {
    pairs: results.filter((result): result is ColumnPair => 'current' in result),
    findings: [...results.filter((result): result is Finding => 'kind' in result), ...added],
  };
}

function pairOf(before: ColumnProfile, now: ColumnProfile | undefined, wanted: boolean): ColumnPair | Finding {
  const column = before.name;
  if (now === undefined) return { kind: 'missing-column', column, text: `Column ${column} is missing` };
  if (now.type !== before.type) return { kind: 'type-changed', column, text: `Column ${column} was ${before.type} and is ${now.type}` };
  const leftOut = [before.grid, now.grid].find((grid) => grid.kind === 'none');
  if (leftOut?.kind === 'none') return { kind: 'left-out', column, text: `Column ${column}: ${leftOut.reason}` };
  if (JSON.stringify(before.grid) !== JSON.stringify(now.grid)) {
    return { kind: 'grid-differs', column, text: `Column ${column} was counted on another grid: profile the baseline again` };
  }
  const movesOn = wanted ? undefined : whyItMovesOn(before);
  return { baseline: before, current: now, ...(movesOn === undefined ? {} : { onlyNulls: movesOn }) };
}

/** Columns that differ from version to version by their nature. With a threshold of their own they are compared all the same. */
function whyItMovesOn({ type, grid }: ColumnProfile): string | undefined {
  if (['date', 'timestamp'].includes(classOf(type))) return 'times move on with the data';
  if (grid.kind !== 'bins') return undefined;
  if (grid.unit === 'length') return 'nearly all values differ';
  return grid.running === true ? 'a running number' : undefined;
}
