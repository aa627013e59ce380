import { stackStatusChange } from '../events/aws/stack-status-change.ts';
import { reconcileRequested } from '../events/mesh/reconcile-requested.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { reconcilePart } from '../shared/runtime/reconcile-part.ts';
import { reconcileMesh } from '../shared/runtime/reconcile-mesh.ts';
import { reconcileOpen } from '../shared/runtime/reconcile-open.ts';

/** Does without events what the events' functions do: access, data, and everything left open. Hourly, and after every deployment. */
export const handler = handle({ on: [reconcileRequested, stackStatusChange], from: consumerAccount }, async (event, context) => {
  if (event['detail-type'] === stackStatusChange.detailType) {
    await reconcileMesh(context, [], event.id);
    await reconcileOpen(context, 'all', event.id);
    return;
  }
  const { reason, places, accept = [] } = event.detail.data;
  if (places !== undefined) await reconcilePart(context, { ...event.detail.data, places }, event.id);
  else {
    await reconcileMesh(context, accept, event.id, reason === 'schedule');
    await reconcileOpen(context, reason === 'schedule' ? 'daily' : 'none', event.id);
  }
});
