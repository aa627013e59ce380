import { pipelineExecutionStatusChange } from '../events/aws/pipeline-execution-status-change.ts';
import { deadlineReached, type Wait } from '../events/mesh/deadline-reached.ts';
import { build } from '../events/mesh/event.ts';
import { retrainingFinished, retrainingRequested } from '../events/mesh/retraining.ts';
import { findExecution, type Execution } from '../shared/aws/executions.ts';
import { endRequest, readDone, readPending, readRun, releaseRun } from '../shared/aws/runs.ts';
import { trainsModel } from '../shared/catalog/product.ts';
import type { Context } from '../shared/runtime/context.ts';
import { cancelDeadline, setDeadline } from '../shared/runtime/deadlines.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { count } from '../shared/runtime/count.ts';
import { logger } from '../shared/runtime/log.ts';
import { publish } from '../shared/runtime/publish.ts';
import { settleModel } from '../shared/runtime/settle-model.ts';
import { following } from '../shared/runtime/sync-failed.ts';
import { readDescription } from '../shared/retraining/execution.ts';
import type { Run } from '../shared/retraining/run-documents.ts';

type Ended = Exclude<Execution['status'], 'Executing' | 'Stopping'>;

/** Ends a run that is over, frees its model, and settles what came while it was under way. */
export const handler = handle({ on: [pipelineExecutionStatusChange, deadlineReached], from: consumerAccount }, async (event, context) => {
  if (event['detail-type'] === deadlineReached.detailType) {
    const { metadata, data } = event.detail;
    if (data.wait === 'run') await look(context, metadata, data, event.id);
    return;
  }
  const { pipelineArn, pipelineExecutionArn: executionArn } = event.detail;
  if (!trainsModel(context.mesh, pipelineArn)) return;
  const { status, description } = await findExecution(executionArn);
  const ours = readDescription(description);
  if (ours === undefined || status === 'Executing' || status === 'Stopping') {
    logger.info('nothing to finish', { executionArn, status, ours: ours !== undefined });
    return;
  }
  logger.appendKeys({ changeId: ours.changeId, model: ours.model, requestId: ours.requestId });
  const run = await readRun(context.environment.bucket, ours.model);
  if (run?.requestId === ours.requestId) await finish(context, ours.model, { ...run, executionArn }, status, event.id);
  await settleModel(context, ours.model, event.id);
});

/** Nothing was heard of a run for long: looks at it. */
async function look(
  context: Context,
  subject: Parameters<typeof setDeadline>[1],
  wait: Extract<Wait, { wait: 'run' }>,
  causationId: string,
): Promise<void> {
  const { bucket, busName } = context.environment;
  const run = await readRun(bucket, wait.model);
  if (run?.requestId === wait.requestId) {
    const pending = await readPending(bucket, wait.model, run.requestId);
    if (run.executionArn === undefined && pending !== undefined) {
      // It was claimed and never started.
      await publish(busName, [build(retrainingRequested, pending)]);
      await setDeadline(context, subject, causationId, { ...wait, round: wait.round + 1 });
      return;
    }
    const status = run.executionArn === undefined ? 'Gone' : (await findExecution(run.executionArn)).status;
    if (status === 'Executing' || status === 'Stopping') {
      await setDeadline(context, subject, causationId, { ...wait, round: wait.round + 1 });
      return;
    }
    await finish(context, wait.model, run, status, causationId);
  }
  await settleModel(context, wait.model, causationId);
}

async function finish(
  context: Context,
  model: string,
  { requestId, executionArn }: Run,
  status: Ended,
  causationId: string,
): Promise<void> {
  const { bucket, busName } = context.environment;
  const request = await readPending(bucket, model, requestId);
  const doneBefore = await readDone(bucket, model, requestId);
  if (request !== undefined) {
    const { metadata, data } = request;
    const next = following(metadata.product, metadata.changeId, causationId, context.now());
    if (doneBefore === undefined && executionArn !== undefined) {
      const finished = { model, requestId, reason: data.reason, executionArn, status };
      await publish(busName, [build(retrainingFinished, { metadata: next, data: finished })]);
      count(`run ${status}`);
    }
    await cancelDeadline(context, metadata, { wait: 'run', model, requestId, round: 0 });
  }
  await endRequest(bucket, model, { requestId, status, ...(executionArn && { executionArn }), doneAt: context.now() });
  // Only now: a request that comes from here on finds the model free, one that came before is settled next.
  await releaseRun(bucket, model, requestId);
}
