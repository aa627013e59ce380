import { audited } from '../core/audit.ts';
import type { Cloud, GlueCatalog } from '../core/cloud.ts';
import type { CatalogMetadata } from '../core/governance.ts';
import type { Caller, Operation, Service } from '../core/service.ts';
import { Access } from './access.ts';
import { authorizations } from './authorize.ts';
import { LocalCatalog } from './catalog.ts';
import { CrawlerRuns, type CrawlerOptions } from './crawler-runs.ts';
import { createCrawler, deleteCrawler, getCrawler, getCrawlers, startCrawler } from './crawlers.ts';
import { createDatabase, deleteDatabase, getDatabase, getDatabases, updateDatabase } from './databases.ts';
import type { Glue } from './glue.ts';
import {
  batchCreatePartition,
  batchDeletePartition,
  batchUpdatePartition,
  createPartition,
  deletePartition,
  updatePartition,
} from './partitions.ts';
import { batchGetPartition, getPartition, getPartitions } from './read-partitions.ts';
import { getTable, getTables, getTableVersion, getTableVersions } from './read-tables.ts';
import { Catalogs } from './state.ts';
import { batchDeleteTable, createTable, deleteTable, updateTable } from './tables.ts';
import { getTags, tagResource, untagResource } from './tags.ts';

const CRAWL_TIME = 60_000;

/** The Data Catalog of every account, and crawlers. */
export function createGlue(cloud: Cloud, options: Partial<CrawlerOptions> = {}): { service: Service; glue: GlueCatalog & CatalogMetadata } {
  const catalogs = new Catalogs();
  const room: Glue = { cloud, catalogs, access: new Access(cloud, catalogs) };
  const runs = new CrawlerRuns(room, { crawlTime: CRAWL_TIME, failCrawl: () => undefined, ...options });

  const query =
    <Input, Result>(run: (glue: Glue, caller: Caller, input: Input) => Result): Operation<Input, Result> =>
    (input, call) =>
      run(room, call.caller, input);
  const change = <Input, Result>(run: (glue: Glue, caller: Caller, input: Input) => Result): Operation<Input, Result> =>
    audited(cloud, { eventSource: 'glue.amazonaws.com' }, query(run));

  const service: Service = {
    id: 'glue',
    iamPrefix: 'glue',
    operations: {
      CreateDatabase: change(createDatabase),
      GetDatabase: query(getDatabase),
      GetDatabases: query(getDatabases),
      UpdateDatabase: change(updateDatabase),
      DeleteDatabase: change(deleteDatabase),
      CreateTable: change(createTable),
      GetTable: query(getTable),
      GetTables: query(getTables),
      GetTableVersion: query(getTableVersion),
      GetTableVersions: query(getTableVersions),
      UpdateTable: change(updateTable),
      DeleteTable: change(deleteTable),
      BatchDeleteTable: change(batchDeleteTable),
      CreatePartition: change(createPartition),
      BatchCreatePartition: change(batchCreatePartition),
      GetPartition: query(getPartition),
      GetPartitions: query(getPartitions),
      BatchGetPartition: query(batchGetPartition),
      UpdatePartition: change(updatePartition),
      BatchUpdatePartition: change(batchUpdatePartition),
      DeletePartition: change(deletePartition),
      BatchDeletePartition: change(batchDeletePartition),
      TagResource: change(tagResource),
      UntagResource: change(untagResource),
      GetTags: query(getTags),
      CreateCrawler: change(createCrawler),
      GetCrawler: query(getCrawler),
      GetCrawlers: query(getCrawlers),
      StartCrawler: change((on: Glue, caller: Caller, input: Parameters<typeof startCrawler>[3]) => startCrawler(on, runs, caller, input)),
      DeleteCrawler: change(deleteCrawler),
    },
    authorize: authorizations(cloud, catalogs),
  };
  return { service, glue: new LocalCatalog(room) };
}
