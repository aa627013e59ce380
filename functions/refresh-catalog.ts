import { catalogRefreshed } from '../events/mesh/catalog-refreshed.ts';
import { dataProductSettled } from '../events/mesh/data-product-settled.ts';
import { deadlineReached } from '../events/mesh/deadline-reached.ts';
import { build } from '../events/mesh/event.ts';
import type { Metadata, Product, TableProduct } from '../events/mesh/metadata.ts';
import { forgetCrawl, requestCrawl } from '../shared/aws/crawls.ts';
import { startCrawler } from '../shared/aws/crawlers.ts';
import { assertLinked } from '../shared/aws/link-databases.ts';
import { assumeReader } from '../shared/aws/reader.ts';
import { listTables } from '../shared/aws/tables.ts';
import { followsTable, subscriptionsOf } from '../shared/catalog/product.ts';
import type { Subscription } from '../shared/mesh/mesh.ts';
import { linkName } from '../shared/mesh/names.ts';
import type { Context } from '../shared/runtime/context.ts';
import { setDeadline } from '../shared/runtime/deadlines.ts';
import { Refused } from '../shared/runtime/errors.ts';
import { classify, isPermanent } from '../shared/runtime/failure.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { logger } from '../shared/runtime/log.ts';
import { patiently } from '../shared/runtime/patience.ts';
import { publish } from '../shared/runtime/publish.ts';
import { following, reporting } from '../shared/runtime/sync-failed.ts';

type Subject = Pick<Metadata, 'product' | 'changeId'>;

/** Takes a settled change apart into tables, and refreshes the catalog by a crawler where the subscription has one. */
export const handler = handle({ on: [dataProductSettled, deadlineReached], from: consumerAccount }, async (event, context) => {
  const { metadata, data } = event.detail;
  if ('wait' in data && data.wait !== 'refresh') return;
  const look = 'wait' in data ? data : undefined;
  const followed = subscriptionsOf(context.mesh, metadata.product).filter(({ name }) => look === undefined || look.subscription === name);
  for (const subscription of followed) {
    const wait = { wait: 'refresh', subscription: subscription.name, round: look?.round ?? 0 } as const;
    await reporting(context, metadata, event.id, () =>
      patiently(context, metadata, event.id, wait, () => refresh(context, subscription, metadata, event.id)),
    );
  }
});

async function refresh(context: Context, subscription: Subscription, { product, changeId }: Subject, causationId: string): Promise<void> {
  try {
    const tables = await tablesOf(context, subscription, product, changeId);
    if (subscription.crawler === undefined) await announce(context, subscription, tables, changeId, causationId);
    else if (tables.length > 0) await crawl(context, subscription, subscription.crawler, tables, changeId, causationId);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    // link-product has met the same with this change, and told it.
    logger.warn('not linked', { subscription: subscription.name, reason: error.message });
  }
}

async function tablesOf(
  context: Context,
  subscription: Subscription,
  product: Product,
  changeId: string,
): Promise<readonly TableProduct[]> {
  const { catalogId, database, table } = product;
  // A crawl of the consumer's own data needs no link.
  if (table !== undefined && subscription.crawler !== undefined) return [{ catalogId, database, table }];
  const reader = await assumeReader(context.environment, subscription.name, changeId);
  const link = linkName(subscription, database);
  await assertLinked(subscription, link, product, reader);
  if (table !== undefined) return [{ catalogId, database, table }];
  const names = await listTables({ name: link }, reader);
  return names.filter((name) => followsTable(subscription, name)).map((name) => ({ catalogId, database, table: name }));
}

async function announce(
  context: Context,
  subscription: Subscription,
  tables: readonly TableProduct[],
  changeId: string,
  causationId: string,
): Promise<void> {
  const events = tables.map((product) => {
    const metadata = following(product, changeId, causationId, context.now());
    return build(catalogRefreshed, { metadata, data: { subscription: subscription.name, link: linkName(subscription, product.database) } });
  });
  await publish(context.environment.busName, events);
}

/** The wish is written down before the crawler is asked: one that runs already may have started before the change. */
async function crawl(
  context: Context,
  subscription: Subscription,
  crawler: string,
  tables: readonly TableProduct[],
  changeId: string,
  causationId: string,
): Promise<void> {
  const { bucket } = context.environment;
  const [first] = tables;
  const requests = tables.map((product) => ({ crawler, subscription: subscription.name, product, changeId, requestedAt: context.now() }));
  for (const request of requests) await requestCrawl(bucket, request);
  if (first !== undefined) await setDeadline(context, { product: first, changeId }, causationId, { wait: 'crawl', crawler, round: 0 });
  try {
    await startCrawler(crawler);
  } catch (error) {
    // Nobody comes back for them: what is told now is not told again by the deadline.
    if (isPermanent(classify(error))) for (const request of requests) await forgetCrawl(bucket, request);
    throw error;
  }
}
