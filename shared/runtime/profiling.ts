import { extendGrid, readGrid } from '../aws/profile-store.ts';
import { startQuery } from '../aws/queries.ts';
import { assumeReader } from '../aws/reader.ts';
import { fixGrid, readFixedGrid } from '../aws/work-store.ts';
import { digestOf } from '../catalog/hash.ts';
import type { WorkDocument } from '../catalog/profile-documents.ts';
import type { QueryContext } from '../catalog/query-context.ts';
import { anchorQuery } from '../drift/anchor-query.ts';
import { batches } from '../drift/batches.ts';
import { joinGrids, unanchored } from '../drift/grid-of.ts';
import type { Grid } from '../drift/grid.ts';
import { profileQueries } from '../drift/profile-queries.ts';
import { readAnchors } from '../drift/read-anchors.ts';
import type { Column, Rows } from '../drift/source.ts';
import type { Failed } from './canary.ts';
import type { Context } from './context.ts';
import { setDeadline } from './deadlines.ts';
import { Gone } from './errors.ts';

export type Stage = 'grid' | 'profile';

/** Columns that fit in one query for anchors. */
const columnsPerAnchorQuery = 200;

/** Starts the queries that the work needs next: those that fix the grid of a new product or of new columns, else those that count. */
export async function startProfiling(context: Context, work: WorkDocument, causationId: string): Promise<void> {
  const grid = await readGrid(context.environment.bucket, work.product);
  if (grid === undefined || unanchored(grid, work.columns).length > 0) await startStage(context, work, 'grid', causationId);
  else await startCounting(context, work, grid, causationId);
}

/** Adds the anchors that the queries found to the product's grid, and starts to count on it. */
export async function useAnchors(context: Context, work: WorkDocument, results: readonly Rows[], causationId: string): Promise<void> {
  const grids = anchorBatches(work).map((columns, part) => readAnchors(results[part] ?? [], columns));
  const [first, ...rest] = grids;
  const added = rest.reduce(joinGrids, first ?? { version: 1, rows: 0, columns: [] });
  await startCounting(context, work, await extendGrid(context.environment.bucket, work.product, added), causationId);
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

async function startCounting(context: Context, work: WorkDocument, grid: Grid, causationId: string): Promise<void> {
  await fixGrid(context.environment.bucket, work, grid);
  await startStage(context, work, 'profile', causationId);
}

async function startStage(context: Context, work: WorkDocument, stage: Stage, causationId: string): Promise<void> {
  for (const [part, sql] of (await stageQueries(context, work, stage)).entries())
    await startPart(context, work, { stage, part, sql }, causationId);
}

async function stageQueries(context: Context, work: WorkDocument, stage: Stage): Promise<readonly string[]> {
  const source = { database: work.link, table: work.product.table };
  if (stage === 'grid') return anchorBatches(work).map((columns) => anchorQuery(source, columns));
  const grid = await readFixedGrid(context.environment.bucket, work);
  if (grid === undefined) throw new Gone('The grid of the profile is not in the bucket', 'Nothing: the next change is profiled anew.');
  return profileQueries(source, work.columns, grid);
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
