import { build } from '../../events/mesh/event.ts';
import { retrainingRequested } from '../../events/mesh/retraining.ts';
import { readPackages } from '../aws/model-packages.ts';
import { readNewest, readProfile } from '../aws/profile-store.ts';
import { endRequest, listPending, readDone, readRun } from '../aws/runs.ts';
import { profileKey, verdictKey } from '../catalog/keys.ts';
import { modelNamed } from '../catalog/product.ts';
import type { ProfiledVersion } from '../catalog/profile-documents.ts';
import { linkName } from '../mesh/names.ts';
import { decide, type Decision } from '../retraining/decide.ts';
import { requestedData } from '../retraining/outcome.ts';
import { planSettlement } from '../retraining/settle-plan.ts';
import { documentOf } from '../retraining/verdict-document.ts';
import type { Context } from './context.ts';
import { publish } from './publish.ts';
import { following, reporting } from './sync-failed.ts';

type Known = ReturnType<typeof modelNamed>;

/**
 * Judges the newest data against the present baseline after a run: it may have come, or gone back, while the run was under way.
 * Does nothing while another run is under way: the end of that one settles all.
 */
export async function settleModel(context: Context, name: string, causationId: string): Promise<void> {
  const { bucket } = context.environment;
  if ((await readRun(bucket, name)) !== null) return;
  const known = modelNamed(context.mesh, name);
  const product = { catalogId: context.mesh.central.account, database: known.subscription.database, table: known.model.table };
  const newest = await readNewest(bucket, product);
  const current = newest && (await readProfile(bucket, product, newest.changeId));
  if (current === undefined) return;
  await reporting(context, current, causationId, async () => {
    const decision = decide(name, known.subscription, current, await readPackages(bucket, known.model.modelPackageGroup));
    await carryOut(context, known, current, decision, causationId);
    // Throws where the baseline cannot be read: that is a finding of its own.
    documentOf(decision);
  });
}

async function carryOut(context: Context, known: Known, current: ProfiledVersion, decision: Decision, causationId: string): Promise<void> {
  const { bucket } = context.environment;
  const model = known.model.name;
  const before = decision.kind === 'train' ? await readDone(bucket, model, decision.requestId) : undefined;
  const { done, request } = planSettlement(await listPending(bucket, model), decision, before, context.now());
  if (request) await ask(context, known, current, decision, causationId);
  for (const { pending, status } of done)
    await endRequest(bucket, model, { requestId: pending.data.requestId, status, doneAt: context.now() });
}

async function ask(
  context: Context,
  { model, subscription }: Known,
  { product, changeId, digest }: ProfiledVersion,
  decision: Decision,
  causationId: string,
): Promise<void> {
  const { bucket, busName } = context.environment;
  const about = {
    model: model.name,
    subscription: subscription.name,
    link: linkName(subscription, product.database),
    profileUri: `s3://${bucket}/${profileKey(product, changeId)}`,
    verdictUri: `s3://${bucket}/${verdictKey(product, model.name, changeId)}`,
  };
  const data = requestedData(documentOf(decision), about, digest);
  const metadata = following(product, changeId, causationId, context.now());
  if (data !== undefined) await publish(busName, [build(retrainingRequested, { metadata, data })]);
}
