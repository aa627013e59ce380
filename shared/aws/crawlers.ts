import { GetCrawlerCommand, GlueClient, StartCrawlerCommand } from '@aws-sdk/client-glue';
import type { Crawl } from '../catalog/crawl-plan.ts';
import { count } from '../runtime/count.ts';
import { Gone } from '../runtime/errors.ts';
import { hasCode } from '../runtime/failure.ts';
import { counted } from './counted.ts';

const glue = counted(new GlueClient({}));

/** Starts the crawler unless it runs: its event then starts it again for what came later. Throws Gone when there is none. */
export async function startCrawler(name: string): Promise<void> {
  try {
    await glue.send(new StartCrawlerCommand({ Name: name }));
    count('crawl');
  } catch (error) {
    if (hasCode(error, 'EntityNotFoundException')) throw noCrawler(name);
    if (!hasCode(error, 'CrawlerRunningException')) throw error;
  }
}

/** Whether the crawler runs, and how its last crawl ended; undefined when there is no such crawler. */
export async function readCrawler(name: string): Promise<Crawl | undefined> {
  try {
    const { Crawler } = await glue.send(new GetCrawlerCommand({ Name: name }));
    const last = Crawler?.LastCrawl;
    return {
      state: Crawler?.State ?? 'RUNNING',
      ...(last?.StartTime !== undefined && { last: { startedAt: last.StartTime.getTime(), succeeded: last.Status === 'SUCCEEDED' } }),
    };
  } catch (error) {
    if (hasCode(error, 'EntityNotFoundException')) return undefined;
    throw error;
  }
}

export function noCrawler(name: string): Gone {
  return new Gone(`There is no crawler ${name}`, 'Create it again, or take it out of mesh.yml and deploy; then change the product again.');
}
