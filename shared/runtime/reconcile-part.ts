import { build } from '../../events/mesh/event.ts';
import { reconcileRequested } from '../../events/mesh/reconcile-requested.ts';
import type { EventOf } from '../../events/contract.ts';
import type { Place } from '../aws/receipts.ts';
import { scheduleOnce } from '../aws/schedules.ts';
import { retryAt } from '../catalog/deadline.ts';
import { changeIdOf } from './change-id.ts';
import type { Context } from './context.ts';
import { classify } from './failure.ts';
import { logger } from './log.ts';
import { publish } from './publish.ts';
import { reconcilePlace } from './reconcile-place.ts';
import { reporting } from './sync-failed.ts';

type Data = EventOf<typeof reconcileRequested>['detail']['data'];
export type Lane = Omit<Data, 'places'> & { readonly places: readonly Place[] };

/** Databases of one invocation: a few hundred calls, well within its time. */
export const partSize = 25;

/** What AWS throttles is looked at again after 1, 2, 4, 8 and 16 minutes. */
const mostRounds = 5;

/** What came of a part: databases that failed, and why the first of them did. */
interface Failed {
  readonly throttled: readonly Place[];
  readonly others: readonly Place[];
  readonly error: unknown;
}

/**
 * Reconciles the first databases of a lane, and has the others done by an event of its own. So no more databases are looked at at once
 * than there are lanes, however many a mesh has: AWS's request rates count for the account, and a person's calls come out of them too.
 */
export async function reconcilePart(context: Context, { places, throttled: before = [], round = 0, ...how }: Lane, causationId: string): Promise<void> {
  const rest = places.slice(partSize);
  const { throttled: now, others, error } = await reconcileEach(context, places.slice(0, partSize), how, causationId);
  const throttled = [...before, ...now];
  const isOver = rest.length === 0 && (throttled.length === 0 || round >= mostRounds);
  // Lambda tries the whole part again, and its dead-letter queue keeps what remains.
  if (isOver && error !== undefined) throw error;
  if (isOver) return;
  const next = (data: Omit<Lane, 'reason'>) => build(reconcileRequested, { data: { ...how, ...data, places: [...data.places] } });
  if (others.length > 0) await publish(context.environment.busName, [next({ places: others, round: mostRounds })]);
  if (rest.length > 0) await publish(context.environment.busName, [next({ places: rest, throttled, round })]);
  else await scheduleOnce(context.environment, `part-${causationId}`, retryAt(round + 1, context.now()), next({ places: throttled, round: round + 1 }));
}

/** One database that fails holds up no other. */
async function reconcileEach(context: Context, places: readonly Place[], { removals = true, prove = false, daily = false }: Omit<Lane, 'places'>, causationId: string): Promise<Failed> {
  const throttled: Place[] = [];
  const others: Place[] = [];
  let first: unknown;
  for (const place of places) {
    try {
      const subject = { product: place, changeId: changeIdOf(causationId) };
      await reporting(context, subject, causationId, () => reconcilePlace(context, place, { removals, prove, daily }, causationId));
    } catch (error) {
      const { failure, code } = classify(error);
      logger.warn('not reconciled', { place, failure, code });
      (failure === 'throttled' ? throttled : others).push(place);
      first ??= error;
    }
  }
  return { throttled, others, error: first };
}
