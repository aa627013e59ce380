import type { Cloud } from '../core/cloud.ts';
import { AwsError } from '../core/service.ts';
import { validation } from './errors.ts';
import type { Target } from './model.ts';

/** Refuses a target that Scheduler would refuse, or that the local cloud does not serve. Throws ValidationException. */
export function checkTarget(cloud: Cloud, target: Target | undefined): Target & { Arn: string; RoleArn: string } {
  const { Arn, RoleArn } = target ?? {};
  if (target === undefined || Arn === undefined || RoleArn === undefined) throw validation('Target, its Arn and its RoleArn are required.');
  const [, , service = '', , , resource = ''] = Arn.split(':');
  if (service === 'events' && resource.startsWith('event-bus/')) checkEventBus(target);
  else if (service !== 'lambda' && service !== 'sqs') {
    throw validation(`${Arn} is not served by the local cloud as a target; served are event buses, Lambda functions and SQS queues.`);
  }
  const { MaximumRetryAttempts: attempts = 185, MaximumEventAgeInSeconds: age = 86_400 } = target.RetryPolicy ?? {};
  if (attempts < 0 || attempts > 185 || age < 60 || age > 86_400) throw validation('RetryPolicy is out of range.');
  assertTrust(cloud, RoleArn);
  return { ...target, Arn, RoleArn };
}

function checkEventBus({ Arn, EventBridgeParameters: parameters, Input: input }: Target): void {
  if (!parameters?.DetailType || !parameters.Source) throw validation(`EventBridgeParameters must be specified for target ${String(Arn)}.`);
  if (parameters.Source.startsWith('aws.')) throw validation(`Source ${parameters.Source} is reserved.`);
  if (input !== undefined && !isJsonObject(input)) throw validation('Input must be a JSON object for an event bus target.');
}

// EventBridge Scheduler user guide, "Setting up the execution role": checked when the schedule is made.
function assertTrust(cloud: Cloud, roleArn: string): void {
  try {
    cloud.iam.assertRoleTrusts(roleArn, 'scheduler.amazonaws.com');
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw validation('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.');
  }
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
