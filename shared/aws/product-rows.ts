import type { Product } from '../../events/mesh/metadata.ts';
import { catalogOf } from '../catalog/product.ts';
import { verdictKey } from '../catalog/keys.ts';
import { isGlob, matchesGlob } from '../mesh/glob.ts';
import type { Mesh, Model, Subscription } from '../mesh/mesh.ts';
import { linkName } from '../mesh/names.ts';
import { verdictDocument } from '../retraining/verdict-document.ts';
import { limited } from '../runtime/limited.ts';
import type { Detailed } from '../widget/draw.ts';
import { runState, type ModelState, type Row } from '../widget/row.ts';
import { readDocument } from './documents.ts';
import { newestPackage } from './model-packages.ts';
import { readNewest } from './profile-store.ts';
import { placesWithReceipts, readReceipts, type Place } from './receipts.ts';
import { readCurrent, readDone } from './runs.ts';
import { readHistory } from './verdicts.ts';

/** Requests to S3 under way at once. */
const atOnce = 25;

/** Every model of mesh.yml, and every database without one that it names or that was granted. A few small documents are read for each model. */
export async function readRows(mesh: Mesh, bucket: string): Promise<readonly Row[]> {
  const known = await placesWithReceipts(bucket);
  const rows = mesh.subscriptions.flatMap((subscription) => rowsOf(mesh, subscription, known));
  return limited(rows, atOnce, async ({ of: model, ...row }) => {
    return model === undefined || row.product.table === undefined ? row : { ...row, model: await readModel(bucket, { ...row.product, table: row.product.table }, model) };
  });
}

function rowsOf(mesh: Mesh, subscription: Subscription, known: readonly Place[]): readonly (Row & { readonly of?: Model })[] {
  const { name, models, database } = subscription;
  const catalogId = catalogOf(mesh, subscription);
  const row = (product: Product) => {
    const link = linkName(subscription, product.database);
    return { product, subscription: name, link, isKnown: known.some((place) => place.catalogId === mesh.consumer.account && place.database === link) };
  };
  if (models.length > 0) return models.map((model) => ({ ...row({ catalogId, database, table: model.table }), of: model }));
  if (!isGlob(database)) return [row({ catalogId, database })];
  return known.filter((place) => place.catalogId === catalogId && matchesGlob(database, place.database)).map((place) => row({ catalogId, database: place.database }));
}

async function readModel(bucket: string, product: Product & { readonly table: string }, { name, pipeline, modelPackageGroup }: Model): Promise<ModelState> {
  const [newest, history, current] = await Promise.all([readNewest(bucket, product), readHistory(bucket, product, name), readCurrent(bucket, name)]);
  const last = current.starts?.at(-1)?.requestId;
  const done = last === undefined ? undefined : await readDone(bucket, name, last);
  const level = history.at(-1)?.found;
  return {
    name, pipeline, modelPackageGroup, run: runState(current, done),
    ...(newest && { profile: { changeId: newest.changeId, readAt: newest.readAt } }),
    ...(level && { level }),
  };
}

/** All that is shown of some rows: the verdict with its distributions, the newest package, who was granted what. */
export async function readDetails(mesh: Mesh, bucket: string, rows: readonly Row[]): Promise<readonly Detailed[]> {
  return limited(rows, atOnce, async (row): Promise<Detailed> => {
    const receipts = await readReceipts(bucket, { catalogId: mesh.consumer.account, database: row.link });
    const principals = new Set(receipts.map(({ principal }) => principal)).size;
    const { product, model } = row;
    if (model === undefined) return { row, principals };
    const [decision, newest] = await Promise.all([
      model.profile && readDocument(bucket, verdictKey(product, model.name, model.profile.changeId), verdictDocument),
      newestPackage(model.modelPackageGroup),
    ]);
    return { row, principals, ...(decision && { decision: decision.value }), ...(newest && { newest }) };
  });
}
