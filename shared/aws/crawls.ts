import { crawlRequest, type CrawlRequest } from '../catalog/crawl-plan.ts';
import { crawlKey, crawlPrefix } from '../catalog/keys.ts';
import { createDocument, deleteDocument, listKeys, readDocument } from './documents.ts';

/** Remembers that a table waits for the crawler. A repeated request keeps the time of the first. */
export async function requestCrawl(bucket: string, request: CrawlRequest): Promise<void> {
  await createDocument(bucket, keyOf(request), request);
}

export async function pendingCrawls(bucket: string, crawler: string): Promise<readonly CrawlRequest[]> {
  const requests: CrawlRequest[] = [];
  for (const key of await listKeys(bucket, crawlPrefix(crawler))) {
    const found = await readDocument(bucket, key, crawlRequest);
    if (found !== undefined) requests.push(found.value);
  }
  return requests;
}

export async function forgetCrawl(bucket: string, request: CrawlRequest): Promise<void> {
  await deleteDocument(bucket, keyOf(request));
}

function keyOf({ crawler, subscription, product, changeId }: CrawlRequest): string {
  return crawlKey(crawler, subscription, product, changeId);
}
