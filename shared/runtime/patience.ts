import type { Wait } from '../../events/mesh/deadline-reached.ts';
import type { Metadata } from '../../events/mesh/metadata.ts';
import type { Context } from './context.ts';
import { setRetry } from './deadlines.ts';
import { NotShared } from './errors.ts';
import { classify } from './failure.ts';
import { logger } from './log.ts';
import { reportFailure } from './sync-failed.ts';

/** Looks again at what does not show up, or was throttled: after 1, 2, 4, 8 and 16 minutes. */
const mostRounds = 5;

type ShareWait = Extract<Wait, { wait: 'share' | 'grant' | 'refresh' }>;

/**
 * Runs `work`, which may meet what is not visible yet: a share, link or grant on its way. It is tried again a few times, then a
 * person is told: Lake Formation answers the same for what never comes. What AWS throttles is tried again the same way: Lambda's own
 * two retries come within minutes, while a mesh that is linked for the first time keeps request rates busy for longer.
 */
export async function patiently(
  context: Context,
  subject: Pick<Metadata, 'product' | 'changeId'>,
  causationId: string,
  wait: ShareWait,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { failure, message } = classify(error);
    if (failure !== 'not yet visible' && failure !== 'throttled') throw error;
    logger.info(failure, { round: wait.round, reason: message });
    if (wait.round >= mostRounds) {
      if (failure === 'throttled') throw error;
      // link-product and grant-access have told it then.
      if (wait.wait === 'refresh' || error instanceof NotShared) logger.warn('given up', { reason: message });
      else await reportFailure(context, subject, causationId, error);
    } else await setRetry(context, subject, causationId, { ...wait, round: wait.round + 1 }, wait.round + 1);
  }
}
