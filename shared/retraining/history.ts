import * as z from 'zod/mini';
import { level } from '../../events/mesh/drift-checked.ts';
import type { Level } from '../drift/verdict.ts';

const entry = z.lazy(() => z.object({ changeId: z.string(), readAt: z.number(), baseline: z.string(), found: level }));

/** What the checks of a model found, the newest last: hysteresis looks back. */
export const historyDocument = z.lazy(() => z.object({ version: z.literal(1), entries: z.array(entry) }));

export type Entry = z.infer<typeof entry>;

/** `of` in mesh.yml is hardly ever more. */
const kept = 100;

/** The history with one more check. A change counts once, however often it is judged. */
export function remembering(entries: readonly Entry[], mine: Entry): readonly Entry[] {
  if (entries.some(({ changeId }) => changeId === mine.changeId)) return entries;
  return [...entries, mine].toSorted((a, b) => a.readAt - b.readAt).slice(-kept);
}

/** What earlier data was found to be against the same baseline, oldest first. */
export function earlier(entries: readonly Entry[], current: { readonly changeId: string; readonly readAt: number }, baseline: string): readonly Level[] {
  return entries
    .filter((each) => each.baseline === baseline && each.changeId !== current.changeId && each.readAt <= current.readAt)
    .map(({ found }) => found);
}
