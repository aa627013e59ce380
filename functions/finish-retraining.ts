import { pipelineExecutionStatusChange } from '../events/aws/pipeline-execution-status-change.ts';
import { deadlineReached, type Wait } from '../events/mesh/deadline-reached.ts';
import { build } from '../events/mesh/event.ts';
import { retrainingFinished, retrainingRequested, retrainingStarted } from '../events/mesh/retraining.ts';
import { findExecution, pipelineChangedAt, readSteps, type Execution, type Steps } from '../shared/aws/executions.ts';
import { endRequest, listPending, readDone, readRun, releaseRun, withdrawRun } from '../shared/aws/runs.ts';
import { findModel, modelNamed, trainsModel } from '../shared/catalog/product.ts';
import type { Context } from '../shared/runtime/context.ts';
import { cancelDeadline, setDeadline } from '../shared/runtime/deadlines.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { count, measure } from '../shared/runtime/count.ts';
import { Refused } from '../shared/runtime/errors.ts';
import { logger } from '../shared/runtime/log.ts';
import { publish } from '../shared/runtime/publish.ts';
import { settleModel } from '../shared/runtime/settle-model.ts';
import { following, reportFailure } from '../shared/runtime/sync-failed.ts';
import { readDescription } from '../shared/retraining/execution.ts';
import type { Run } from '../shared/retraining/run-documents.ts';
import { coveredOrders } from '../shared/retraining/settle-plan.ts';

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
  // Of one that is gone the event is all that is left.
  const ours = readDescription(status === 'Gone' ? (event.detail.pipelineExecutionDescription ?? '') : description);
  if (ours === undefined || status === 'Executing' || status === 'Stopping') {
    logger.info('nothing to finish', { executionArn, status, ours: ours !== undefined });
    return;
  }
  logger.appendKeys({ changeId: ours.changeId, model: ours.model, requestId: ours.requestId });
  const run = await readRun(context.environment.bucket, ours.model);
  // A person may start a copy of our run, with its description: the end of that one is not the run's.
  if (run?.requestId === ours.requestId && (run.executionArn ?? executionArn) === executionArn)
    await finish(context, ours.model, { ...run, executionArn }, status, run.executionArn !== undefined, event.id);
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
  if (findModel(context.mesh, wait.model) === undefined && run?.executionArn === undefined) {
    // Taken out of mesh.yml: nobody starts it, and the request waits for when the model comes back.
    await withdrawRun(bucket, wait.model, wait.requestId);
    logger.info('mesh.yml has no such model any more', { model: wait.model });
    return;
  }
  if (run?.requestId === wait.requestId) {
    if (run.executionArn === undefined) {
      // It was claimed and never started.
      await publish(busName, [build(retrainingRequested, run.request)]);
      await setDeadline(context, subject, causationId, { ...wait, round: wait.round + 1 });
      return;
    }
    const { status } = await findExecution(run.executionArn);
    if (status === 'Executing' || status === 'Stopping') {
      await setDeadline(context, subject, causationId, { ...wait, round: wait.round + 1 });
      return;
    }
    await finish(context, wait.model, run, status, true, causationId);
  }
  await settleModel(context, wait.model, causationId);
}

/** `isNoted`: its start was told, as the run's document says. */
async function finish(context: Context, model: string, run: Run, status: Ended, isNoted: boolean, causationId: string): Promise<void> {
  const { bucket } = context.environment;
  const { requestId, executionArn, request } = run;
  const { instances } = modelNamed(context.mesh, model).model.retraining;
  const steps = executionArn === undefined ? undefined : await readSteps(executionArn);
  const doneBefore = await readDone(bucket, model, requestId);
  const told = doneBefore?.executionArn === executionArn;
  if (!told && executionArn !== undefined) await tell(context, { ...run, executionArn }, { status, isNoted, failure: steps?.failure }, causationId);
  const executed = executionArn && { executionArn };
  for (const { data } of coveredOrders(await listPending(bucket, model), run))
    await endRequest(bucket, model, { requestId: data.requestId, status: 'Covered', ...executed, doneAt: context.now() });
  await endRequest(bucket, model, { requestId, status, ...executed, doneAt: context.now() });
  await cancelDeadline(context, request.metadata, { wait: 'run', model, requestId, round: 0 });
  if (!told && steps !== undefined) measure('instance seconds', steps.seconds * instances, 'Seconds');
  // Only now: a request that comes from here on finds the model free, one that came before is settled next.
  await releaseRun(bucket, model, requestId, steps && steps.seconds * instances);
}

async function tell(
  context: Context,
  { request, claimedAt, executionArn }: Run & { executionArn: string },
  { status, isNoted, failure }: { readonly status: Ended; readonly isNoted: boolean; readonly failure: Steps['failure'] | undefined },
  causationId: string,
): Promise<void> {
  const { metadata, data } = request;
  const { model, requestId, reason } = data;
  const next = following(metadata.product, metadata.changeId, causationId, context.now());
  const run = { model, requestId, reason, executionArn };
  await publish(context.environment.busName, [
    ...(isNoted ? [] : [build(retrainingStarted, { metadata: next, data: run })]),
    build(retrainingFinished, { metadata: next, data: { ...run, status, ...(failure === undefined ? {} : { failure }) } }),
  ]);
  if (failure !== undefined) logger.warn('the run failed', { product: metadata.product, changeId: metadata.changeId, executionArn, code: 'RunFailed', ...why(model, executionArn, failure) });
  count(`run ${status}`);
  const { pipeline } = modelNamed(context.mesh, model).model;
  const changedAt = await pipelineChangedAt(pipeline);
  const change = changedAt === undefined ? 'was deleted' : changedAt > claimedAt ? 'was changed' : undefined;
  if (change === undefined) return;
  const remedy =
    change === 'was changed'
      ? `Nothing, if the run was right by the older definition. Otherwise reject its package and order a run: npm run retrain -- --profile NAME ${model}.`
      : 'Deploy the stack again, or take the model out of mesh.yml.';
  await reportFailure(context, metadata, causationId, new Refused(`The pipeline ${pipeline} ${change} while ${executionArn} was under way (${status})`, remedy));
}

/** For the dashboard, which asks the logs. */
function why(model: string, executionArn: string, { step, reason }: NonNullable<Steps['failure']>): { readonly reason: string; readonly remedy: string } {
  return {
    reason: `Step ${step} failed: ${reason ?? `the execution ${executionArn.slice(executionArn.lastIndexOf('/') + 1)} says why`}`,
    remedy: `Look at the drift report of the change, or mend the step. Then order a run: npm run retrain -- --profile NAME ${model}.`,
  };
}
