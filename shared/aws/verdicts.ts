import type { TableProduct } from '../../events/mesh/metadata.ts';
import { verdictKey } from '../catalog/keys.ts';
import type { Decision } from '../retraining/decide.ts';
import { documentOf, verdictDocument, type KnownDecision } from '../retraining/verdict-document.ts';
import { createDocument, readDocument } from './documents.ts';

/** Keeps the verdict of a change. Returns the one that counts: the first, however often the change is judged. */
export async function keepVerdict(
  bucket: string,
  product: TableProduct,
  model: string,
  changeId: string,
  decision: Decision,
): Promise<{ readonly decision: KnownDecision; readonly uri: string }> {
  const key = verdictKey(product, model, changeId);
  const mine = documentOf(decision);
  const created = await createDocument(bucket, key, mine);
  const kept = created ? undefined : await readDocument(bucket, key, verdictDocument);
  return { decision: kept?.value ?? mine, uri: `s3://${bucket}/${key}` };
}
