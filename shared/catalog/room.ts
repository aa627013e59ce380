import { nextMinute } from './deadline.ts';
import { digestOf } from './hash.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Longest that work waits for room among an account's queries. */
const longest = 24 * hour;
/** Comes within so many minutes at first, and within as long as it has waited after that. */
const fewestMinutes = 5;
const mostMinutes = 60;

/**
 * When to try again what found no room at `now`, having waited since `since` (milliseconds since the epoch); a full minute. Undefined when it has waited
 * for a day. Minutes are chosen by the change and the time: what is refused together does not come back together.
 */
export function roomAt(changeId: string, since: number, now: number): number | undefined {
  const waited = Math.max(0, now - since);
  if (waited > longest) return undefined;
  const minutes = Math.min(mostMinutes, Math.max(fewestMinutes, Math.ceil(waited / minute)));
  return nextMinute(now) + (Number.parseInt(digestOf('room', changeId, String(now)).slice(0, 8), 16) % minutes) * minute;
}
