import { build } from '../../events/mesh/event.ts';
import { retrainingRequested } from '../../events/mesh/retraining.ts';
import { readPackages } from '../aws/model-packages.ts';
import { readProfile } from '../aws/profile-store.ts';
import { endRequest, listPending, readRun } from '../aws/runs.ts';
import { modelNamed, subscriptionNamed } from '../catalog/product.ts';
import { decide, type Decision } from '../retraining/decide.ts';
import { requestedData } from '../retraining/outcome.ts';
import type { Pending } from '../retraining/run-documents.ts';
import { planSettlement, type Settlement } from '../retraining/settle-plan.ts';
import { documentOf } from '../retraining/verdict-document.ts';
import type { Context } from './context.ts';
import { Gone } from './errors.ts';
import { publish } from './publish.ts';
import { following, reporting } from './sync-failed.ts';

/** Judges the requests that waited for a run against the present baseline. Does nothing while a run is under way: its end settles them. */
export async function settlePending(context: Context, model: string, causationId: string): Promise<void> {
  const { bucket } = context.environment;
  if ((await readRun(bucket, model)) !== null) return;
  const waiting = await listPending(bucket, model);
  const [newest] = waiting;
  if (newest === undefined) return;
  await reporting(context, newest.metadata, causationId, async () => {
    const decision = await judgeAnew(context, newest);
    for (const settlement of planSettlement(waiting, decision)) await settle(context, settlement, causationId);
    // A finding of its own, where the baseline cannot be read.
    documentOf(decision);
  });
}

async function judgeAnew({ environment, mesh }: Context, { metadata, data }: Pending): Promise<Decision> {
  const current = await readProfile(environment.bucket, metadata.product, metadata.changeId);
  if (current === undefined) throw new Gone(`The profile ${data.profile.uri} is gone`, 'Change the product again to have it profiled.');
  const { modelPackageGroup } = modelNamed(mesh, data.model);
  const { drift } = subscriptionNamed(mesh, data.subscription);
  return decide(data.model, drift, current, await readPackages(environment.bucket, modelPackageGroup));
}

async function settle(context: Context, settlement: Settlement, causationId: string): Promise<void> {
  const { bucket, busName } = context.environment;
  const { metadata, data } = settlement.pending;
  const end = (status: 'Covered' | 'Superseded') => endRequest(bucket, data.model, { requestId: data.requestId, status, doneAt: context.now() });
  if (settlement.kind === 'done') {
    await end(settlement.status);
    return;
  }
  const { model, subscription, link, verdictUri, profile } = data;
  const about = { model, subscription, link, verdictUri, profileUri: profile.uri };
  const requested = requestedData(documentOf(settlement.decision), about, profile.digest);
  if (requested === undefined) return;
  const next = following(metadata.product, metadata.changeId, causationId, context.now());
  await publish(busName, [build(retrainingRequested, { metadata: next, data: requested })]);
  // Another baseline makes another request; this one is asked for in its place.
  if (requested.requestId !== data.requestId) await end('Superseded');
}
