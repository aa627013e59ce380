import type { TableProduct } from '../../events/mesh/metadata.ts';
import { createDocument, readDocument } from '../aws/documents.ts';
import { readNewest } from '../aws/profile-store.ts';
import { profileKey, startedWithKey } from '../catalog/keys.ts';
import { hasOtherTables } from '../catalog/product.ts';
import { profileDocument, type NewestDocument } from '../catalog/profile-documents.ts';
import type { Model } from '../mesh/mesh.ts';
import type { Pending } from '../retraining/run-documents.ts';
import { Gone } from './errors.ts';

/** A model may learn from several tables. One of them leads: its profile is that of the run, and it remembers those of the others. */

/** What points to the newest profile of each other table; undefined for one without. By table. */
export async function newestOfOthers(
  bucket: string,
  lead: TableProduct,
  { otherTables = [] }: Pick<Model, 'otherTables'>,
): Promise<ReadonlyMap<string, NewestDocument | undefined>> {
  const newest = new Map<string, NewestDocument | undefined>();
  for (const table of otherTables) newest.set(table, await readNewest(bucket, { ...lead, table }));
  return newest;
}

/**
 * The statistics that a run is started with: the profile itself, or, where the model learns from several tables, a copy of it that names the others'
 * newest profiles as well. Whatever registers it as the baseline then registers them all. Written once for a request, so that each attempt starts the same run.
 */
export async function statisticsFor(bucket: string, { metadata, data }: Pending, model: Pick<Model, 'table' | 'otherTables'>): Promise<string> {
  if (!hasOtherTables(model)) return data.profile.uri;
  const lead = metadata.product;
  const key = startedWithKey(lead, data.requestId);
  const profile = await readDocument(bucket, data.profile.uri.slice(`s3://${bucket}/`.length), profileDocument);
  if (profile === undefined) throw new Gone(`The profile ${data.profile.uri} is gone`, 'Change the product again to have it profiled.');
  const others: Record<string, string> = {};
  for (const [table, newest] of await newestOfOthers(bucket, lead, model)) {
    if (newest !== undefined) others[table] = `s3://${bucket}/${profileKey({ ...lead, table }, newest.changeId)}`;
  }
  await createDocument(bucket, key, { ...profile.value, meshloop: { ...profile.value.meshloop, others } });
  return `s3://${bucket}/${key}`;
}
