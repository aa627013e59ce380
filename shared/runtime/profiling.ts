import { readPartitionsOf } from '../aws/partition-store.ts';
import { extendGrid, readGrid, readNewest } from '../aws/profile-store.ts';
import { startQuery } from '../aws/queries.ts';
import { assumeReader } from '../aws/reader.ts';
import { fixGrid, fixPlan, readFixedGrid, readFixedPlan } from '../aws/work-store.ts';
import { countingDigest, planCounting } from '../catalog/count-plan.ts';
import { digestOf } from '../catalog/hash.ts';
import type { CountPlan } from '../catalog/partition-documents.ts';
import type { WorkDocument } from '../catalog/profile-documents.ts';
import type { QueryContext } from '../catalog/query-context.ts';
import { anchorQuery, type AnchorOptions } from '../drift/anchor-query.ts';
import { batches } from '../drift/batches.ts';
import { gridOf, joinGrids, unanchored } from '../drift/grid-of.ts';
import type { Grid } from '../drift/grid.ts';
import { partitionFilter } from '../drift/partition-filter.ts';
import { profileBatches, profileQueries } from '../drift/profile-queries.ts';
import { readAnchors } from '../drift/read-anchors.ts';
import type { Column, Rows } from '../drift/source.ts';
import type { Failed } from './canary.ts';
import type { Context } from './context.ts';
import { setDeadline } from './deadlines.ts';
import { Gone } from './errors.ts';
import { finishProfile } from './finish-profile.ts';

export type Stage = 'grid' | 'profile';

/** Columns that fit in one query for anchors. */
const columnsPerAnchorQuery = 200;

const noColumns: Grid = { version: 1, rows: 0, columns: [] };

/** Starts the queries that the work needs next: those that fix the grid of a new product or of new columns, else those that count. */
export async function startProfiling(context: Context, work: WorkDocument, causationId: string): Promise<void> {
  const grid = await readGrid(context.environment.bucket, work.product);
  if (grid === undefined || unanchored(grid, work.columns, (name) => work.private.includes(name)).length > 0)
    await startStage(context, work, 'grid', causationId);
  else await startCounting(context, work, grid, causationId);
}

/** Adds the anchors that the queries found to the product's grid, and starts to count on it. */
export async function useAnchors(context: Context, work: WorkDocument, results: readonly Rows[], causationId: string): Promise<void> {
  const grids = anchorBatches(work).map((columns, part) => readAnchors(results[part] ?? [], columns, anchorOptions(work)));
  const [first, ...rest] = grids;
  await startCounting(context, work, rest.reduce(joinGrids, first ?? noColumns), causationId);
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
export async function partsOf(context: Context, work: WorkDocument, stage: Stage): Promise<number> {
  return (await stageQueries(context, work, stage)).length;
}

async function startCounting(context: Context, work: WorkDocument, added: Grid, causationId: string): Promise<void> {
  const { bucket } = context.environment;
  const grid = await fixGrid(bucket, work, await extendGrid(bucket, work.product, added, work.private));
  await fixPlan(bucket, work, await planOf(bucket, work, grid));
  await startStage(context, work, 'profile', causationId);
  // Where partitions were only dropped there is nothing to wait for.
  if ((await partsOf(context, work, 'profile')) === 0) await finishProfile(context, work, [], causationId);
}

async function planOf(bucket: string, work: WorkDocument, grid: Grid): Promise<CountPlan> {
  const { product, columns, minimumCount } = work;
  const newest = await readNewest(bucket, product);
  const counting = countingDigest(columns.map((column) => gridOf(grid, column)), minimumCount);
  const batchCount = profileBatches(columns, grid).length;
  const { changeId = '', countedBy = changeId } = newest ?? {};
  const before = newest && (await readPartitionsOf(bucket, product, countedBy));
  return planCounting({ ...work, counting, batches: batchCount }, { changeId, partitions: before });
}

async function startStage(context: Context, work: WorkDocument, stage: Stage, causationId: string): Promise<void> {
  for (const [part, sql] of (await stageQueries(context, work, stage)).entries())
    await startPart(context, work, { stage, part, sql }, causationId);
}

async function stageQueries(context: Context, work: WorkDocument, stage: Stage): Promise<readonly string[]> {
  const source = { database: work.link, table: work.product.table };
  if (stage === 'grid') return anchorBatches(work).map((columns) => anchorQuery(source, columns, anchorOptions(work)));
  const grid = await readFixedGrid(context.environment.bucket, work);
  if (grid === undefined) throw new Gone('The grid of the profile is not in the bucket', 'Nothing: the next change is profiled anew.');
  const plan = await readFixedPlan(context.environment.bucket, work);
  const options = { minimumCount: work.minimumCount };
  if (plan?.kind !== 'parts') return profileQueries(source, work.columns, grid, options);
  return plan.groups.flatMap((group) => {
    const where = partitionFilter(work.partitionKeys, group.map(({ values }) => values));
    return profileQueries({ ...source, where }, work.columns, grid, { ...options, by: group.length > 1 ? work.partitionKeys : [] });
  });
}

function anchorOptions({ private: names, minimumCount }: WorkDocument): AnchorOptions {
  return { private: names, minimumCount };
}

function anchorBatches({ columns }: WorkDocument): readonly (readonly Column[])[] {
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
  // An earlier attempt asked for it: whoever did so also set its deadline.
  if (!ended) await setDeadline(context, work, causationId, { wait: 'profile-query', queryExecutionId, round: 0 });
}
