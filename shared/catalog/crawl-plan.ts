import * as z from 'zod/mini';
import { tableProduct } from '../../events/mesh/metadata.ts';

/** A table that waits for a crawl. */
export const crawlRequest = z.lazy(() =>
  z.object({
    crawler: z.string(),
    subscription: z.string(),
    product: tableProduct,
    changeId: z.string(),
    /** Milliseconds since the epoch; written before the crawler is asked to start. */
    requestedAt: z.number(),
  }),
);

export type CrawlRequest = z.infer<typeof crawlRequest>;

export interface Crawl {
  readonly state: 'READY' | 'RUNNING' | 'STOPPING';
  /** The last crawl that ended; a crawler that is READY may have failed. `startedAt` in milliseconds since the epoch. */
  readonly last?: { readonly startedAt: number; readonly succeeded: boolean };
}

export interface CrawlPlan {
  readonly refreshed: readonly CrawlRequest[];
  readonly failed: readonly CrawlRequest[];
  readonly startAgain: boolean;
}

/** Which requests the last crawl covers: those made before it started. Later ones need another crawl. */
export function planCrawl(requests: readonly CrawlRequest[], { state, last }: Crawl): CrawlPlan {
  // AWS may give whole seconds only.
  const covered = (request: CrawlRequest) =>
    last !== undefined && Math.floor(request.requestedAt / 1000) <= Math.floor(last.startedAt / 1000);
  const done = requests.filter(covered);
  const refreshed = last?.succeeded === true ? done : [];
  // The end of a crawl that runs has its own event; it covers all that was asked for before, also what the last one failed.
  if (state !== 'READY') return { refreshed, failed: [], startAgain: false };
  return { refreshed, failed: last?.succeeded === true ? [] : done, startAgain: done.length < requests.length };
}
