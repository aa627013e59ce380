import type { TableProduct } from '../../events/mesh/metadata.ts';
import { constraintsOf } from '../drift/constraints.ts';
import type { ColumnGrid, Grid } from '../drift/grid.ts';
import { joinGrids, withoutPrivate } from '../drift/grid-of.ts';
import { statisticsOf } from '../drift/statistics.ts';
import { claimState } from '../catalog/claim-plan.ts';
import { claimKey, constraintsKey, gridKey, newestKey, profileKey } from '../catalog/keys.ts';
import {
  claimDocument,
  type ClaimDocument,
  gridDocument,
  newestDocument,
  profileDocument,
  type NewestDocument,
  type ProfiledVersion,
  type WorkDocument,
} from '../catalog/profile-documents.ts';
import { createDocument, deleteDocument, readDocument, replaceDocument } from './documents.ts';
import { readWork } from './work-store.ts';

export async function readNewest(bucket: string, product: TableProduct): Promise<NewestDocument | undefined> {
  return (await readDocument(bucket, newestKey(product), newestDocument))?.value;
}

export async function readProfile(bucket: string, product: TableProduct, changeId: string): Promise<ProfiledVersion | undefined> {
  return (await readDocument(bucket, profileKey(product, changeId), profileDocument))?.value.meshloop;
}

/** Writes the profile in both of Model Monitor's files. A repeated write changes nothing. */
export async function storeProfile(bucket: string, version: ProfiledVersion): Promise<void> {
  const { product, changeId, profile } = version;
  await createDocument(bucket, constraintsKey(product, changeId), constraintsOf(profile));
  await createDocument(bucket, profileKey(product, changeId), { ...statisticsOf(profile), meshloop: version });
}

/** Points to a version as the newest, unless a newer one was faster. What is known of the same version already stays. */
export async function storeNewest(bucket: string, product: TableProduct, mine: NewestDocument): Promise<void> {
  const key = newestKey(product);
  const found = await readDocument(bucket, key, newestDocument);
  if (found !== undefined && found.value.readAt > mine.readAt) return;
  const whole = found?.value.changeId === mine.changeId ? { ...found.value, ...mine } : mine;
  const stored = found === undefined ? await createDocument(bucket, key, whole) : await replaceDocument(bucket, key, whole, found.etag);
  // Somebody else wrote meanwhile: compare again.
  if (!stored) await storeNewest(bucket, product, mine);
}

/** Whether this change profiles the version; another one may do so already. */
export async function claimVersion(
  bucket: string,
  product: TableProduct,
  fingerprint: string,
  changeId: string,
  now: number,
): Promise<boolean> {
  const key = claimKey(product, fingerprint);
  const mine = { changeId, claimedAt: now };
  if (await createDocument(bucket, key, mine)) return true;
  const found = await readDocument(bucket, key, claimDocument);
  const ended = found !== undefined && (await hasEnded(bucket, product, found.value.changeId));
  switch (claimState(found?.value, changeId, ended, now)) {
    case 'ours':
      return true;
    case 'taken':
      return false;
    case 'stale':
      // Whoever replaces exactly the stale one has it.
      return found !== undefined && replaceDocument(bucket, key, mine, found.etag);
    case 'free':
      return claimVersion(bucket, product, fingerprint, changeId, now);
  }
}

/** A profile whose work is still there is not yet the newest, and perhaps nobody was told of it: its change goes on with it. */
async function hasEnded(bucket: string, product: TableProduct, changeId: string): Promise<boolean> {
  return (await readProfile(bucket, product, changeId)) !== undefined && (await readWork(bucket, product, changeId)) === undefined;
}

/** Lets another change profile the version, after this one gave up. */
export async function releaseVersion(bucket: string, { product, fingerprint }: WorkDocument): Promise<void> {
  await deleteDocument(bucket, claimKey(product, fingerprint));
}

export async function readGrid(bucket: string, product: TableProduct): Promise<Grid | undefined> {
  return (await readDocument(bucket, gridKey(product), gridDocument))?.value;
}

/**
 * Adds columns to the product's grid and takes from it what is private now. Columns that it has stay as they are, whoever else adds at
 * the same time.
 */
export async function extendGrid(bucket: string, product: TableProduct, added: Grid, privateColumns: readonly string[]): Promise<Grid> {
  const key = gridKey(product);
  const found = await readDocument(bucket, key, gridDocument);
  const joined = found === undefined ? added : joinGrids(found.value, withoutKnown(added, found.value));
  const grid = withoutPrivate(joined, privateColumns);
  if (found !== undefined && JSON.stringify(grid) === JSON.stringify(found.value)) return grid;
  const stored = found === undefined ? await createDocument(bucket, key, grid) : await replaceDocument(bucket, key, grid, found.etag);
  return stored ? grid : extendGrid(bucket, product, added, privateColumns);
}

/** What was private and is not any more is known only by now. */
function withoutKnown(added: Grid, known: Grid): Grid {
  const isKnown = (column: ColumnGrid) =>
    known.columns.some(({ name, type, kind }) => name === column.name && type === column.type && (kind !== 'presence' || column.kind === 'presence'));
  return { ...added, columns: added.columns.filter((column) => !isKnown(column)) };
}

/** Who profiles this version, if anybody does. */
export async function readClaim(bucket: string, product: TableProduct, fingerprint: string): Promise<ClaimDocument | undefined> {
  return (await readDocument(bucket, claimKey(product, fingerprint), claimDocument))?.value;
}
