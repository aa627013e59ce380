import type { TableProduct } from '../../events/mesh/metadata.ts';
import { countsKey, partitionsKey } from '../catalog/keys.ts';
import { countsDocument, partitionsDocument, type CountsDocument, type PartitionsDocument } from '../catalog/partition-documents.ts';
import { Gone } from '../runtime/errors.ts';
import { createDocument, readDocument } from './documents.ts';

/** The partitions that the profile of a change is the sum of; undefined where it was counted as a whole. */
export async function readPartitionsOf(bucket: string, product: TableProduct, changeId: string): Promise<PartitionsDocument | undefined> {
  return (await readDocument(bucket, partitionsKey(product, changeId), partitionsDocument))?.value;
}

export async function storePartitions(bucket: string, product: TableProduct, document: PartitionsDocument): Promise<void> {
  await createDocument(bucket, partitionsKey(product, document.changeId), document);
}

/** Stores the counts that one query brought. Returns their key. */
export async function storeCounts(bucket: string, product: TableProduct, changeId: string, group: number, counts: CountsDocument): Promise<string> {
  const key = countsKey(product, changeId, group);
  await createDocument(bucket, key, counts);
  return key;
}

/** Throws Gone when somebody deleted them. */
export async function readCounts(bucket: string, key: string): Promise<CountsDocument> {
  const found = await readDocument(bucket, key, countsDocument);
  if (found === undefined) throw new Gone(`The counts s3://${bucket}/${key} are gone`, 'Restore the document, or delete the .partitions.json documents beside it so that all is counted anew.');
  return found.value;
}
