import { deadlineReached, type Wait } from '../../events/mesh/deadline-reached.ts';
import { build } from '../../events/mesh/event.ts';
import type { Metadata } from '../../events/mesh/metadata.ts';
import { cancelSchedule, scheduleOnce } from '../aws/schedules.ts';
import { deadlineName, deadlineOf, modelLookName, nextMinute, retryAt } from '../catalog/deadline.ts';
import type { Context } from './context.ts';
import { following } from './sync-failed.ts';

type Subject = Pick<Metadata, 'product' | 'changeId'>;

/** Has somebody look at what is waited for, should its own event not come. */
export async function setDeadline(context: Context, subject: Subject, causationId: string, wait: Wait): Promise<void> {
  await look(context, 'deadline', subject, causationId, wait, deadlineOf(wait, context.now()));
}

/** Has somebody look again at what failed for the `attempt`-th time. */
export async function setRetry(context: Context, subject: Subject, causationId: string, wait: Wait, attempt: number): Promise<void> {
  await look(context, 'retry', subject, causationId, wait, retryAt(attempt, context.now()));
}

/** Has somebody look at a model after `time` (milliseconds since the epoch, not in the past). */
export async function lookAtModel(
  context: Context,
  { product, changeId }: Subject,
  causationId: string,
  model: string,
  what: Extract<Wait, { wait: 'model' }>['for'],
  time: number,
): Promise<void> {
  const at = nextMinute(time);
  const wait = { wait: 'model', model, for: what, round: 0 } as const;
  const event = build(deadlineReached, { metadata: following(product, changeId, causationId, at), data: wait });
  await scheduleOnce(context.environment, modelLookName(wait, at), at, event);
}

/** The native event came: nobody needs to look. */
export async function cancelDeadline({ environment }: Context, { changeId }: Pick<Metadata, 'changeId'>, wait: Wait): Promise<void> {
  await cancelSchedule(environment, deadlineName('deadline', wait, changeId));
}

async function look(
  context: Context,
  kind: 'deadline' | 'retry',
  { product, changeId }: Subject,
  causationId: string,
  wait: Wait,
  at: number,
): Promise<void> {
  const event = build(deadlineReached, { metadata: following(product, changeId, causationId, at), data: wait });
  await scheduleOnce(context.environment, deadlineName(kind, wait, changeId), at, event);
}
