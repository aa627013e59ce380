import type { Grid } from '../drift/grid.ts';
import { partKey, workGridKey, workKey, workPlanKey, workPrefix, workRoot } from '../catalog/keys.ts';
import { countPlan, type CountPlan } from '../catalog/partition-documents.ts';
import { gridDocument, partDocument, workDocument, type WorkDocument } from '../catalog/profile-documents.ts';
import type { TableProduct } from '../../events/mesh/metadata.ts';
import { Gone } from '../runtime/errors.ts';
import { createDocument, deleteDocument, listKeys, readDocument } from './documents.ts';

/** The work of a change, where its profile is under way. */
export async function readWork(bucket: string, product: TableProduct, changeId: string): Promise<WorkDocument | undefined> {
  return (await readDocument(bucket, workKey(product, changeId), workDocument))?.value;
}

/** The work of every change of a table whose profile is under way. */
export async function listWork(bucket: string, product: TableProduct): Promise<readonly WorkDocument[]> {
  const ids = (await listKeys(bucket, workRoot(product))).flatMap((key) => /\/work\/([^/]+)\.json$/.exec(key)?.[1] ?? []);
  return (await Promise.all(ids.map((changeId) => readWork(bucket, product, changeId)))).flatMap((work) => work ?? []);
}

/** Begins the work of a change. Returns the work that counts: an earlier attempt may have begun it. */
export async function beginWork(bucket: string, work: WorkDocument): Promise<WorkDocument> {
  if (await createDocument(bucket, workKey(work.product, work.changeId), work)) return work;
  return (await readWork(bucket, work.product, work.changeId)) ?? work;
}

/** Fixes the grid for all queries of the work. Returns the one that counts. */
export async function fixGrid(bucket: string, { product, changeId }: WorkDocument, grid: Grid): Promise<Grid> {
  const key = workGridKey(product, changeId);
  if (await createDocument(bucket, key, grid)) return grid;
  return (await readDocument(bucket, key, gridDocument))?.value ?? grid;
}

/** Fixes what all queries of the work count. Returns what counts. */
export async function fixPlan(bucket: string, { product, changeId }: WorkDocument, plan: CountPlan): Promise<CountPlan> {
  const key = workPlanKey(product, changeId);
  if (await createDocument(bucket, key, plan)) return plan;
  return (await readDocument(bucket, key, countPlan))?.value ?? plan;
}

/** What is fixed for all queries of the work that count. */
export interface Fixed {
  readonly grid: Grid;
  /** Undefined while it is not fixed. */
  readonly plan: CountPlan | undefined;
}

/** Throws Gone when the grid is not fixed. */
export async function readFixed(bucket: string, { product, changeId }: WorkDocument): Promise<Fixed> {
  const grid = await readDocument(bucket, workGridKey(product, changeId), gridDocument);
  if (grid === undefined) throw new Gone('The grid of the profile is not in the bucket', 'Nothing: the next change is profiled anew.');
  return { grid: grid.value, plan: (await readDocument(bucket, workPlanKey(product, changeId), countPlan))?.value };
}

/** Remembers the result of one query. Returns where the results of all `parts` lie, or undefined while some are missing. */
export async function addPart(
  bucket: string,
  { product, changeId }: WorkDocument,
  purpose: 'grid' | 'profile' | 'moments',
  parts: number,
  mine: { readonly part: number; readonly queryExecutionId: string; readonly outputLocation: string },
): Promise<readonly string[] | undefined> {
  const { part: finished, ...result } = mine;
  const isMine = await createDocument(bucket, partKey(product, changeId, purpose, finished), result);
  return readParts(bucket, { product, changeId }, purpose, parts, isMine ? mine : undefined);
}

/** Where the results of all `parts` lie, or undefined while some are missing. `known`: one that need not be read. */
export async function readParts(
  bucket: string,
  { product, changeId }: Pick<WorkDocument, 'product' | 'changeId'>,
  purpose: 'grid' | 'profile' | 'moments',
  parts: number,
  known?: { readonly part: number; readonly outputLocation: string },
): Promise<readonly string[] | undefined> {
  const locations: string[] = [];
  for (let part = 0; part < parts; part += 1) {
    if (part === known?.part) {
      locations.push(known.outputLocation);
      continue;
    }
    const found = await readDocument(bucket, partKey(product, changeId, purpose, part), partDocument);
    if (found === undefined) return undefined;
    locations.push(found.value.outputLocation);
  }
  return locations;
}

/** Ends the work. The work itself goes first: without it nobody goes on with what remains. */
export async function endWork(bucket: string, { product, changeId }: WorkDocument): Promise<void> {
  await deleteDocument(bucket, workKey(product, changeId));
  await clearWork(bucket, product, changeId);
}

/** Takes away what remains of work that has ended: whoever ended it may have been interrupted. */
export async function clearWork(bucket: string, product: TableProduct, changeId: string): Promise<void> {
  for (const key of await listKeys(bucket, workPrefix(product, changeId))) await deleteDocument(bucket, key);
}
