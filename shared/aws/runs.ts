import { currentKey, doneKey, pendingKey, pendingPrefix } from '../catalog/keys.ts';
import { currentDocument, doneDocument, pendingDocument, type Done, type Pending, type Run } from '../retraining/run-documents.ts';
import { createDocument, deleteDocument, listKeys, readDocument, replaceDocument } from './documents.ts';

/** What a model's runs are remembered by, in the bucket. */

export async function readDone(bucket: string, model: string, requestId: string): Promise<Done | undefined> {
  return (await readDocument(bucket, doneKey(model, requestId), doneDocument))?.value;
}

/** Ends a request: it is remembered as done, then no longer pending. */
export async function endRequest(bucket: string, model: string, done: Done): Promise<void> {
  await storeDone(bucket, model, done);
  await deleteDocument(bucket, pendingKey(model, done.requestId));
}

async function storeDone(bucket: string, model: string, done: Done): Promise<void> {
  const key = doneKey(model, done.requestId);
  if (await createDocument(bucket, key, done)) return;
  // Asked for anew after it had been superseded.
  const before = await readDocument(bucket, key, doneDocument);
  const stored = before !== undefined && (await replaceDocument(bucket, key, done, before.etag));
  if (!stored) await storeDone(bucket, model, done);
}

export async function addPending(bucket: string, request: Pending): Promise<void> {
  await createDocument(bucket, pendingKey(request.data.model, request.data.requestId), request);
}

export async function readPending(bucket: string, model: string, requestId: string): Promise<Pending | undefined> {
  return (await readDocument(bucket, pendingKey(model, requestId), pendingDocument))?.value;
}

/** Every request that waits, the newest first. */
export async function listPending(bucket: string, model: string): Promise<readonly Pending[]> {
  const requests: Pending[] = [];
  for (const key of await listKeys(bucket, pendingPrefix(model))) {
    const found = await readDocument(bucket, key, pendingDocument);
    if (found !== undefined) requests.push(found.value);
  }
  return requests.toSorted((a, b) => (a.metadata.occurredAt < b.metadata.occurredAt ? 1 : -1));
}

export async function readRun(bucket: string, model: string): Promise<Run | null> {
  return (await readDocument(bucket, currentKey(model), currentDocument))?.value.run ?? null;
}

/** Claims the model's one run for a request, if it is free. Returns the run that holds it, which may be another's. */
export async function claimRun(bucket: string, model: string, requestId: string, now: number): Promise<Run> {
  const key = currentKey(model);
  const mine: Run = { requestId, claimedAt: now };
  const found = await readDocument(bucket, key, currentDocument);
  if (found !== undefined && found.value.run !== null) return found.value.run;
  const claimed =
    found === undefined ? await createDocument(bucket, key, { run: mine }) : await replaceDocument(bucket, key, { run: mine }, found.etag);
  return claimed ? mine : claimRun(bucket, model, requestId, now);
}

/** Notes which execution the run is. */
export async function noteExecution(bucket: string, model: string, requestId: string, executionArn: string): Promise<void> {
  await updateRun(bucket, model, requestId, (run) => ({ ...run, executionArn }));
}

/** Frees the model for its next run, where this request holds it. */
export async function releaseRun(bucket: string, model: string, requestId: string): Promise<void> {
  await updateRun(bucket, model, requestId, () => null);
}

async function updateRun(bucket: string, model: string, requestId: string, update: (run: Run) => Run | null): Promise<void> {
  const key = currentKey(model);
  const found = await readDocument(bucket, key, currentDocument);
  if (found?.value.run?.requestId !== requestId) return;
  const stored = await replaceDocument(bucket, key, { run: update(found.value.run) }, found.etag);
  if (!stored) await updateRun(bucket, model, requestId, update);
}
