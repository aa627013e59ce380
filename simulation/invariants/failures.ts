import { json, listAt, member, textAt } from '../loose.ts';
import type { Product } from '../story.ts';
import { meshesOf, type Evidence } from './evidence.ts';

/** A failure that a person can see. */
export interface VisibleFailure {
  readonly time: number;
  /** What it is about, as far as it tells; a product without a table is its whole database. */
  readonly about: readonly { readonly database: string; readonly table: string | undefined }[] | 'anything';
  readonly text: string;
  /** Whether it lies in a queue. */
  readonly lies: boolean;
}

/** Messages in dead-letter queues, and Sync Failed events. */
export function visibleFailures(evidence: Evidence): readonly VisibleFailure[] {
  const letters = evidence.aftermath.deadLetters.map(({ time, event, queue, error }) => ({ time, about: subjectOf(evidence, event), text: `${queue}: ${error}`, lies: true }));
  const events = evidence.history.events.flatMap(({ time, event }) =>
    event['detail-type'] === 'Sync Failed' ? [{ time, about: subjectOf(evidence, event), text: `Sync Failed: ${textAt(event.detail, 'data', 'message')}`, lies: false }] : [],
  );
  return [...letters, ...events];
}

export function concerns({ about }: VisibleFailure, { database, table }: Product): boolean {
  return about === 'anything' || about.some((each) => each.database === database && (each.table === undefined || each.table === table));
}

/** Digests of the data for which a run of the model ended badly: told by Retraining Finished. */
export function badRuns({ aftermath }: Evidence, model: string): readonly string[] {
  return aftermath.executions.flatMap(({ ours, status, profileDigest = '' }) => (ours?.model === model && status !== 'Succeeded' ? [profileDigest] : []));
}

function subjectOf(evidence: Evidence, event: unknown): VisibleFailure['about'] {
  const detail = member(event, 'detail');
  const product = member(detail, 'metadata', 'product');
  const database = textAt(product, 'database') ?? textAt(detail, 'databaseName');
  if (database !== undefined) {
    const tables = [textAt(product, 'table') ?? textAt(detail, 'tableName'), ...listAt(detail, 'changedTables').map(String)].filter((table) => table !== undefined);
    return tables.length === 0 ? [{ database, table: undefined }] : tables.map((table) => ({ database, table }));
  }
  const query = textAt(detail, 'queryExecutionId');
  const location = evidence.aftermath.queries.find(({ id }) => id === query)?.location;
  const [, queried, table] = /\/queries\/\w+\/[^/]+\/([^/]+)\/([^/]+)\//.exec(location ?? '') ?? [];
  if (queried !== undefined) return [{ database: queried, table }];
  const model = textAt(json(textAt(detail, 'pipelineExecutionDescription')), 'model');
  if (model !== undefined) return productsOfModel(evidence, model);
  const crawler = textAt(detail, 'crawlerName');
  if (crawler === undefined) return 'anything';
  const crawled = meshesOf(evidence).flatMap(({ subscriptions }) => subscriptions.filter((subscription) => subscription.crawler === crawler));
  return crawled.map((subscription) => ({ database: subscription.database, table: undefined }));
}

function productsOfModel(evidence: Evidence, model: string): VisibleFailure['about'] {
  return meshesOf(evidence).flatMap(({ subscriptions }) =>
    subscriptions.flatMap((subscription) => subscription.models.flatMap(({ name, table }) => (name === model ? [{ database: subscription.database, table }] : []))),
  );
}

