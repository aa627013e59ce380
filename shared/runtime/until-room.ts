import type { Entry } from '../../events/mesh/event.ts';
import { scheduleOnce } from '../aws/schedules.ts';
import { digestOf } from '../catalog/hash.ts';
import { roomAt } from '../catalog/room.ts';
import type { Context } from './context.ts';
import { classify } from './failure.ts';
import { count } from './count.ts';
import { logger } from './log.ts';

export interface PutOff {
  readonly changeId: string;
  /** Since when it waits, milliseconds since the epoch. */
  readonly since: number;
  /** What leads here again. */
  readonly again: Entry;
}

/**
 * Runs work that starts queries. Athena lets an account have a limited number of them at once (Athena user guide, "Service Quotas": active DML queries,
 * 20 to 200 by Region): what finds no room, as when thousands of products settle together, is put off by a schedule, for Lambda would try it twice
 * within three minutes and then give it up. Whoever waits for a day fails.
 */
export async function untilRoom(context: Context, { changeId, since, again }: PutOff, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const at = classify(error).failure === 'throttled' ? roomAt(changeId, since, context.now()) : undefined;
    if (at === undefined) throw error;
    count('put off');
    logger.info('no room now', { again: new Date(at).toISOString() });
    await scheduleOnce(context.environment, `room-${digestOf(again.detailType, again.detail).slice(0, 32)}-${at / 60_000}`, at, again);
  }
}

/** The event that woke the function, once more. */
export function sameEvent(event: { readonly source: string; readonly 'detail-type': string; readonly detail: object }): Entry {
  return { source: event.source, detailType: event['detail-type'], detail: JSON.stringify(event.detail) };
}
