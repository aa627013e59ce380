import { alarmStateChange } from '../events/aws/alarm-state-change.ts';
import { modelPackageStateChange } from '../events/aws/model-package-state-change.ts';
import type { EventOf } from '../events/contract.ts';
import { deadlineReached } from '../events/mesh/deadline-reached.ts';
import { build } from '../events/mesh/event.ts';
import { retrainingOrdered, retrainingRequested } from '../events/mesh/retraining.ts';
import { readNewest } from '../shared/aws/profile-store.ts';
import { modelNamed } from '../shared/catalog/product.ts';
import type { Mesh } from '../shared/mesh/mesh.ts';
import type { Context } from '../shared/runtime/context.ts';
import { Gone, Refused } from '../shared/runtime/errors.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { logger } from '../shared/runtime/log.ts';
import { publish } from '../shared/runtime/publish.ts';
import { aboutOf, settleModel } from '../shared/runtime/settle-model.ts';
import { following, reportFailure } from '../shared/runtime/sync-failed.ts';
import { orderedRequestId } from '../shared/retraining/decide.ts';
import { inShort } from '../shared/retraining/execution.ts';

const wakes = [alarmStateChange, modelPackageStateChange, retrainingOrdered, deadlineReached] as const;

/** Looks whether a model needs a run for something else than new data: an alarm, an approval, a person's order, or time that has passed. */
export const handler = handle({ on: wakes, from: consumerAccount }, async (event, context) => {
  switch (event['detail-type']) {
    case 'CloudWatch Alarm State Change':
      await onAlarm(context, event.detail, event.id);
      return;
    case 'SageMaker Model Package State Change':
      for (const { name, modelPackageGroup } of modelsIn(context.mesh))
        if (modelPackageGroup === event.detail.ModelPackageGroupName) await settleModel(context, name, event.id);
      return;
    case 'Retraining Ordered':
      await order(context, event.detail, event.id);
      return;
    case 'Deadline Reached':
      if (event.detail.data.wait === 'model') await settleModel(context, event.detail.data.model, event.id);
  }
});

function modelsIn({ subscriptions }: Mesh) {
  return subscriptions.flatMap(({ models }) => models);
}

/** An alarm that nothing follows from is a finding: a person set it up to be heard. */
async function onAlarm(context: Context, { alarmName, state }: EventOf<typeof alarmStateChange>['detail'], causationId: string): Promise<void> {
  const models = modelsIn(context.mesh).filter(({ retraining }) => retraining.alarms.includes(alarmName));
  if (models.length === 0) logger.info('an alarm of no model', { alarmName });
  for (const { name } of models) {
    const settled = await settleModel(context, name, causationId);
    if (state.value !== 'ALARM' || typeof settled !== 'object') continue;
    const remedy = `Look at the model and at what its data does not show. To train all the same: npm run retrain -- --profile NAME ${name}.`;
    await reportFailure(context, settled.current, causationId, new Refused(`Alarm ${alarmName} of ${name} leads to no run: ${settled.none}`, remedy));
  }
}

/** A person's order becomes a request, however often it comes. */
async function order(context: Context, { data }: EventOf<typeof retrainingOrdered>['detail'], causationId: string): Promise<void> {
  const { bucket, busName } = context.environment;
  const { subscription, model } = modelNamed(context.mesh, data.model);
  const product = { catalogId: context.mesh.central.account, database: subscription.database, table: model.table };
  const newest = await readNewest(bucket, product);
  if (newest === undefined) throw new Gone(`There is no profile of ${product.database}.${product.table}`, 'Have the product changed or registered: a model is trained on data that was profiled.');
  const { profileUri, ...about } = aboutOf(context, model.name, subscription, { product, changeId: newest.changeId });
  const request = {
    ...about,
    requestId: orderedRequestId(model.name, data.orderId),
    reason: 'person' as const,
    reasons: ['person' as const],
    profile: { uri: profileUri, digest: newest.digest },
    baseline: null,
    level: 'none' as const,
    verdictUri: null,
    why: inShort(data.why),
  };
  const metadata = following(product, newest.changeId, causationId, context.now());
  await publish(busName, [build(retrainingRequested, { metadata, data: request })]);
}
