import { deadlineReached } from '../events/mesh/deadline-reached.ts';
import { build } from '../events/mesh/event.ts';
import { retrainingRequested, retrainingStarted } from '../events/mesh/retraining.ts';
import { findExecution, startExecution } from '../shared/aws/executions.ts';
import { addPending, claimRun, noteExecution, readDone, readPending, releaseRun } from '../shared/aws/runs.ts';
import { modelNamed } from '../shared/catalog/product.ts';
import type { Context } from '../shared/runtime/context.ts';
import { cancelDeadline, setDeadline } from '../shared/runtime/deadlines.ts';
import { classify, isPermanent } from '../shared/runtime/failure.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { logger } from '../shared/runtime/log.ts';
import { publish } from '../shared/runtime/publish.ts';
import { following } from '../shared/runtime/sync-failed.ts';
import { describeRun, displayName, runParameters } from '../shared/retraining/execution.ts';
import { isServed } from '../shared/retraining/served.ts';
import type { Pending, Run } from '../shared/retraining/run-documents.ts';

/** Starts the run that was asked for, or leaves the request for the end of the one that is under way. */
export const handler = handle({ on: [retrainingRequested], from: consumerAccount }, async (event, context) => {
  const request = event.detail;
  const { model, requestId } = request.data;
  const { bucket } = context.environment;
  const done = await readDone(bucket, model, requestId);
  if (done !== undefined && isServed(done, Date.parse(request.metadata.occurredAt))) {
    logger.info('served before', { model, requestId, status: done.status });
    return;
  }
  // Written before the claim is looked at: whoever ends the present run then finds it.
  await addPending(bucket, request);
  const run = await claimRun(bucket, model, requestId, context.now());
  if (run.requestId !== requestId) await lookAtOther(context, request, run, event.id);
  else if (run.executionArn === undefined) await start(context, request, event.id);
});

async function start(context: Context, request: Pending, causationId: string): Promise<void> {
  const { bucket, busName } = context.environment;
  const { metadata, data } = request;
  const { pipeline, modelPackageGroup } = modelNamed(context.mesh, data.model).model;
  const wait = { wait: 'run', model: data.model, requestId: data.requestId, round: 0 } as const;
  await setDeadline(context, metadata, causationId, wait);
  let executionArn: string;
  try {
    executionArn = await startExecution({
      pipeline,
      token: data.requestId,
      displayName: displayName(request),
      description: describeRun(request),
      parameters: runParameters(request, bucket, modelPackageGroup),
    });
  } catch (error) {
    if (isPermanent(classify(error))) {
      // The request stays: it is looked at again with the next one, when a person has mended the cause.
      await releaseRun(bucket, data.model, data.requestId);
      await cancelDeadline(context, metadata, wait);
    }
    throw error;
  }
  const next = following(metadata.product, metadata.changeId, causationId, context.now());
  const { model, requestId, reason } = data;
  await publish(busName, [build(retrainingStarted, { metadata: next, data: { model, requestId, reason, executionArn } })]);
  // Last: a run with an execution is one that everybody was told of.
  await noteExecution(bucket, model, requestId, executionArn);
}

/** The model has its run. It may have stopped half-way: then it is helped on, so that this request does not wait for ever. */
async function lookAtOther(context: Context, { metadata, data }: Pending, run: Run, causationId: string): Promise<void> {
  const { bucket, busName } = context.environment;
  logger.info('waits for another run', { model: data.model, requestId: data.requestId, runs: run.requestId });
  if (run.executionArn === undefined) {
    const other = await readPending(bucket, data.model, run.requestId);
    if (other !== undefined) {
      await start(context, other, causationId);
      return;
    }
  } else {
    const { status } = await findExecution(run.executionArn);
    if (status === 'Executing' || status === 'Stopping') return;
  }
  // Its end was not noticed.
  const next = following(metadata.product, metadata.changeId, causationId, context.now());
  const wait = { wait: 'run', model: data.model, requestId: run.requestId, round: 0 } as const;
  await publish(busName, [build(deadlineReached, { metadata: next, data: wait })]);
}
