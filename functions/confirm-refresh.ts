import { glueCrawlerStateChange } from '../events/aws/glue-crawler-state-change.ts';
import type { EventOf } from '../events/contract.ts';
import { catalogRefreshed } from '../events/mesh/catalog-refreshed.ts';
import { deadlineReached } from '../events/mesh/deadline-reached.ts';
import { build } from '../events/mesh/event.ts';
import { noCrawler, readCrawler, startCrawler } from '../shared/aws/crawlers.ts';
import { forgetCrawl, pendingCrawls } from '../shared/aws/crawls.ts';
import { planCrawl, type CrawlRequest } from '../shared/catalog/crawl-plan.ts';
import { subscriptionNamed } from '../shared/catalog/product.ts';
import { linkName } from '../shared/mesh/names.ts';
import type { Context } from '../shared/runtime/context.ts';
import { cancelDeadline, setDeadline } from '../shared/runtime/deadlines.ts';
import { Gone, SyncError } from '../shared/runtime/errors.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { publish } from '../shared/runtime/publish.ts';
import { following, reporting } from '../shared/runtime/sync-failed.ts';

/** When a crawl has ended, tells which tables it covered, and starts the next for those that came later. */
export const handler = handle({ on: [glueCrawlerStateChange, deadlineReached], from: consumerAccount }, async (event, context) => {
  const woken = wokenBy(event);
  if (woken === undefined) return;
  const { crawler, round } = woken;
  const requests = await pendingCrawls(context.environment.bucket, crawler);
  if (requests.length === 0) return;
  const crawl = await readCrawler(crawler);
  if (crawl === undefined) {
    for (const request of requests) await finish(context, request, event.id, () => Promise.reject(noCrawler(crawler)));
    return;
  }
  const plan = planCrawl(requests, crawl);
  for (const request of plan.refreshed) await finish(context, request, event.id, () => announce(context, request, event.id));
  for (const request of plan.failed) await finish(context, request, event.id, () => fail(crawler));
  if (plan.startAgain) await startCrawler(crawler);
  const [waiting] = requests.filter((request) => !plan.refreshed.includes(request) && !plan.failed.includes(request));
  if (waiting !== undefined && (plan.startAgain || round !== undefined)) {
    await setDeadline(context, waiting, event.id, { wait: 'crawl', crawler, round: (round ?? 0) + 1 });
  }
  // The event of the end may come before the crawler shows it.
  if (waiting !== undefined && round === undefined && crawl.state === 'STOPPING')
    throw new SyncError('retry', `The crawler ${crawler} is still stopping`, 'Nothing: it is looked at again.');
});

async function finish(context: Context, request: CrawlRequest, causationId: string, tell: () => Promise<void>): Promise<void> {
  await reporting(context, request, causationId, tell);
  await forgetCrawl(context.environment.bucket, request);
  await cancelDeadline(context, request, { wait: 'crawl', crawler: request.crawler, round: 0 });
}

async function announce(context: Context, { product, changeId, subscription, crawler }: CrawlRequest, causationId: string): Promise<void> {
  const metadata = following(product, changeId, causationId, context.now());
  const link = linkName(subscriptionNamed(context.mesh, subscription), product.database);
  await publish(context.environment.busName, [build(catalogRefreshed, { metadata, data: { subscription, link, crawler } })]);
}

async function fail(crawler: string): Promise<void> {
  throw new Gone(`The crawl of ${crawler} failed`, 'Look at the log of the crawler, correct what it names, then change the product again.');
}

function wokenBy(event: EventOf<typeof glueCrawlerStateChange | typeof deadlineReached>): { crawler: string; round?: number } | undefined {
  if (event['detail-type'] === deadlineReached.detailType) {
    const { data } = event.detail;
    return data.wait === 'crawl' ? { crawler: data.crawler, round: data.round } : undefined;
  }
  return event.detail.state === 'Started' ? undefined : { crawler: event.detail.crawlerName };
}
