import { dataProductChanged } from '../events/mesh/data-product-changed.ts';
import { dataProductLinked } from '../events/mesh/data-product-linked.ts';
import { build } from '../events/mesh/event.ts';
import { assertShared, createLink, findDatabase } from '../shared/aws/link-databases.ts';
import { planLink, type LinkTarget } from '../shared/catalog/link-plan.ts';
import { subscriptionsOf } from '../shared/catalog/product.ts';
import { linkName } from '../shared/mesh/names.ts';
import type { Context } from '../shared/runtime/context.ts';
import { Refused } from '../shared/runtime/errors.ts';
import { hasCode } from '../shared/runtime/failure.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { publish } from '../shared/runtime/publish.ts';
import { following, reporting } from '../shared/runtime/sync-failed.ts';

/** Makes sure that every subscription of the product has its link database. */
export const handler = handle({ on: [dataProductChanged], from: consumerAccount }, async (event, context) => {
  const { product, changeId } = event.detail.metadata;
  const target = { catalogId: product.catalogId, database: product.database };
  await assertShared(target);
  for (const subscription of subscriptionsOf(context.mesh, product)) {
    const link = linkName(subscription, product.database);
    await reporting(context, { product, changeId }, event.id, async () => {
      await ensureLink(link, target, context);
      const metadata = following(product, changeId, event.id, context.now());
      await publish(context.environment.busName, [build(dataProductLinked, { metadata, data: { subscription: subscription.name, link } })]);
    });
  }
});

async function ensureLink(link: string, target: LinkTarget, context: Context): Promise<void> {
  const plan = planLink(link, target, await findDatabase(link));
  if (plan.action === 'refuse') throw new Refused(plan.reason, plan.remedy);
  if (plan.action === 'keep') return;
  try {
    await createLink(link, target, context.mesh.consumer.region, context.environment.stage);
  } catch (error) {
    if (!hasCode(error, 'AlreadyExistsException')) throw error;
    // Somebody was faster: what stands there now decides.
    const again = planLink(link, target, await findDatabase(link));
    if (again.action !== 'keep') throw new Refused(`The name ${link} was taken meanwhile`, 'Choose another `link` in mesh.yml.');
  }
}
