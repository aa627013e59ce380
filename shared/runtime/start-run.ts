import { findExecutionOf, startExecution } from '../aws/executions.ts';
import { modelNamed } from '../catalog/product.ts';
import { describeRun, displayName, runParameters } from '../retraining/execution.ts';
import type { Pending } from '../retraining/run-documents.ts';
import type { Context } from './context.ts';
import { classify, hasCode, isPermanent } from './failure.ts';
import { statisticsFor } from './other-tables.ts';

export type Started =
  | { readonly kind: 'started' | 'found'; readonly executionArn: string }
  /** SageMaker does not take it now, or not before a person mends something. */
  | { readonly kind: 'refused'; readonly why: 'quota' | 'conflict' | 'pipeline'; readonly error: unknown };

/** Starts a run's execution. Throws what trying again at once can mend. */
export async function startRun({ environment, mesh }: Context, request: Pending): Promise<Started> {
  const { model, requestId } = request.data;
  const found = modelNamed(mesh, model).model;
  const { pipeline } = found;
  const statisticsUri = await statisticsFor(environment.bucket, request, found);
  try {
    const executionArn = await startExecution({
      pipeline,
      token: requestId,
      displayName: displayName(request),
      description: describeRun(request),
      parameters: runParameters(request, environment.bucket, found, statisticsUri),
    });
    return { kind: 'started', executionArn };
  } catch (error) {
    const why = refusal(error);
    // A token that was used, or an answer that was lost: the execution may be there all the same, and is looked for while its pipeline can tell.
    const known = why === 'pipeline' ? undefined : await findExecutionOf(pipeline, requestId);
    if (known !== undefined) return { kind: 'found', executionArn: known };
    if (why === undefined) throw error;
    return { kind: 'refused', why, error };
  }
}

function refusal(error: unknown): 'quota' | 'conflict' | 'pipeline' | undefined {
  if (hasCode(error, 'ResourceLimitExceeded')) return 'quota';
  if (hasCode(error, 'ConflictException')) return 'conflict';
  return isPermanent(classify(error)) ? 'pipeline' : undefined;
}
