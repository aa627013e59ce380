import type { Cloud, CloudEvent } from '../core/cloud.ts';
import type { Archive, Replay } from './model.ts';
import type { Leaves } from './pattern-event.ts';

// EventBridge user guide, "Replaying archived events": an event may take ten minutes to reach the archive.
const ARCHIVE_DELAY = 600_000;
const DAY = 86_400_000;

/** Archives and replays of all accounts, by ARN. */
export class Archives {
  readonly all = new Map<string, Archive>();
  readonly replays = new Map<string, Replay>();

  keep(busArn: string, event: CloudEvent, now: number, leaves: Leaves): void {
    for (const archive of this.all.values()) {
      if (archive.busArn === busArn && archive.matches(event, leaves)) archive.events.push({ event, at: now });
    }
  }
}

/** What an archive holds at this time, in the order of a replay: by the minute of the event's time, and no order within it. */
export function archived(cloud: Cloud, archive: Archive, from: number, to: number): readonly CloudEvent[] {
  const now = cloud.clock.now();
  const oldest = archive.retentionDays === 0 ? 0 : now - archive.retentionDays * DAY;
  return archive.events
    .filter(({ at }) => at <= now - ARCHIVE_DELAY && at >= oldest)
    .map(({ event }) => ({ event, time: Date.parse(event.time), place: cloud.dice.next() }))
    .filter(({ time }) => time >= from && time < to)
    .toSorted((one, other) => Math.floor(one.time / 60_000) - Math.floor(other.time / 60_000) || one.place - other.place)
    .map(({ event }) => event);
}
