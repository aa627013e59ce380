import { fixMomentAnchors, readMomentAnchors } from '../aws/moment-anchors.ts';
import { startQuery } from '../aws/queries.ts';
import { assumeReader } from '../aws/reader.ts';
import { readFixed, type Fixed } from '../aws/work-store.ts';
import { digestOf } from '../catalog/hash.ts';
import type { WorkDocument } from '../catalog/profile-documents.ts';
import type { QueryContext } from '../catalog/query-context.ts';
import { anchorQuery, type AnchorOptions } from '../drift/anchor-query.ts';
import { batches } from '../drift/batches.ts';
import { momentsQuery } from '../drift/moments-query.ts';
import { partitionFilter } from '../drift/partition-filter.ts';
import { profileQueries } from '../drift/profile-queries.ts';
import type { Profile } from '../drift/profile.ts';
import type { Column } from '../drift/source.ts';
import { awaitQuery } from './awaiting-query.ts';
import type { Failed } from './canary.ts';
import type { Context } from './context.ts';
import { Gone } from './errors.ts';

export type Stage = 'grid' | 'profile' | 'moments';

/** Columns that fit in one query for anchors. */
const columnsPerAnchorQuery = 200;

/** Asks for the moments of the number columns. Returns whether there are enough of them to have relations. */
export async function startMoments(context: Context, work: WorkDocument, profile: Profile, causationId: string): Promise<boolean> {
  if ((await fixMomentAnchors(context.environment.bucket, work, profile)).length < 2) return false;
  await startStage(context, work, 'moments', causationId);
  return true;
}

/** Starts one query again after it failed. */
export async function startAgain(
  context: Context,
  work: WorkDocument,
  stage: Stage,
  part: number,
  causationId: string,
  failed: Failed,
): Promise<void> {
  const sql = (await stageQueries(context, work, stage))[part];
  if (sql === undefined) throw new Gone(`Query ${part} of the ${stage} is not known`, 'Nothing: the next change is profiled anew.');
  await startPart(context, work, { stage, part, sql }, causationId, failed);
}

/** How many queries the stage has. */
export async function partsOf(context: Context, work: WorkDocument, stage: Stage, fixed?: Fixed): Promise<number> {
  return (await stageQueries(context, work, stage, fixed)).length;
}

/** Starts the stage's queries. Returns how many there are. */
export async function startStage(context: Context, work: WorkDocument, stage: Stage, causationId: string, fixed?: Fixed): Promise<number> {
  const queries = await stageQueries(context, work, stage, fixed);
  for (const [part, sql] of queries.entries()) await startPart(context, work, { stage, part, sql }, causationId);
  return queries.length;
}

/** @param fixed what is fixed for the work, where it was read before */
async function stageQueries(context: Context, work: WorkDocument, stage: Stage, fixed?: Fixed): Promise<readonly string[]> {
  const source = { database: work.link, table: work.product.table };
  if (stage === 'grid') return anchorBatches(work).map((columns) => anchorQuery(source, columns, anchorOptions(work)));
  if (stage === 'moments') return [momentsQuery(source, await readMomentAnchors(context.environment.bucket, work))];
  const { grid, plan } = fixed ?? (await readFixed(context.environment.bucket, work));
  const options = { minimumCount: work.minimumCount };
  if (plan?.kind !== 'parts') return profileQueries(source, work.columns, grid, options);
  return plan.groups.flatMap((group) => {
    const where = partitionFilter(work.partitionKeys, group.map(({ values }) => values));
    return profileQueries({ ...source, where }, work.columns, grid, { ...options, by: group.length > 1 ? work.partitionKeys : [] });
  });
}

export function anchorOptions({ private: names, minimumCount }: WorkDocument): AnchorOptions {
  return { private: names, minimumCount };
}

export function anchorBatches({ columns }: WorkDocument): readonly (readonly Column[])[] {
  return columns.length === 0 ? [[]] : batches(columns, columnsPerAnchorQuery);
}

async function startPart(
  context: Context,
  work: WorkDocument,
  { stage, part, sql }: { readonly stage: Stage; readonly part: number; readonly sql: string },
  causationId: string,
  failed?: Failed,
): Promise<void> {
  const { environment } = context;
  const { product, changeId, subscription, fingerprint } = work;
  const query: QueryContext = {
    purpose: stage,
    subscription,
    database: product.database,
    table: product.table,
    changeId,
    part,
    attempt: (failed?.attempt ?? 0) + 1,
  };
  const token = digestOf(stage, product.database, product.table, changeId, fingerprint, String(part), failed?.queryExecutionId ?? '');
  const credentials = await assumeReader(environment, subscription, changeId);
  const reader = { bucket: environment.bucket, workGroup: environment.profileWorkGroup, credentials };
  const { id: queryExecutionId, ended } = await startQuery(reader, query, sql, token);
  // An earlier attempt asked for it: whoever did so also waits for it.
  if (!ended) await awaitQuery(context, work, causationId, { wait: 'profile-query', queryExecutionId });
}
