import { anchorsKey } from '../catalog/keys.ts';
import { anchorsDocument, type WorkDocument } from '../catalog/profile-documents.ts';
import { momentAnchors } from '../drift/moment-anchors.ts';
import type { MomentAnchor } from '../drift/moments-query.ts';
import type { Profile } from '../drift/profile.ts';
import { createDocument, readDocument, replaceDocument } from './documents.ts';

/** What the moments of a product are measured from; none before the first profile. */
export async function readMomentAnchors(bucket: string, { product }: Pick<WorkDocument, 'product'>): Promise<readonly MomentAnchor[]> {
  return (await readDocument(bucket, anchorsKey(product), anchorsDocument))?.value.columns ?? [];
}

/** Freezes anchors from a profile, unless there are some for columns that are all still there. Returns those that count. */
export async function fixMomentAnchors(bucket: string, work: WorkDocument, profile: Profile): Promise<readonly MomentAnchor[]> {
  const key = anchorsKey(work.product);
  const found = await readDocument(bucket, key, anchorsDocument);
  const isThere = ({ column }: MomentAnchor) => !work.private.includes(column.name) && work.columns.some(({ name, type }) => name === column.name && type === column.type);
  if (found?.value.columns.every(isThere) === true) return found.value.columns;
  const next = { version: 1, columns: momentAnchors(profile) };
  const stored = found === undefined ? await createDocument(bucket, key, next) : await replaceDocument(bucket, key, next, found.etag);
  return stored ? next.columns : fixMomentAnchors(bucket, work, profile);
}
