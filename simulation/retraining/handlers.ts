import { reconcileRequested } from '../../events/mesh/reconcile-requested.ts';
import { consumerAccount, handle } from '../../shared/runtime/handler.ts';
import { reconcileOpen } from '../../shared/runtime/reconcile-open.ts';

/** What the simulation bundles: the functions of the learning plane, with a mesh that is given to them. */
export { handler as checkDrift } from '../../functions/check-drift.ts';
export { handler as startRetraining } from '../../functions/start-retraining.ts';
export { handler as finishRetraining } from '../../functions/finish-retraining.ts';
export { handler as reviewModel } from '../../functions/review-model.ts';
export { provideMesh } from '../../shared/mesh/runtime.ts';

/** Of reconcile what looks after models: there is no catalog here. */
export const reconcile = handle({ on: [reconcileRequested], from: consumerAccount }, (event, context) => reconcileOpen(context, 'daily', event.id));
