import type {
  CreateEventBusCommandInput,
  CreateEventBusCommandOutput,
  DeleteEventBusCommandInput,
  DescribeEventBusCommandInput,
  DescribeEventBusCommandOutput,
  EventBus,
  ListEventBusesCommandInput,
  ListEventBusesCommandOutput,
  PutPermissionCommandInput,
  RemovePermissionCommandInput,
  UpdateEventBusCommandInput,
} from '@aws-sdk/client-eventbridge';
import { page } from '../core/pages.ts';
import { AwsError } from '../core/service.ts';
import type { Call, Output } from '../core/service.ts';
import type { Buses } from './buses.ts';
import type { Bus } from './model.ts';
import { busArn, validation } from './names.ts';
import { readPolicy } from './resource-policy.ts';
import type { Tags } from './tags.ts';

// EventBridge quotas: event buses per account; size of a bus policy in characters.
const MOST_BUSES = 100;
const LONGEST_POLICY = 10_240;

export function busOperations(buses: Buses, tags: Tags) {
  return {
    CreateEventBus(input: CreateEventBusCommandInput, { cloud, caller, region }: Call): Output<CreateEventBusCommandOutput> {
      const name = input.Name ?? '';
      if (name === 'default' || buses.of(caller.accountId).some((bus) => bus.name === name)) {
        throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
      }
      if (input.EventSourceName !== undefined || input.KmsKeyIdentifier !== undefined)
        throw validation('Partner event buses and customer managed keys are not served by the local cloud.');
      // EventBridge API reference, CreateEventBus: Name. Partner event buses alone may have it.
      if (name.includes('/')) throw validation("Event bus name must not contain '/'.");
      if (!/^[/.\-_A-Za-z0-9]{1,256}$/.test(name) || name.startsWith('aws.')) throw validation(`Event bus name ${name} is not valid.`);
      if (buses.of(caller.accountId).length >= MOST_BUSES)
        throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
      tags.set(busArn({ account: caller.accountId, region, name }), input.Tags);
      const bus = buses.add({ account: caller.accountId, region, name }, cloud.clock.now());
      bus.description = input.Description;
      bus.deadLetters = input.DeadLetterConfig;
      return { EventBusArn: bus.arn, Description: bus.description, DeadLetterConfig: bus.deadLetters };
    },

    UpdateEventBus(input: UpdateEventBusCommandInput, { cloud, caller }: Call) {
      const bus = buses.own(input.Name, caller.accountId);
      bus.description = input.Description;
      bus.deadLetters = input.DeadLetterConfig;
      bus.changedAt = cloud.clock.now();
      return { Arn: bus.arn, Name: bus.name, Description: bus.description, DeadLetterConfig: bus.deadLetters };
    },

    DescribeEventBus(input: DescribeEventBusCommandInput, { caller }: Call): Output<DescribeEventBusCommandOutput> {
      const bus = buses.own(input.Name, caller.accountId);
      return { ...describe(bus), DeadLetterConfig: bus.deadLetters };
    },

    ListEventBuses(input: ListEventBusesCommandInput, { caller }: Call): Output<ListEventBusesCommandOutput> {
      const found = buses.of(caller.accountId).filter((bus) => bus.name.startsWith(input.NamePrefix ?? ''));
      const { items, nextToken } = page(found, input.NextToken, input.Limit ?? 100, 'ValidationException');
      return { EventBuses: items.map(describe), NextToken: nextToken };
    },

    DeleteEventBus(input: DeleteEventBusCommandInput, { caller }: Call): void {
      if (input.Name === 'default') throw validation('Cannot delete event bus default.');
      const bus = buses.of(caller.accountId).find(({ name, arn }) => name === input.Name || arn === input.Name);
      // Deleting what is not there succeeds (EventBridge API reference, DeleteEventBus).
      if (bus === undefined) return;
      if (bus.rules.size > 0) throw validation(`Event bus ${bus.name} can't be deleted since it has rules.`);
      buses.delete(bus.arn);
    },

    PutPermission(input: PutPermissionCommandInput, { cloud, caller }: Call): void {
      const bus = buses.own(input.EventBusName, caller.accountId);
      const text = input.Policy ?? JSON.stringify(withStatement(bus, input));
      if (text.length > LONGEST_POLICY)
        throw new AwsError('PolicyLengthExceededException', 'The policy length exceeds the maximum allowed length.');
      bus.policy = readPolicy(text, 'ValidationException');
      bus.changedAt = cloud.clock.now();
    },

    RemovePermission(input: RemovePermissionCommandInput, { cloud, caller }: Call): void {
      const bus = buses.own(input.EventBusName, caller.accountId);
      if (bus.policy === undefined) throw new AwsError('ResourceNotFoundException', 'EventBus does not have a policy.');
      const kept = statementsOf(bus).filter((statement) => input.RemoveAllPermissions !== true && statement['Sid'] !== input.StatementId);
      if (kept.length === statementsOf(bus).length && input.RemoveAllPermissions !== true) {
        throw new AwsError('ResourceNotFoundException', 'Statement with the provided id does not exist.');
      }
      bus.policy =
        kept.length === 0 ? undefined : readPolicy(JSON.stringify({ Version: '2012-10-17', Statement: kept }), 'ValidationException');
      bus.changedAt = cloud.clock.now();
    },
  };
}

function describe(bus: Bus): EventBus {
  return {
    Name: bus.name,
    Arn: bus.arn,
    Description: bus.description,
    Policy: bus.policy?.text,
    CreationTime: new Date(bus.createdAt),
    LastModifiedTime: new Date(bus.changedAt),
  };
}

function withStatement(bus: Bus, input: PutPermissionCommandInput): unknown {
  const { Principal: principal, StatementId: sid, Action: action, Condition: condition } = input;
  if (action !== 'events:PutEvents') throw validation("Provided value in parameter 'action' is not supported.");
  if (sid === undefined || !/^[a-zA-Z0-9-_]{1,64}$/.test(sid)) throw validation('StatementId is not valid.');
  if (principal === undefined || !/^(\d{12}|\*)$/.test(principal))
    throw validation(`Provided principal is not valid: ${String(principal)}`);
  const statement = {
    Sid: sid,
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { AWS: `arn:aws:iam::${principal}:root` },
    Action: action,
    Resource: bus.arn,
    ...(condition && { Condition: { [condition.Type ?? '']: { [condition.Key ?? '']: condition.Value } } }),
  };
  return { Version: '2012-10-17', Statement: [...statementsOf(bus).filter((other) => other['Sid'] !== sid), statement] };
}

function statementsOf(bus: Bus): readonly Record<string, unknown>[] {
  if (bus.policy === undefined) return [];
  const document: unknown = JSON.parse(bus.policy.text);
  if (typeof document !== 'object' || document === null || !('Statement' in document)) return [];
  return [document.Statement]
    .flat()
    .filter((statement) => typeof statement === 'object' && statement !== null)
    .map((statement) => ({ ...statement }));
}
