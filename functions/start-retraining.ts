import { deadlineReached } from '../events/mesh/deadline-reached.ts';
import { build } from '../events/mesh/event.ts';
import { retrainingRequested, retrainingStarted } from '../events/mesh/retraining.ts';
import { findExecution } from '../shared/aws/executions.ts';
import { addPending, claimRun, endRequest, giveClaimBack, noteExecution, readDone, takeStart, withdrawRun } from '../shared/aws/runs.ts';
import { modelNamed } from '../shared/catalog/product.ts';
import type { Context } from '../shared/runtime/context.ts';
import { setDeadline } from '../shared/runtime/deadlines.ts';
import { SyncError } from '../shared/runtime/errors.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { holdBack, putOff } from '../shared/runtime/hold-back.ts';
import { logger } from '../shared/runtime/log.ts';
import { publish } from '../shared/runtime/publish.ts';
import { isStillNeeded, settleModel } from '../shared/runtime/settle-model.ts';
import { startRun } from '../shared/runtime/start-run.ts';
import { following } from '../shared/runtime/sync-failed.ts';
import { isServed } from '../shared/retraining/served.ts';
import type { Done, Pending, Run } from '../shared/retraining/run-documents.ts';

/** Starts the run that was asked for, or leaves the request for the end of the one that is under way, or for when it may begin. */
export const handler = handle({ on: [retrainingRequested], from: consumerAccount }, async (event, context) => {
  const request = event.detail;
  const { model, requestId } = request.data;
  const { bucket } = context.environment;
  if (modelNamed(context.mesh, model).subscription.paused) {
    // The deployment that ends the pause has the newest data judged again; an order is in nothing else than its request.
    if (request.data.reason === 'person' && (await servedBy(context, request)) === undefined) await addPending(bucket, request);
    logger.info('paused', { model, requestId });
    return;
  }
  const { retraining } = modelNamed(context.mesh, model).model;
  const before = await servedBy(context, request);
  if (before !== undefined) {
    logger.info('served before', { model, requestId, status: before.status });
    return;
  }
  // Written before the claim is looked at: whoever ends the present run then finds it.
  await addPending(bucket, request);
  const claim = await claimRun(bucket, request, retraining, context.now());
  if (claim.kind === 'held') {
    await holdBack(context, request, claim.hold, event.id);
    return;
  }
  if (claim.kind === 'taken' && claim.run.requestId !== requestId) {
    await lookAtOther(context, request, claim.run, event.id);
  } else if (claim.run.startingAt !== undefined || (await isStillNeeded(context, request))) {
    await start(context, claim.run, event.id);
  } else if (await giveClaimBack(bucket, model, requestId)) {
    logger.info('not needed any more', { model, requestId });
    await settleModel(context, model, event.id);
  }
});

async function servedBy({ environment }: Context, { metadata, data }: Pending): Promise<Done | undefined> {
  const done = await readDone(environment.bucket, data.model, data.requestId);
  return done !== undefined && isServed(done, Date.parse(metadata.occurredAt)) ? done : undefined;
}

async function start(context: Context, { request, claimedAt }: Run, causationId: string): Promise<void> {
  const { bucket, busName } = context.environment;
  const { metadata, data } = request;
  const { model, requestId, reason } = data;
  const wait = { wait: 'run', model, requestId, round: 0 } as const;
  await setDeadline(context, metadata, causationId, wait);
  const turn = await takeStart(bucket, model, requestId, context.now());
  if (turn === 'over') return;
  if (turn === 'busy') throw new SyncError('retry', `The run of ${model} is being started by another invocation`, 'Nothing: it is tried again.');
  const done = await servedBy(context, request);
  if (done !== undefined && done.doneAt < claimedAt) {
    // Its event came while it was being ended: what ended it freed the model after saying so.
    await endRequest(bucket, model, done);
    await withdrawRun(bucket, model, requestId);
    return;
  }
  const started = await startRun(context, request);
  if (started.kind === 'refused') {
    await putOff(context, request, started, causationId);
    return;
  }
  const { executionArn } = started;
  const next = following(metadata.product, metadata.changeId, causationId, context.now());
  await publish(busName, [build(retrainingStarted, { metadata: next, data: { model, requestId, reason, executionArn } })]);
  // Last: a run with an execution is one that everybody was told of.
  await noteExecution(bucket, model, requestId, executionArn);
  // One from before may have ended already, and its event with it.
  if (started.kind === 'found') await publish(busName, [build(deadlineReached, { metadata: next, data: wait })]);
}

/** The model has its run. It may have stopped half-way: then it is helped on, so that this request does not wait for ever. */
async function lookAtOther(context: Context, { metadata, data }: Pending, run: Run, causationId: string): Promise<void> {
  const { busName } = context.environment;
  logger.info('waits for another run', { model: data.model, requestId: data.requestId, runs: run.requestId });
  if (run.executionArn === undefined) {
    await start(context, run, causationId);
    return;
  }
  const { status } = await findExecution(run.executionArn);
  if (status === 'Executing' || status === 'Stopping') return;
  // Its end was not noticed.
  const next = following(metadata.product, metadata.changeId, causationId, context.now());
  const wait = { wait: 'run', model: data.model, requestId: run.requestId, round: 0 } as const;
  await publish(busName, [build(deadlineReached, { metadata: next, data: wait })]);
}
