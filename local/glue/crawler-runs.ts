import type { LastCrawlInfo } from '@aws-sdk/client-glue';
import { AwsError, type Caller } from '../core/service.ts';
import { crawl, type CrawlCounts } from './crawl.ts';
import type { Glue } from './glue.ts';
import type { CrawlerRecord } from './state.ts';

const LOG_GROUP = '/aws-glue/crawlers';

export interface CrawlerOptions {
  /** Milliseconds of cloud time that a crawl takes. */
  readonly crawlTime: number;
  /** The message with which a crawl fails; undefined lets it run. */
  readonly failCrawl: (accountId: string, crawler: string) => string | undefined;
}

/** Crawls under way, and the events that tell of them (AWS Glue developer guide, "Automating AWS Glue with EventBridge"). */
export class CrawlerRuns {
  readonly #glue: Glue;
  readonly #options: CrawlerOptions;

  constructor(glue: Glue, options: CrawlerOptions) {
    this.#glue = glue;
    this.#options = options;
  }

  start(accountId: string, crawler: CrawlerRecord): void {
    const { clock } = this.#glue.cloud;
    crawler.state = 'RUNNING';
    crawler.startedAt = clock.now();
    this.#emit(accountId, crawler, { startTime: this.#time(clock.now()), state: 'Started', message: 'Crawler Started' });
    clock.timer(() => void clock.outside(this.#run(accountId, crawler)), this.#options.crawlTime);
  }

  async #run(accountId: string, crawler: CrawlerRecord): Promise<void> {
    crawler.state = 'STOPPING';
    const name = crawler.input.Name ?? '';
    try {
      const failure = this.#options.failCrawl(accountId, name);
      if (failure !== undefined) throw new AwsError('InternalServiceException', failure);
      this.#succeeded(accountId, crawler, await crawl(this.#glue, this.#role(crawler), crawler));
    } catch (error) {
      // A crawl ends as failed whatever went wrong in it, be it the role's rights or the files.
      this.#failed(accountId, crawler, error instanceof Error ? error.message : String(error));
    }
  }

  #role(crawler: CrawlerRecord): Caller {
    return this.#glue.cloud.sts.serviceAs(crawler.input.Role ?? '', 'AWS-Crawler');
  }

  #succeeded(accountId: string, crawler: CrawlerRecord, counts: CrawlCounts): void {
    const now = this.#glue.cloud.clock.now();
    this.#settle(crawler, { Status: 'SUCCEEDED' });
    this.#emit(accountId, crawler, {
      tablesCreated: String(counts.tablesCreated),
      warningMessage: 'N/A',
      partitionsUpdated: '0',
      tablesUpdated: String(counts.tablesUpdated),
      message: 'Crawler Succeeded',
      partitionsDeleted: '0',
      'runningTime (sec)': String(Math.round((now - (crawler.startedAt ?? now)) / 1000)),
      tablesDeleted: '0',
      completionDate: this.#time(now),
      state: 'Succeeded',
      partitionsCreated: String(counts.partitionsCreated),
      cloudWatchLogLink: this.#logLink(crawler),
    });
  }

  #failed(accountId: string, crawler: CrawlerRecord, errorMessage: string): void {
    this.#settle(crawler, { Status: 'FAILED', ErrorMessage: errorMessage });
    this.#emit(accountId, crawler, { errorMessage, cloudWatchLogLink: this.#logLink(crawler), state: 'Failed', message: 'Crawler Failed' });
  }

  #settle(crawler: CrawlerRecord, outcome: LastCrawlInfo): void {
    crawler.state = 'READY';
    crawler.lastCrawl = {
      ...outcome,
      LogGroup: LOG_GROUP,
      LogStream: crawler.input.Name,
      MessagePrefix: this.#glue.cloud.dice.uuid(),
      StartTime: new Date(crawler.startedAt ?? crawler.createdAt),
    };
  }

  #emit(accountId: string, crawler: CrawlerRecord, detail: Record<string, unknown>): void {
    this.#glue.cloud.events.emit(accountId, {
      source: 'aws.glue',
      detailType: 'Glue Crawler State Change',
      detail: { ...detail, accountId, crawlerName: crawler.input.Name },
    });
  }

  #logLink(crawler: CrawlerRecord): string {
    const { region } = this.#glue.cloud;
    return `https://console.aws.amazon.com/cloudwatch/home?region=${region}#logEventViewer:group=${LOG_GROUP};stream=${crawler.input.Name}`;
  }

  #time(at: number): string {
    return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
  }
}
