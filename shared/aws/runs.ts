import { currentKey, doneKey, pendingKey, pendingPrefix } from '../catalog/keys.ts';
import type { RetrainingSettings } from '../mesh/mesh.ts';
import { admit, remembered, type Hold } from '../retraining/admission.ts';
import {
  currentDocument,
  doneDocument,
  pendingDocument,
  type Current,
  type Done,
  type Held,
  type Pending,
  type Run,
} from '../retraining/run-documents.ts';
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

/** Every request that waits, the newest first. */
export async function listPending(bucket: string, model: string): Promise<readonly Pending[]> {
  const requests: Pending[] = [];
  for (const key of await listKeys(bucket, pendingPrefix(model))) {
    const found = await readDocument(bucket, key, pendingDocument);
    if (found !== undefined) requests.push(found.value);
  }
  return requests.toSorted((a, b) => (a.metadata.occurredAt < b.metadata.occurredAt ? 1 : -1));
}

export async function readCurrent(bucket: string, model: string): Promise<Current> {
  return (await readDocument(bucket, currentKey(model), currentDocument))?.value ?? { run: null };
}

export async function readRun(bucket: string, model: string): Promise<Run | null> {
  return (await readCurrent(bucket, model)).run;
}

/** The model's one run is ours, somebody else's, or must not begin yet. */
export type Claim =
  | { readonly kind: 'ours'; readonly run: Run }
  | { readonly kind: 'taken'; readonly run: Run }
  | { readonly kind: 'held'; readonly hold: Hold };

/** Claims the model's one run for a request, if it is free and may begin. The same put counts it against the budget. */
export async function claimRun(bucket: string, request: Pending, settings: RetrainingSettings, now: number): Promise<Claim> {
  const { model, requestId } = request.data;
  const run: Run = { requestId, request, claimedAt: now };
  let answer: Claim = { kind: 'ours', run };
  await updateCurrent(bucket, model, (current) => {
    const { starts = [] } = current;
    const hold = admit(settings, starts, now);
    answer = current.run !== null ? { kind: 'taken', run: current.run } : hold === undefined ? { kind: 'ours', run } : { kind: 'held', hold };
    return answer.kind === 'ours' ? { ...current, run, starts: [...remembered(starts, now), { requestId, at: now }] } : undefined;
  });
  return answer;
}

/** As long as a function may take: whoever set out to start a run before that is not at it any more. */
const startTime = 60_000;

/** Whether this invocation may start the run's execution: only one at a time does, so that it knows what became of it. */
export async function takeStart(bucket: string, model: string, requestId: string, now: number): Promise<'ours' | 'busy' | 'over'> {
  let answer: 'ours' | 'busy' | 'over' = 'over';
  await updateCurrent(bucket, model, (current) => {
    const { run } = current;
    const isOver = run?.requestId !== requestId || run.executionArn !== undefined;
    answer = isOver ? 'over' : run.startingAt !== undefined && now - run.startingAt < startTime ? 'busy' : 'ours';
    return answer === 'ours' && run !== null ? { ...current, run: { ...run, startingAt: now } } : undefined;
  });
  return answer;
}

/** Notes which execution the run is. Nothing is held back any more. */
export async function noteExecution(bucket: string, model: string, requestId: string, executionArn: string): Promise<void> {
  await updateRun(bucket, model, requestId, (current, run) => ({ ...current, run: { ...run, executionArn }, held: null }));
}

/** Notes what holds the model's next run back. */
export async function noteHeld(bucket: string, model: string, held: Held): Promise<void> {
  await updateCurrent(bucket, model, (current) => ({ ...current, held }));
}

/** Frees the model for its next run, where this request holds it, and notes what the run took. What held it back before does so no longer, also where nobody came to note its start. */
export async function releaseRun(bucket: string, model: string, requestId: string, instanceSeconds: number | undefined): Promise<void> {
  await updateRun(bucket, model, requestId, (current, { claimedAt }) => ({
    ...current,
    run: null,
    held: null,
    starts: (current.starts ?? []).map((start) =>
      start.at === claimedAt && instanceSeconds !== undefined ? { ...start, instanceSeconds } : start,
    ),
  }));
}

/** Frees the model of a run that nobody has set out to start. Returns whether that is so. */
export async function giveClaimBack(bucket: string, model: string, requestId: string): Promise<boolean> {
  let isOurs = false;
  await updateRun(bucket, model, requestId, (current, run) => {
    isOurs = run.startingAt === undefined && run.executionArn === undefined;
    return isOurs ? withoutRun(current, run) : undefined;
  });
  return isOurs;
}

/** Frees the model of a run that did not begin: it costs nothing. */
export async function withdrawRun(bucket: string, model: string, requestId: string, held?: Held): Promise<void> {
  await updateRun(bucket, model, requestId, (current, run) => ({ ...withoutRun(current, run), ...(held && { held }) }));
}

function withoutRun(current: Current, { claimedAt }: Run): Current {
  return { ...current, run: null, starts: (current.starts ?? []).filter(({ at }) => at !== claimedAt) };
}

async function updateRun(bucket: string, model: string, requestId: string, update: (current: Current, run: Run) => Current | undefined): Promise<void> {
  await updateCurrent(bucket, model, (current) => (current.run?.requestId === requestId ? update(current, current.run) : undefined));
}

/** Replaces exactly what was read, again and again until nobody came between. Undefined leaves it as it is. */
async function updateCurrent(bucket: string, model: string, update: (current: Current) => Current | undefined): Promise<void> {
  const key = currentKey(model);
  const found = await readDocument(bucket, key, currentDocument);
  const next = update(found?.value ?? { run: null });
  if (next === undefined) return;
  const stored = found === undefined ? await createDocument(bucket, key, next) : await replaceDocument(bucket, key, next, found.etag);
  if (!stored) await updateCurrent(bucket, model, update);
}
