import type { PipelineExecutionStatus, PipelineExecutionStep, StepStatus } from '@aws-sdk/client-sagemaker';
import type { Cloud } from '../core/cloud.ts';
import { sleep } from '../core/clock.ts';
import { AwsError } from '../core/service.ts';
import { readSteps } from './definition.ts';
import type { Step } from './definition.ts';
import { emitExecution, emitStep } from './events.ts';
import type { Execution } from './model.ts';
import { performStep } from './perform-step.ts';
import type { Surroundings } from './perform-step.ts';
import type { StepOutputs, StepResult } from './step-runner.ts';

/** Runs an execution from start to end. Never rejects: what goes wrong is the execution's failure. */
export async function runExecution(around: Surroundings, execution: Execution): Promise<void> {
  emitExecution(around.cloud, execution, undefined);
  const failure = await runSteps(around, execution, execution.definition.steps, new Map()).catch((error: unknown) => reasonOf(error));
  if (execution.stop.signal.aborted) end(around.cloud, execution, 'Stopped');
  else if (failure === undefined) end(around.cloud, execution, 'Succeeded');
  else end(around.cloud, execution, 'Failed', failure);
}

/** Executing, then what is asked for: Stopping now, Stopped as soon as the running step has ended. */
export function stopExecution(cloud: Cloud, execution: Execution): void {
  change(cloud, execution, 'Stopping');
  execution.stop.abort();
}

// Answers why it failed, or undefined.
async function runSteps(
  around: Surroundings,
  execution: Execution,
  steps: readonly Step[],
  outputs: Map<string, StepOutputs>,
): Promise<string | undefined> {
  for (const step of steps) {
    if (execution.stop.signal.aborted) return undefined;
    const failure = await runStep(around, execution, step, outputs);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

async function runStep(
  around: Surroundings,
  execution: Execution,
  step: Step,
  outputs: Map<string, StepOutputs>,
): Promise<string | undefined> {
  const { cloud } = around;
  const started = startedStep(step, cloud.clock.now());
  const place = execution.steps.push(started) - 1;
  emitStep(cloud, execution, started, step.type, undefined);
  const { result, attempts } = await attempt(around, execution, step, outputs);
  const stopped = execution.stop.signal.aborted;
  const ended = { ...started, ...endOf(result, stopped), AttemptCount: attempts, EndTime: new Date(cloud.clock.now()) };
  execution.steps[place] = ended;
  emitStep(cloud, execution, ended, step.type, 'Executing');
  if (stopped) return undefined;
  // SageMaker's own words for an execution that a step failed.
  if (result.status === 'Failed') return 'Step failure: One or multiple steps failed.';
  outputs.set(step.name, result.outputs);
  if (step.type !== 'Condition') return undefined;
  const branch = result.metadata?.Condition?.Outcome === 'True' ? 'IfSteps' : 'ElseSteps';
  return runSteps(around, execution, readSteps(step.arguments[branch] ?? []), outputs);
}

/** Tries a step as often as its retry policies say (SageMaker AI developer guide, "Retry Policy for Pipeline Steps"). */
async function attempt(
  around: Surroundings,
  execution: Execution,
  step: Step,
  outputs: Map<string, StepOutputs>,
): Promise<{ readonly result: StepResult; readonly attempts: number }> {
  const began = around.cloud.clock.now();
  for (let attempts = 1; ; attempts++) {
    const result = await performStep(around, execution, step, outputs).catch(
      (error: unknown): StepResult => ({ status: 'Failed', reason: reasonOf(error), ...exceptionOf(error) }),
    );
    const wait = result.status === 'Failed' ? waitAfter(step, result.exception, attempts, around.cloud.clock.now() - began) : undefined;
    if (wait === undefined || execution.stop.signal.aborted) return { result, attempts };
    const stopped = new Promise<void>((resolve) => execution.stop.signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([sleep(around.cloud.clock, wait), stopped]);
    if (execution.stop.signal.aborted) return { result, attempts };
  }
}

/** Milliseconds until the next attempt; undefined when there is none. MaxAttempts counts retries: not the first attempt. */
function waitAfter({ retryPolicies }: Step, exception: string | undefined, attempts: number, elapsed: number): number | undefined {
  const policy = retryPolicies.find(({ exceptions }) => exception !== undefined && (exceptions.includes(exception) || exceptions.includes(`${exception.split('.')[0]}.*`)));
  if (policy === undefined) return undefined;
  const { until, intervalSeconds, backoffRate } = policy;
  const isOver = 'retries' in until ? attempts > until.retries : elapsed >= until.expireAfter;
  return isOver ? undefined : intervalSeconds * backoffRate ** (attempts - 1) * 1000;
}

/** What a refused request is to a retry policy. */
function exceptionOf(error: unknown): { exception?: string } {
  if (!(error instanceof AwsError)) return {};
  if (error.code === 'ResourceLimitExceeded') return { exception: 'SageMaker.RESOURCE_LIMIT' };
  if (/Throttl|TooManyRequests/.test(error.code)) return { exception: 'Step.THROTTLING' };
  return error.status >= 500 ? { exception: 'Step.SERVICE_FAULT' } : {};
}

function startedStep({ name, displayName }: Step, now: number): PipelineExecutionStep & { StepName: string; StepStatus: StepStatus } {
  return {
    StepName: name,
    StepStatus: 'Executing',
    StartTime: new Date(now),
    AttemptCount: 1,
    ...(displayName !== undefined && { StepDisplayName: displayName }),
  };
}

function endOf(
  result: StepResult,
  stopped: boolean,
): Pick<PipelineExecutionStep, 'StepStatus' | 'Metadata' | 'StepDescription' | 'FailureReason'> {
  const StepStatus: StepStatus = stopped ? 'Stopped' : result.status;
  const shown = { StepStatus, Metadata: result.metadata };
  return result.status === 'Failed' ? { ...shown, FailureReason: result.reason } : { ...shown, StepDescription: result.description };
}

function reasonOf(error: unknown): string {
  if (error instanceof AwsError) return `ClientError: ${error.code}: ${error.message}`;
  return `InternalError: ${error instanceof Error ? error.message : String(error)}`;
}

function end(cloud: Cloud, execution: Execution, status: PipelineExecutionStatus, failure?: string): void {
  execution.endedAt = cloud.clock.now();
  execution.failureReason = failure;
  change(cloud, execution, status);
}

function change(cloud: Cloud, execution: Execution, status: PipelineExecutionStatus): void {
  const previous = execution.status;
  execution.status = status;
  execution.changedAt = cloud.clock.now();
  emitExecution(cloud, execution, previous);
}
