import type {
  Crawler,
  CreateCrawlerCommandInput,
  CreateCrawlerCommandOutput,
  DeleteCrawlerCommandInput,
  DeleteCrawlerCommandOutput,
  GetCrawlerCommandInput,
  GetCrawlerCommandOutput,
  GetCrawlersCommandInput,
  GetCrawlersCommandOutput,
  StartCrawlerCommandInput,
  StartCrawlerCommandOutput,
} from '@aws-sdk/client-glue';
import { page } from '../core/pages.ts';
import { AwsError, type Caller, type Output } from '../core/service.ts';
import { roleArn } from './authorize.ts';
import type { CrawlerRuns } from './crawler-runs.ts';
import { alreadyExists, invalidInput, notFound, refuseUnserved } from './errors.ts';
import type { Glue } from './glue.ts';
import type { CrawlerRecord } from './state.ts';

const PAGE = 100;

export function createCrawler(
  { cloud, catalogs }: Glue,
  caller: Caller,
  input: CreateCrawlerCommandInput,
): Output<CreateCrawlerCommandOutput> {
  refuseUnserved(input, 'Schedule', 'Classifiers', 'LineageConfiguration');
  refuseUnserved(input.Targets ?? {}, 'JdbcTargets', 'MongoDBTargets', 'DynamoDBTargets', 'DeltaTargets', 'IcebergTargets', 'HudiTargets');
  const { crawlers } = catalogs.of(caller.accountId);
  const name = input.Name ?? '';
  if (crawlers.has(name)) throw alreadyExists(`${caller.accountId}:${name} already exists`);
  const targets = [...(input.Targets?.S3Targets ?? []), ...(input.Targets?.CatalogTargets ?? [])];
  if (targets.length === 0) throw invalidInput('The local cloud crawls S3 and Catalog targets; one of them must be given.');
  assertLakeFormationTargets(input);
  const role = roleArn(input.Role ?? '', caller.accountId);
  try {
    cloud.iam.assertRoleTrusts(role, 'glue.amazonaws.com');
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalidInput(`Service is unable to assume provided role. Please verify role's TrustPolicy`);
  }
  crawlers.set(name, {
    input: { ...input, Role: role },
    createdAt: cloud.clock.now(),
    tags: new Map(Object.entries(input.Tags ?? {})),
    state: 'READY',
  });
  return {};
}

export function getCrawler({ cloud, catalogs }: Glue, caller: Caller, input: GetCrawlerCommandInput): Output<GetCrawlerCommandOutput> {
  return { Crawler: describe(crawlerOf(catalogs, caller, input.Name), cloud.clock.now()) };
}

export function getCrawlers({ cloud, catalogs }: Glue, caller: Caller, input: GetCrawlersCommandInput): Output<GetCrawlersCommandOutput> {
  const { items, nextToken } = page([...catalogs.of(caller.accountId).crawlers.values()], input.NextToken, input.MaxResults ?? PAGE);
  return { Crawlers: items.map((crawler) => describe(crawler, cloud.clock.now())), NextToken: nextToken };
}

export function startCrawler(
  { catalogs }: Glue,
  runs: CrawlerRuns,
  caller: Caller,
  input: StartCrawlerCommandInput,
): Output<StartCrawlerCommandOutput> {
  const crawler = crawlerOf(catalogs, caller, input.Name);
  if (crawler.state !== 'READY') throw new AwsError('CrawlerRunningException', `Crawler with name ${input.Name} has already started`);
  runs.start(caller.accountId, crawler);
  return {};
}

export function deleteCrawler({ catalogs }: Glue, caller: Caller, input: DeleteCrawlerCommandInput): Output<DeleteCrawlerCommandOutput> {
  const crawler = crawlerOf(catalogs, caller, input.Name);
  if (crawler.state !== 'READY') throw new AwsError('CrawlerRunningException', `Crawler with name ${input.Name} is running`);
  catalogs.of(caller.accountId).crawlers.delete(input.Name ?? '');
  return {};
}

/**
 * With Lake Formation's credentials all S3 targets are in one bucket, and there is one catalog table
 * (AWS Glue developer guide, "Configuring crawlers to use Lake Formation credentials").
 */
function assertLakeFormationTargets({ LakeFormationConfiguration, Targets }: CreateCrawlerCommandInput): void {
  if (LakeFormationConfiguration?.UseLakeFormationCredentials !== true) return;
  const buckets = new Set((Targets?.S3Targets ?? []).map(({ Path = '' }) => Path.replace(/^s3:\/\//, '').split('/')[0]));
  const tables = (Targets?.CatalogTargets ?? []).flatMap(({ Tables }) => Tables ?? []);
  if (buckets.size > 1) throw invalidInput('All S3 targets must be in the same bucket when Lake Formation credentials are used.');
  if (tables.length > 1) throw invalidInput('Only one catalog table is allowed when Lake Formation credentials are used.');
}

function crawlerOf(catalogs: Glue['catalogs'], caller: Caller, name: string | undefined): CrawlerRecord {
  const crawler = catalogs.of(caller.accountId).crawlers.get(name ?? '');
  if (!crawler) throw notFound(`Crawler with name ${name} does not exist`);
  return crawler;
}

function describe(crawler: CrawlerRecord, now: number): Crawler {
  const { Tags: _, Schedule: _schedule, ...input } = crawler.input;
  return {
    ...input,
    Role: crawler.input.Role?.replace(/^arn:[^:]+:iam::\d+:role\//, ''),
    State: crawler.state,
    CrawlElapsedTime: crawler.state === 'READY' ? 0 : now - (crawler.startedAt ?? now),
    CreationTime: new Date(crawler.createdAt),
    LastUpdated: new Date(crawler.createdAt),
    ...(crawler.lastCrawl && { LastCrawl: crawler.lastCrawl }),
    Version: 1,
  };
}
