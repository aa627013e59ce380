import type {
  ListTargetsByRuleCommandInput,
  ListTargetsByRuleCommandOutput,
  PutTargetsCommandInput,
  PutTargetsCommandOutput,
  RemoveTargetsCommandInput,
  RemoveTargetsCommandOutput,
} from '@aws-sdk/client-eventbridge';
import { page } from '../core/pages.ts';
import { AwsError } from '../core/service.ts';
import type { Call, Output } from '../core/service.ts';
import type { Buses } from './buses.ts';
import type { Target } from './model.ts';
import { accountOf, validation } from './names.ts';
import { assertUnmanaged, ownRule } from './rule-operations.ts';

// EventBridge quotas: targets per rule; PutTargets, "Input": length.
const MOST_TARGETS = 5;
const LONGEST_INPUT = 8192;

export function targetOperations(buses: Buses) {
  return {
    PutTargets(input: PutTargetsCommandInput, { caller }: Call): Output<PutTargetsCommandOutput> {
      const targets = (input.Targets ?? []).map(readTarget);
      for (const target of targets) assertFifoGroup(target);
      const rule = ownRule(buses, input.EventBusName, input.Rule, caller.accountId);
      assertUnmanaged(rule);
      for (const target of targets) check(target, caller.accountId);
      if (new Set([...rule.targets.keys(), ...targets.map(({ Id }) => Id)]).size > MOST_TARGETS) {
        throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
      }
      for (const target of targets) rule.targets.set(target.Id, target);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },

    RemoveTargets(input: RemoveTargetsCommandInput, { caller }: Call): Output<RemoveTargetsCommandOutput> {
      const rule = ownRule(buses, input.EventBusName, input.Rule, caller.accountId);
      if (input.Force !== true) assertUnmanaged(rule);
      const failed = (input.Ids ?? []).filter((id) => !rule.targets.delete(id));
      return {
        FailedEntryCount: failed.length,
        FailedEntries: failed.map((TargetId) => ({
          TargetId,
          ErrorCode: 'ResourceNotFoundException',
          ErrorMessage: `Rule ${rule.name} does not have target ${TargetId}.`,
        })),
      };
    },

    ListTargetsByRule(input: ListTargetsByRuleCommandInput, { caller }: Call): Output<ListTargetsByRuleCommandOutput> {
      const rule = ownRule(buses, input.EventBusName, input.Rule, caller.accountId);
      const { items, nextToken } = page([...rule.targets.values()], input.NextToken, input.Limit ?? 100, 'ValidationException');
      return { Targets: [...items], NextToken: nextToken };
    },
  };
}

function readTarget(target: Target): Target & { Id: string; Arn: string } {
  const { Id, Arn } = target;
  if (Id === undefined || !/^[.\-_A-Za-z0-9]{1,64}$/.test(Id)) throw validation(`Target id ${String(Id)} is not valid.`);
  if (Arn === undefined) throw validation('Target Arn is required.');
  return { ...target, Id, Arn };
}

/** A FIFO queue needs a message group (EventBridge API reference, Target: SqsParameters). */
function assertFifoGroup({ Id, Arn, SqsParameters }: Target & { Id: string; Arn: string }): void {
  if (/^arn:[^:]+:sqs:.*\.fifo$/.test(Arn) && SqsParameters === undefined)
    throw validation(`Parameter(s) SqsParameters must be specified for target: ${Id}.`);
}

const SERVED = ['lambda', 'sqs', 'events'];

function check(target: Target & { Id: string; Arn: string }, account: string): void {
  const [, , service = '', , , ...resource] = target.Arn.split(':');
  if (!target.Arn.startsWith('arn:') || resource.length === 0)
    throw validation(`Provided Arn is not in correct format. Reason: Arn ${target.Arn}`);
  if (!SERVED.includes(service))
    throw validation(`Targets of ${service} are not served by the local cloud; served are ${SERVED.join(', ')}.`);
  const inputs = [target.Input, target.InputPath, target.InputTransformer].filter((input) => input !== undefined);
  if (inputs.length > 1) throw validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${target.Id}.`);
  if ((target.Input?.length ?? 0) > LONGEST_INPUT) throw validation(`Input of target ${target.Id} exceeds ${LONGEST_INPUT} characters.`);
  if (target.Input !== undefined && !isJson(target.Input)) throw validation(`JSON syntax error in input for target ${target.Id}`);
  // Compulsory since 2 March 2023 (EventBridge user guide, "Sending events between accounts").
  if (service === 'events' && accountOf(target.Arn) !== account && target.RoleArn === undefined)
    throw validation(`RoleArn is required for target ${target.Arn}.`);
  const deadLetters = target.DeadLetterConfig?.Arn;
  if (deadLetters !== undefined && !/^arn:aws[a-z-]*:sqs:[^:]+:\d{12}:[A-Za-z0-9_-]+$/.test(deadLetters)) {
    throw validation(`Invalid DeadLetterConfig: ${deadLetters} is not the ARN of a standard SQS queue.`);
  }
  checkRetries(target);
}

function checkRetries({ RetryPolicy: policy }: Target): void {
  const { MaximumRetryAttempts: attempts = 185, MaximumEventAgeInSeconds: age = 86_400 } = policy ?? {};
  if (attempts < 0 || attempts > 185) throw validation('MaximumRetryAttempts must be between 0 and 185.');
  if (age < 60 || age > 86_400) throw validation('MaximumEventAgeInSeconds must be between 60 and 86400.');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
