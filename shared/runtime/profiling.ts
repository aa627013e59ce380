import { readPartitionsOf } from '../aws/partition-store.ts';
import { extendGrid, readGrid, readNewest } from '../aws/profile-store.ts';
import { fixGrid, fixPlan } from '../aws/work-store.ts';
import { countingDigest, planCounting } from '../catalog/count-plan.ts';
import type { CountPlan } from '../catalog/partition-documents.ts';
import type { WorkDocument } from '../catalog/profile-documents.ts';
import { gridOf, joinGrids, unanchored } from '../drift/grid-of.ts';
import type { Grid } from '../drift/grid.ts';
import { profileBatches } from '../drift/profile-queries.ts';
import { readAnchors } from '../drift/read-anchors.ts';
import type { Rows } from '../drift/source.ts';
import type { Context } from './context.ts';
import { finishProfile } from './finish-profile.ts';
import { anchorBatches, anchorOptions, startStage } from './profile-stages.ts';

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

async function startCounting(context: Context, work: WorkDocument, added: Grid, causationId: string): Promise<void> {
  const { bucket } = context.environment;
  const grid = await fixGrid(bucket, work, await extendGrid(bucket, work.product, added, work.private));
  const fixed = { grid, plan: await fixPlan(bucket, work, await planOf(bucket, work, grid)) };
  const started = await startStage(context, work, 'profile', causationId, fixed);
  // Where partitions were only dropped there is nothing to wait for.
  if (started === 0) await finishProfile(context, work, fixed, [], causationId);
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
