import type { TableProduct } from '../../events/mesh/metadata.ts';
import { historyKey, reportKey, verdictKey, violationsKey } from '../catalog/keys.ts';
import { htmlReport } from '../drift/html-report.ts';
import type { Verdict } from '../drift/verdict.ts';
import { violationsOf } from '../drift/violations.ts';
import type { Decision } from '../retraining/decide.ts';
import { historyDocument, remembering, type Entry } from '../retraining/history.ts';
import { documentOf, verdictDocument, type KnownDecision } from '../retraining/verdict-document.ts';
import { createDocument, createText, readDocument, replaceDocument } from './documents.ts';

/** A verdict of ours: which model, which change. */
export interface Judged {
  readonly product: TableProduct;
  readonly model: string;
  readonly changeId: string;
}

/** Keeps the verdict of a change with its violations and its report. Returns the one that counts: the first, however often the change is judged. */
export async function keepVerdict(bucket: string, judged: Judged, decision: Decision): Promise<{ readonly decision: KnownDecision; readonly uri: string }> {
  const key = verdictKey(judged.product, judged.model, judged.changeId);
  const mine = documentOf(decision);
  const created = await createDocument(bucket, key, mine);
  const kept = created ? undefined : await readDocument(bucket, key, verdictDocument);
  const known = kept?.value ?? mine;
  if (known.verdict !== null) await keepEvidence(bucket, judged, known.verdict);
  return { decision: known, uri: `s3://${bucket}/${key}` };
}

async function keepEvidence(bucket: string, { product, model, changeId }: Judged, verdict: Verdict): Promise<void> {
  const { database, table } = product;
  await createDocument(bucket, violationsKey(product, model, changeId), violationsOf(verdict));
  const title = `${model}: drift of ${database}.${table}, ${changeId}`;
  await createText(bucket, reportKey(product, model, changeId), htmlReport(verdict, { title }), 'text/html; charset=utf-8');
}

/** What earlier checks of a model found. */
export async function readHistory(bucket: string, product: TableProduct, model: string): Promise<readonly Entry[]> {
  return (await readDocument(bucket, historyKey(product, model), historyDocument))?.value.entries ?? [];
}

/** Adds a check to the history, whoever else adds at the same time. */
export async function addToHistory(bucket: string, product: TableProduct, model: string, mine: Entry): Promise<void> {
  const key = historyKey(product, model);
  const found = await readDocument(bucket, key, historyDocument);
  const entries = remembering(found?.value.entries ?? [], mine);
  if (entries === found?.value.entries) return;
  const next = { version: 1, entries };
  const stored = found === undefined ? await createDocument(bucket, key, next) : await replaceDocument(bucket, key, next, found.etag);
  if (!stored) await addToHistory(bucket, product, model, mine);
}
