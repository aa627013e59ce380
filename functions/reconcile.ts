import { stackStatusChange } from '../events/aws/stack-status-change.ts';
import { reconcileRequested } from '../events/mesh/reconcile-requested.ts';
import { changeIdOf } from '../shared/runtime/change-id.ts';
import type { Context } from '../shared/runtime/context.ts';
import { classify } from '../shared/runtime/failure.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { logger } from '../shared/runtime/log.ts';
import { reconcilePlace, type HowToReconcile } from '../shared/runtime/reconcile-place.ts';
import { reconcileMesh } from '../shared/runtime/reconcile-mesh.ts';
import { reconcileOpen } from '../shared/runtime/reconcile-open.ts';
import { reporting } from '../shared/runtime/sync-failed.ts';
import type { Place } from '../shared/aws/receipts.ts';

/** Does without events what the events' functions do: access, data, and everything left open. Hourly, and after every deployment. */
export const handler = handle({ on: [reconcileRequested, stackStatusChange], from: consumerAccount }, async (event, context) => {
  if (event['detail-type'] === stackStatusChange.detailType) {
    await reconcileMesh(context, [], event.id);
    await reconcileOpen(context, 'all', event.id);
    return;
  }
  const { reason, places, removals = true, accept = [], prove = false, daily = false } = event.detail.data;
  if (places !== undefined) await reconcilePlaces(context, places, { removals, prove, daily }, event.id);
  else {
    await reconcileMesh(context, accept, event.id, reason === 'schedule');
    await reconcileOpen(context, reason === 'schedule' ? 'daily' : 'none', event.id);
  }
});

/** One database that fails holds up no other; what is worth another try has the whole part tried again. */
async function reconcilePlaces(context: Context, places: readonly Place[], how: HowToReconcile, causationId: string): Promise<void> {
  const failed: unknown[] = [];
  for (const place of places) {
    try {
      const subject = { product: place, changeId: changeIdOf(causationId) };
      await reporting(context, subject, causationId, () => reconcilePlace(context, place, how, causationId));
    } catch (error) {
      const { failure, code } = classify(error);
      logger.warn('not reconciled', { place, failure, code });
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
}
