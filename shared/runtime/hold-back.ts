import { build } from '../../events/mesh/event.ts';
import { retrainingHeld } from '../../events/mesh/retraining.ts';
import { noteHeld, readCurrent, withdrawRun } from '../aws/runs.ts';
import { patienceWith, type Hold } from '../retraining/admission.ts';
import type { Held, Pending } from '../retraining/run-documents.ts';
import type { Context } from './context.ts';
import { count } from './count.ts';
import { cancelDeadline, lookAtModel } from './deadlines.ts';
import { logger } from './log.ts';
import { publish } from './publish.ts';
import { following } from './sync-failed.ts';

/** Leaves a request waiting that cooldown or budget does not admit yet: told, written down, and looked at again when it may begin. */
export async function holdBack(context: Context, request: Pending, hold: Hold, causationId: string): Promise<void> {
  const { bucket } = context.environment;
  const { model, requestId } = request.data;
  const { held } = await readCurrent(bucket, model);
  const isTold = held?.requestId === requestId && held.why === hold.why && held.until === hold.until;
  logger.info('held back', { model, requestId, why: hold.why, until: new Date(hold.until).toISOString() });
  if (isTold) return;
  await tell(context, request, hold, causationId);
  await noteHeld(bucket, model, { requestId, ...hold, times: 1 });
}

/** Gives the claim back of a run that SageMaker did not take, and has it looked at again. Throws what a person has to mend. */
export async function putOff(
  context: Context,
  request: Pending,
  { why, error }: { readonly why: 'quota' | 'conflict' | 'pipeline'; readonly error: unknown },
  causationId: string,
): Promise<void> {
  const { bucket } = context.environment;
  const { model, requestId } = request.data;
  const { held } = await readCurrent(bucket, model);
  const times = held?.why === why ? held.times + 1 : 1;
  const next: Held = { requestId, why, times, until: context.now() + patienceWith(why, times) };
  logger.warn('not started', { model, requestId, why, until: new Date(next.until).toISOString() });
  await tell(context, request, next, causationId);
  await cancelDeadline(context, request.metadata, { wait: 'run', model, requestId, round: 0 });
  // Last: until the claim is given back, the request's own retries come back to it.
  await withdrawRun(bucket, model, requestId, next);
  if (why === 'pipeline') throw error;
}

async function tell(context: Context, { metadata, data }: Pending, { why, until }: Hold, causationId: string): Promise<void> {
  const { product, changeId } = metadata;
  const { model, requestId, reason } = data;
  await lookAtModel(context, metadata, causationId, model, 'held run', until);
  const next = following(product, changeId, causationId, context.now());
  count(`held for ${why}`);
  const held = { model, requestId, reason, why, until: new Date(until).toISOString() };
  await publish(context.environment.busName, [build(retrainingHeld, { metadata: next, data: held })]);
}
