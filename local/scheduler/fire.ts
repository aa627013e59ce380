import type { Cloud } from '../core/cloud.ts';
import { AwsError } from '../core/service.ts';
import type { Caller } from '../core/service.ts';
import { DeliveryError, toDeliveryError } from '../eventbridge/delivery-error.ts';
import type { Schedule } from './model.ts';

/** One invocation of a schedule's target. Times in milliseconds. */
interface Invocation {
  readonly schedule: Schedule;
  readonly scheduledAt: number;
  readonly startedAt: number;
  readonly executionId: string;
}

// EventBridge Scheduler user guide, "RetryPolicy": 185 attempts within 24 hours by default.
const DEFAULT_ATTEMPTS = 185;
const DEFAULT_AGE_SECONDS = 86_400;
const FIRST_RETRY = 1_000;
const LONGEST_RETRY = 600_000;

/** Invokes the target as the schedule's role; retries what may pass, and gives the rest to the dead-letter queue. */
export function fire(cloud: Cloud, schedule: Schedule, scheduledAt: number): void {
  attempt(cloud, { schedule, scheduledAt, startedAt: cloud.clock.now(), executionId: cloud.dice.uuid() }, 0);
}

function attempt(cloud: Cloud, invocation: Invocation, retries: number): void {
  const { target } = invocation.schedule;
  const input = fillIn(target.Input ?? '{}', invocation, retries);
  let caller: Caller | undefined;
  try {
    caller = roleCaller(cloud, target.RoleArn);
    invoke(cloud, invocation.schedule, input, caller);
  } catch (error) {
    const failure = toDeliveryError(error);
    const { MaximumRetryAttempts: attempts = DEFAULT_ATTEMPTS, MaximumEventAgeInSeconds: age = DEFAULT_AGE_SECONDS } =
      target.RetryPolicy ?? {};
    const outOfTime = cloud.clock.now() - invocation.startedAt >= age * 1000;
    if (failure.retryable && retries < attempts && !outOfTime) {
      const pause = Math.min(FIRST_RETRY * 2 ** retries, LONGEST_RETRY) * (0.5 + cloud.dice.next() / 2);
      cloud.clock.timer(() => attempt(cloud, invocation, retries + 1), pause);
      return;
    }
    bury(cloud, invocation, input, failure, retries, outOfTime ? 'MaximumEventAgeInSeconds' : 'MaximumRetryAttempts', caller);
  }
}

function invoke(cloud: Cloud, { arn, target }: Schedule, input: string, caller: Caller): void {
  switch (target.Arn.split(':')[2]) {
    case 'lambda':
      cloud.lambda.invokeAsync(target.Arn, JSON.parse(input), caller);
      return;
    case 'sqs':
      cloud.sqs.send(target.Arn, input, caller);
      return;
    default: {
      const { Source: source = '', DetailType: detailType = '' } = target.EventBridgeParameters ?? {};
      cloud.events.put(target.Arn, { source, detailType, detail: parseDetail(input), resources: [arn] }, caller);
    }
  }
}

function parseDetail(input: string): Record<string, unknown> {
  const detail: unknown = JSON.parse(input);
  if (typeof detail !== 'object' || detail === null) throw new DeliveryError('INVALID_JSON', 'Input is not a JSON object.', false);
  return { ...detail };
}

/** EventBridge Scheduler user guide, "Adding context attributes". */
function fillIn(input: string, { schedule, scheduledAt, executionId }: Invocation, retries: number): string {
  return input
    .replaceAll('<aws.scheduler.schedule-arn>', schedule.arn)
    .replaceAll('<aws.scheduler.scheduled-time>', seconds(scheduledAt))
    .replaceAll('<aws.scheduler.execution-id>', executionId)
    .replaceAll('<aws.scheduler.attempt-number>', String(retries + 1));
}

function roleCaller(cloud: Cloud, roleArn: string): Caller {
  cloud.iam.assertRoleTrusts(roleArn, 'scheduler.amazonaws.com');
  return cloud.sts.serviceAs(roleArn, 'scheduler');
}

// EventBridge Scheduler user guide, "Configuring a dead-letter queue": sent as the execution role.
function bury(
  cloud: Cloud,
  invocation: Invocation,
  input: string,
  failure: DeliveryError,
  retries: number,
  condition: string,
  caller: Caller | undefined,
): void {
  const { schedule, scheduledAt, startedAt, executionId } = invocation;
  const drop = (why: string): void =>
    cloud.watch.emit({
      kind: 'dropped',
      at: cloud.clock.now(),
      account: schedule.group.account,
      what: `invocation of schedule ${schedule.group.name}/${schedule.name}`,
      why,
    });
  const queue = schedule.target.DeadLetterConfig?.Arn;
  if (queue === undefined || caller === undefined) {
    const why = queue === undefined ? 'the target has no dead-letter queue' : 'without its role the dead-letter queue cannot be reached';
    drop(`${failure.code}: ${failure.message}; ${why}`);
    return;
  }
  try {
    cloud.sqs.send(queue, input, caller, {
      SCHEDULE_ARN: schedule.arn,
      TARGET_ARN: schedule.target.Arn,
      SCHEDULED_TIME: seconds(scheduledAt),
      EXECUTION_ID: executionId,
      EXECUTION_TIME: seconds(startedAt),
      ERROR_CODE: failure.code,
      ERROR_MESSAGE: failure.message,
      RETRY_ATTEMPTS: String(retries),
      ...(failure.retryable && { EXHAUSTED_RETRY_CONDITION: condition }),
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    drop(`${failure.code}: ${failure.message}; the dead-letter queue did not take it: ${error.message}`);
  }
}

function seconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
