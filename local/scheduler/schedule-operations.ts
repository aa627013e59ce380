import { isDeepStrictEqual } from 'node:util';
import type {
  CreateScheduleCommandInput,
  CreateScheduleCommandOutput,
  DeleteScheduleCommandInput,
  GetScheduleCommandInput,
  GetScheduleCommandOutput,
  ListSchedulesCommandInput,
  ListSchedulesCommandOutput,
  ScheduleSummary,
  UpdateScheduleCommandInput,
  UpdateScheduleCommandOutput,
} from '@aws-sdk/client-scheduler';
import { page } from '../core/pages.ts';
import type { Call, Output } from '../core/service.ts';
import { checkTarget } from './check-target.ts';
import { conflict, validation } from './errors.ts';
import { readExpression } from './expression.ts';
import type { Groups } from './groups.ts';
import type { Group, Schedule } from './model.ts';
import { start } from './run.ts';

export function scheduleOperations(groups: Groups) {
  return {
    CreateSchedule(input: CreateScheduleCommandInput, call: Call): Output<CreateScheduleCommandOutput> {
      const name = input.Name ?? '';
      if (!/^[0-9a-zA-Z-_.]{1,64}$/.test(name)) throw validation(`Schedule name ${name} is not valid.`);
      const group = groups.get(call.caller.accountId, input.GroupName);
      const existing = group.schedules.get(name);
      if (existing !== undefined) {
        if (isRepeated(existing.request, input)) return { ScheduleArn: existing.arn };
        throw conflict(`Schedule ${name} already exists.`);
      }
      const schedule = build(group, name, input, call, call.cloud.clock.now());
      group.schedules.set(name, schedule);
      start(call.cloud, schedule);
      return { ScheduleArn: schedule.arn };
    },

    /** Replaces all members; what the request does not name gets its default (API reference, UpdateSchedule). */
    UpdateSchedule(input: UpdateScheduleCommandInput, call: Call): Output<UpdateScheduleCommandOutput> {
      const existing = groups.schedule(call.caller.accountId, input.GroupName, input.Name);
      const schedule = build(existing.group, existing.name, input, call, existing.createdAt);
      existing.timer?.cancel();
      existing.group.schedules.set(existing.name, schedule);
      start(call.cloud, schedule);
      return { ScheduleArn: schedule.arn };
    },

    GetSchedule(input: GetScheduleCommandInput, { caller }: Call): Output<GetScheduleCommandOutput> {
      const { request, target, ...schedule } = groups.schedule(caller.accountId, input.GroupName, input.Name);
      return {
        ActionAfterCompletion: request.ActionAfterCompletion ?? 'NONE',
        Arn: schedule.arn,
        CreationDate: new Date(schedule.createdAt),
        Description: request.Description,
        EndDate: request.EndDate,
        FlexibleTimeWindow: request.FlexibleTimeWindow,
        GroupName: schedule.group.name,
        KmsKeyArn: request.KmsKeyArn,
        LastModificationDate: new Date(schedule.changedAt),
        Name: schedule.name,
        ScheduleExpression: request.ScheduleExpression,
        ScheduleExpressionTimezone: request.ScheduleExpressionTimezone ?? 'UTC',
        StartDate: request.StartDate,
        State: request.State ?? 'ENABLED',
        Target: { ...target, RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185, ...target.RetryPolicy } },
      };
    },

    ListSchedules(input: ListSchedulesCommandInput, { caller }: Call): Output<ListSchedulesCommandOutput> {
      const among = input.GroupName === undefined ? groups.of(caller.accountId) : [groups.get(caller.accountId, input.GroupName)];
      const found = among
        .flatMap(({ schedules }) => [...schedules.values()])
        .filter(
          ({ name, request }) =>
            name.startsWith(input.NamePrefix ?? '') && (input.State === undefined || (request.State ?? 'ENABLED') === input.State),
        )
        .toSorted((one, other) => (one.arn < other.arn ? -1 : 1));
      const { items, nextToken } = page(found, input.NextToken, input.MaxResults ?? 100, 'ValidationException');
      return { Schedules: items.map(summary), NextToken: nextToken };
    },

    DeleteSchedule(input: DeleteScheduleCommandInput, { caller }: Call) {
      const schedule = groups.schedule(caller.accountId, input.GroupName, input.Name);
      schedule.timer?.cancel();
      schedule.group.schedules.delete(schedule.name);
      return {};
    },
  };
}

export function scheduleArn(account: string, region: string, group: string, name: string): string {
  return `arn:aws:scheduler:${region}:${account}:schedule/${group}/${name}`;
}

// A request with a known client token is the same request again, and is answered as before.
function isRepeated(before: CreateScheduleCommandInput, again: CreateScheduleCommandInput): boolean {
  return again.ClientToken !== undefined && isDeepStrictEqual(before, again);
}

function build(group: Group, name: string, input: CreateScheduleCommandInput, { cloud, region }: Call, createdAt: number): Schedule {
  const now = cloud.clock.now();
  const { Mode: mode, MaximumWindowInMinutes: window } = input.FlexibleTimeWindow ?? {};
  if ((mode === 'FLEXIBLE') !== (window !== undefined))
    throw validation('MaximumWindowInMinutes must be given for a flexible time window, and only for one.');
  if (!['UTC', undefined].includes(input.ScheduleExpressionTimezone)) throw validation('The local cloud serves schedules in UTC only.');
  const recurrence = readExpression(input.ScheduleExpression ?? '', input.StartDate?.getTime() ?? now);
  // AWS does not document what an at() in the past does; who relies on it relies on nothing, so it is refused here.
  if (recurrence.kind === 'at' && recurrence.due <= now)
    throw validation(`Invalid Schedule Expression ${String(input.ScheduleExpression)}: the time is in the past.`);
  const target = checkTarget(cloud, input.Target);
  return {
    name,
    arn: scheduleArn(group.account, region, group.name, name),
    group,
    createdAt,
    changedAt: now,
    request: input,
    target,
    recurrence,
    timer: undefined,
  };
}

function summary({ arn, name, group, request, target, createdAt, changedAt }: Schedule): ScheduleSummary {
  return {
    Arn: arn,
    Name: name,
    GroupName: group.name,
    State: request.State ?? 'ENABLED',
    CreationDate: new Date(createdAt),
    LastModificationDate: new Date(changedAt),
    Target: { Arn: target.Arn },
  };
}
