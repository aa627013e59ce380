import type { RetrainingSettings } from '../mesh/mesh.ts';
import type { Held, Start } from './run-documents.ts';

const second = 1000;
const hour = 3600 * second;
const day = 24 * hour;

/** Longer than any month: what is older counts for nothing any more. */
const memory = 32 * day;

/** What holds a run back, and until when (milliseconds since the epoch). */
export type Hold = Pick<Held, 'why' | 'until'>;

/**
 * Whether cooldown and budget admit a run at `now`: undefined when they do, else the one that holds it back longest. A run is
 * expected to take what the last one took, so a month's hours are exceeded by the difference at most.
 */
export function admit(settings: RetrainingSettings, starts: readonly Start[], now: number): Hold | undefined {
  const holds = [cooling(settings, starts), fullDay(settings, starts, now), fullMonth(settings, starts, now)];
  return holds.flatMap((hold) => (hold !== undefined && hold.until > now ? [hold] : [])).toSorted((a, b) => b.until - a.until)[0];
}

function cooling({ cooldown }: RetrainingSettings, starts: readonly Start[]): Hold | undefined {
  if (cooldown === 0 || starts.length === 0) return undefined;
  return { why: 'cooldown', until: Math.max(...starts.map(({ at }) => at)) + cooldown * second };
}

function fullDay({ runsPerDay }: RetrainingSettings, starts: readonly Start[], now: number): Hold | undefined {
  if (runsPerDay === undefined) return undefined;
  const recent = starts.map(({ at }) => at).filter((at) => at + day > now).toSorted((a, b) => b - a);
  const oldest = recent[runsPerDay - 1];
  return oldest === undefined ? undefined : { why: 'runs per day', until: oldest + day };
}

function fullMonth({ instanceHoursPerMonth }: RetrainingSettings, starts: readonly Start[], now: number): Hold | undefined {
  if (instanceHoursPerMonth === undefined) return undefined;
  // Of what is remembered only: one run that hung would otherwise hold back all that come after it, in every month.
  const expected = remembered(starts, now).findLast(({ instanceSeconds }) => instanceSeconds !== undefined)?.instanceSeconds ?? 0;
  const today = new Date(now);
  const month = Date.UTC(today.getUTCFullYear(), today.getUTCMonth());
  const used = starts.filter(({ at }) => at >= month).reduce((sum, { instanceSeconds = expected }) => sum + instanceSeconds, 0);
  if (used + expected <= instanceHoursPerMonth * 3600 && used < instanceHoursPerMonth * 3600) return undefined;
  return { why: 'instance hours per month', until: Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1) };
}

/** What is still worth remembering. */
export function remembered(starts: readonly Start[], now: number): Start[] {
  return starts.filter(({ at }) => at + memory > now);
}

/** How long a run waits that SageMaker did not take, by how often that was so: 5, 10, 20, 40, then 60 minutes; a day for a person's work. */
export function patienceWith(why: 'quota' | 'conflict' | 'pipeline', times: number): number {
  return why === 'pipeline' ? day : Math.min(hour, 5 * 60 * second * 2 ** (times - 1));
}
