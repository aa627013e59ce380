import type { Product } from '../../events/mesh/metadata.ts';
import { digestOf } from './hash.ts';
import { decode, encode } from './names.ts';
import { productPath } from './product.ts';

/** Where our documents lie in the bucket. */

export function profileKey(product: Product, changeId: string): string {
  return `profiles/${productPath(product)}/${changeId}.json`;
}

/** What a run was started with, where its model learns from several tables. Beside it lie the profiles that runs made themselves. */
export function startedWithKey(product: Product, requestId: string): string {
  return `profiles/${productPath(product)}/runs/${requestId}.json`;
}

export function constraintsKey(product: Product, changeId: string): string {
  return `profiles/${productPath(product)}/${changeId}.constraints.json`;
}

/** The partitions that a profile is the sum of. */
export function partitionsKey(product: Product, changeId: string): string {
  return `profiles/${productPath(product)}/${changeId}.partitions.json`;
}

/** Counts of partitions that one query counted. */
export function countsKey(product: Product, changeId: string, group: number): string {
  return `profiles/${productPath(product)}/partitions/${changeId}-${group}.json`;
}

/** Points to the profile of the newest version. */
export function newestKey(product: Product): string {
  return `profiles/${productPath(product)}/newest.json`;
}

/** What the moments of number columns are measured from. */
export function anchorsKey(product: Product): string {
  return `profiles/${productPath(product)}/anchors.json`;
}

export function gridKey(product: Product): string {
  return `profiles/${productPath(product)}/grid.json`;
}

/** Who profiles a version of the data. */
export function claimKey(product: Product, fingerprint: string): string {
  return `profiles/${productPath(product)}/claims/${fingerprint}.json`;
}

/** Under it lies what every profile under way is made from. */
export function workRoot(product: Product): string {
  return `profiles/${productPath(product)}/work/`;
}

/** What a profile under way is made from. */
export function workKey(product: Product, changeId: string): string {
  return `${workRoot(product)}${changeId}.json`;
}

/** Everything else that belongs to a profile under way. */
export function workPrefix(product: Product, changeId: string): string {
  return `profiles/${productPath(product)}/work/${changeId}/`;
}

/** A query of a profile under way that has ended well. */
export function partKey(product: Product, changeId: string, purpose: string, part: number): string {
  return `${workPrefix(product, changeId)}${purpose}-${part}.json`;
}

/** What the queries of a profile under way count. */
export function workPlanKey(product: Product, changeId: string): string {
  return `${workPrefix(product, changeId)}plan.json`;
}

/** The grid that the queries of a profile under way count on. */
export function workGridKey(product: Product, changeId: string): string {
  return `${workPrefix(product, changeId)}grid.json`;
}

export function verdictKey(product: Product, model: string, changeId: string): string {
  return `verdicts/${productPath(product)}/${model}/${changeId}.json`;
}

/** The verdict as Model Monitor's constraint_violations.json. */
export function violationsKey(product: Product, model: string, changeId: string): string {
  return `verdicts/${productPath(product)}/${model}/${changeId}.constraint_violations.json`;
}

/** The verdict as a page. */
export function reportKey(product: Product, model: string, changeId: string): string {
  return `verdicts/${productPath(product)}/${model}/${changeId}.html`;
}

/** What the checks of a model found. */
export function historyKey(product: Product, model: string): string {
  return `verdicts/${productPath(product)}/${model}/history.json`;
}

export function crawlPrefix(crawler: string): string {
  return `crawls/${encode(crawler)}/`;
}

/** A change of a table that waits for the crawler. */
export function crawlKey(crawler: string, subscription: string, product: Product, changeId: string): string {
  return `${crawlPrefix(crawler)}${subscription}/${productPath(product)}/${changeId}.json`;
}

export const openQueriesPrefix = 'open/queries/';

/** A query that somebody waits for. */
export function openQueryKey(queryExecutionId: string): string {
  return `${openQueriesPrefix}${encode(queryExecutionId)}.json`;
}

export function pendingPrefix(model: string): string {
  return `runs/${model}/pending/`;
}

export function pendingKey(model: string, requestId: string): string {
  return `${pendingPrefix(model)}${requestId}.json`;
}

export function currentKey(model: string): string {
  return `runs/${model}/current.json`;
}

export function doneKey(model: string, requestId: string): string {
  return `runs/${model}/done/${requestId}.json`;
}

/** That a person was told of an invitation that is not accepted. */
export function blockedShareKey(invitationArn: string, reason: string): string {
  return `shares/blocked/${digestOf(invitationArn, reason).slice(0, 32)}.json`;
}

export const receiptsPrefix = 'receipts/';

/** What we granted on a database and its tables. */
export function receiptsKey({ catalogId, database }: { readonly catalogId: string; readonly database: string }): string {
  return `${receiptsPrefix}${catalogId}/${encode(database)}.json`;
}

/** What we granted by LF-Tag expressions. */
export const tagReceiptsKey = `${receiptsPrefix}tags.json`;

/** The database that a key of receipts is about; undefined for those of LF-Tag expressions. */
export function receiptPlaceOf(key: string): { catalogId: string; database: string } | undefined {
  const [, catalogId, database] = /^receipts\/(\d{12})\/([^/]+)\.json$/.exec(key) ?? [];
  return catalogId === undefined || database === undefined ? undefined : { catalogId, database: decode(database) };
}
