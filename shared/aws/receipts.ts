import type { Grant, Resource } from '../catalog/grant-plan.ts';
import { receiptPlaceOf, receiptsKey, receiptsPrefix, tagReceiptsKey } from '../catalog/keys.ts';
import { receiptsDocument, withOutOfSight, withReceipts, withoutReceipts, type Receipt } from '../catalog/receipt.ts';
import { createDocument, listKeys, readDocument, replaceDocument } from './documents.ts';

/** A database in some catalog. */
export interface Place {
  readonly catalogId: string;
  readonly database: string;
}

export async function readReceipts(bucket: string, place: Place): Promise<readonly Receipt[]> {
  return read(bucket, receiptsKey(place));
}

export async function readTagReceipts(bucket: string): Promise<readonly Receipt[]> {
  return read(bucket, tagReceiptsKey);
}

/** Every database with a receipt, those that nothing asks for any more too. */
export async function placesWithReceipts(bucket: string): Promise<readonly Place[]> {
  return (await listKeys(bucket, receiptsPrefix)).flatMap((key) => receiptPlaceOf(key) ?? []);
}

/** Notes what is about to be granted: before it is, so that no grant of ours is without a receipt. */
export async function noteReceipts(bucket: string, grants: readonly Grant[]): Promise<void> {
  await update(bucket, grants, withReceipts);
}

/** Forgets what was taken back, or never granted. */
export async function forgetReceipts(bucket: string, grants: readonly Grant[]): Promise<void> {
  await update(bucket, grants, withoutReceipts);
}

/** Keeps what could not be taken back because its resource is out of sight. */
export async function keepOutOfSight(bucket: string, grants: readonly Grant[]): Promise<void> {
  await update(bucket, grants, withOutOfSight);
}

async function update(
  bucket: string,
  grants: readonly Grant[],
  change: (before: readonly Receipt[], grants: readonly Grant[]) => readonly Receipt[],
): Promise<void> {
  for (const [key, those] of Map.groupBy(grants, ({ resource }) => keyOf(resource))) await updateOne(bucket, key, (before) => change(before, those));
}

/** Whoever else writes at the same time: nobody's receipts are lost. */
async function updateOne(bucket: string, key: string, change: (before: readonly Receipt[]) => readonly Receipt[]): Promise<void> {
  const found = await readDocument(bucket, key, receiptsDocument);
  const receipts = change(found?.value.receipts ?? []);
  if (JSON.stringify(receipts) === JSON.stringify(found?.value.receipts ?? [])) return;
  const stored = found === undefined ? await createDocument(bucket, key, { receipts }) : await replaceDocument(bucket, key, { receipts }, found.etag);
  if (!stored) await updateOne(bucket, key, change);
}

async function read(bucket: string, key: string): Promise<readonly Receipt[]> {
  return (await readDocument(bucket, key, receiptsDocument))?.value.receipts ?? [];
}

function keyOf(resource: Resource): string {
  return resource.kind === 'tagged' ? tagReceiptsKey : receiptsKey(resource);
}
