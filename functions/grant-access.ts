import { dataProductLinked } from '../events/mesh/data-product-linked.ts';
import type { Product, TableProduct } from '../events/mesh/metadata.ts';
import { grantAll, listGrants } from '../shared/aws/grants.ts';
import { listTables } from '../shared/aws/tables.ts';
import { visible } from '../shared/aws/visible.ts';
import { missingGrants, wantedGrants } from '../shared/catalog/grant-plan.ts';
import { canaryTable, subscriptionNamed } from '../shared/catalog/product.ts';
import { startCanary } from '../shared/runtime/canary.ts';
import type { Context } from '../shared/runtime/context.ts';
import { classify, isPermanent } from '../shared/runtime/failure.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { count } from '../shared/runtime/count.ts';
import { logger } from '../shared/runtime/log.ts';
import { reportFailure } from '../shared/runtime/sync-failed.ts';

/** Gives every role of the subscription what it needs, then has the reader role prove it by a query. */
export const handler = handle({ on: [dataProductLinked], from: consumerAccount }, async (event, context) => {
  const { metadata, data } = event.detail;
  const subscription = subscriptionNamed(context.mesh, data.subscription);
  const tables = await listTables({ catalogId: metadata.product.catalogId, name: metadata.product.database });
  const wanted = wantedGrants({
    subscription,
    consumer: context.mesh.consumer.account,
    target: { catalogId: metadata.product.catalogId, database: metadata.product.database, tables },
    link: data.link,
    ownRoles: [context.environment.readerRolePrefix + subscription.name, context.environment.pipelineRoleArn],
  });
  const existing = await visible(`Database ${metadata.product.database}`, listGrants(wanted.map(({ resource }) => resource)));
  await grantMissing(context, metadata, event.id, missingGrants(wanted, existing));

  const table = canaryTable(subscription, metadata.product, tables);
  if (table === undefined) logger.info('nothing to read yet');
  else await startCanary(context, subscription.name, data.link, tableOf(metadata.product, table), metadata.changeId, event.id);
});

async function grantMissing(
  context: Context,
  subject: { product: Product; changeId: string },
  causationId: string,
  missing: ReturnType<typeof missingGrants>,
): Promise<void> {
  const refused = await grantAll(missing);
  count('grant', missing.length - refused.length);
  for (const { grant, error } of refused.filter((each) => isPermanent(classify(each.error)))) {
    logger.warn('grant refused', { principal: grant.principal, resource: grant.resource });
    await reportFailure(context, subject, causationId, error);
  }
  // What may still succeed is tried again with the whole event; what was granted is then there.
  const [worthRetrying] = refused.filter((each) => !isPermanent(classify(each.error)));
  if (worthRetrying !== undefined) throw worthRetrying.error;
}

function tableOf({ catalogId, database }: Product, table: string): TableProduct {
  return { catalogId, database, table };
}
