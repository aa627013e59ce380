import { GetCrawlerCommand, GlueClient, StartCrawlerCommand } from '@aws-sdk/client-glue';
import type { Crawl } from '../catalog/crawl-plan.ts';
import { hasCode } from '../runtime/failure.ts';

const glue = new GlueClient({});

/** Starts the crawler unless it runs: its event then starts it again for what came later. */
export async function startCrawler(name: string): Promise<void> {
  try {
    await glue.send(new StartCrawlerCommand({ Name: name }));
  } catch (error) {
    if (!hasCode(error, 'CrawlerRunningException')) throw error;
  }
}

/** Whether the crawler runs, and how its last crawl ended. */
export async function readCrawler(name: string): Promise<Crawl> {
  const { Crawler } = await glue.send(new GetCrawlerCommand({ Name: name }));
  const last = Crawler?.LastCrawl;
  return {
    running: Crawler?.State !== 'READY',
    ...(last?.StartTime !== undefined && { last: { startedAt: last.StartTime.getTime(), succeeded: last.Status === 'SUCCEEDED' } }),
  };
}
