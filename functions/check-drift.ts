import { dataProfiled } from '../events/mesh/data-profiled.ts';
import { deadlineReached } from '../events/mesh/deadline-reached.ts';
import { driftChecked } from '../events/mesh/drift-checked.ts';
import { build } from '../events/mesh/event.ts';
import { retrainingRequested } from '../events/mesh/retraining.ts';
import { readPackages } from '../shared/aws/model-packages.ts';
import { readProfile, storeNewest } from '../shared/aws/profile-store.ts';
import { addToHistory, keepVerdict, readHistory } from '../shared/aws/verdicts.ts';
import { hasOtherTables, modelsOf, otherTableOf } from '../shared/catalog/product.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { Gone } from '../shared/runtime/errors.ts';
import { publish } from '../shared/runtime/publish.ts';
import { following, reporting } from '../shared/runtime/sync-failed.ts';
import { tellDrift } from '../shared/runtime/tell-drift.ts';
import { decide, needOf } from '../shared/retraining/decide.ts';
import { checkedData, requestedData } from '../shared/retraining/outcome.ts';

/** Compares a new profile with the baseline of every model on the table, and asks for a run where it drifted. */
export const handler = handle({ on: [dataProfiled], from: consumerAccount }, async (event, context) => {
  const { metadata, data } = event.detail;
  const { product, changeId } = metadata;
  const { bucket, busName } = context.environment;
  const current = await readProfile(bucket, product, changeId);
  if (current === undefined) throw new Gone(`The profile ${data.profileUri} is gone`, 'Change the product again to have it profiled.');
  const { fingerprint, digest, readAt } = current;
  // Before anything is judged: whoever judges a model from here on knows this version, be it for an approval at this very moment.
  await storeNewest(bucket, product, { changeId, fingerprint, digest, readAt });
  for (const { model, subscription } of modelsOf(context.mesh, product)) {
    await reporting(context, metadata, event.id, async () => {
      const { maximumAge } = model.retraining;
      // Alarms have their own event, and are looked at again while they stay.
      const other = otherTableOf(model, current);
      const history = await readHistory(bucket, product, model.name);
      const circumstances = { alarms: [], maximumAge: maximumAge && maximumAge * 1000, now: context.now(), history, isOther: other !== undefined };
      const fresh = decide(needOf(model, current), subscription, current, await readPackages(bucket, model.modelPackageGroup, other), circumstances);
      const { decision, uri } = await keepVerdict(bucket, { product, model: model.name, changeId }, fresh);
      const { verdict, baseline } = decision;
      if (verdict !== null) tellDrift(context.mesh, product, model.name, verdict);
      if (verdict !== null && baseline !== null)
        await addToHistory(bucket, product, model.name, { changeId, readAt: current.readAt, baseline: baseline.packageArn, found: verdict.found });
      const about = { model: model.name, subscription: subscription.name, link: data.link, profileUri: data.profileUri, verdictUri: uri };
      const next = following(product, changeId, event.id, context.now());
      const requested = requestedData(decision, about, current.digest);
      const isOneOfSeveral = hasOtherTables(model);
      await publish(busName, [
        build(driftChecked, { metadata: next, data: checkedData(decision, about, current.profile.rows) }),
        ...(requested === undefined || isOneOfSeveral ? [] : [build(retrainingRequested, { metadata: next, data: requested })]),
        // What several tables together call for is judged where all of them are looked at.
        ...(isOneOfSeveral ? [build(deadlineReached, { metadata: next, data: { wait: 'model', model: model.name, for: 'other table', round: 0 } })] : []),
      ]);
    });
  }
});
