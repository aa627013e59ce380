import type { CreateScheduleCommandInput } from '@aws-sdk/client-scheduler';
import type { Cloud } from '../core/cloud.ts';
import type { Authorization, Call, Service } from '../core/service.ts';
import { groupOperations } from './group-operations.ts';
import { Groups } from './groups.ts';
import { scheduleArn, scheduleOperations } from './schedule-operations.ts';

/** Amazon EventBridge Scheduler. */
export function createScheduler(cloud: Cloud): { service: Service } {
  const groups = new Groups(cloud.region);
  return {
    service: {
      id: 'scheduler',
      iamPrefix: 'scheduler',
      operations: { ...groupOperations(groups), ...scheduleOperations(groups) },
      authorize: AUTHORIZE,
    },
  };
}

function onSchedule(action: string): (input: { Name?: string; GroupName?: string }, call: Call) => readonly Authorization[] {
  return (input, { caller, region }) => [
    { action: `scheduler:${action}`, resources: [scheduleArn(caller.accountId, region, input.GroupName ?? 'default', input.Name ?? '')] },
  ];
}

function onGroup(action: string): (input: { Name?: string; GroupName?: string }, call: Call) => readonly Authorization[] {
  return (input, { caller, region }) => [
    {
      action: `scheduler:${action}`,
      resources: [`arn:aws:scheduler:${region}:${caller.accountId}:schedule-group/${input.Name ?? 'default'}`],
    },
  ];
}

function onTagged(action: string): (input: { ResourceArn?: string }) => readonly Authorization[] {
  return (input) => [{ action: `scheduler:${action}`, resources: [input.ResourceArn ?? ''] }];
}

function withRole(action: string): (input: CreateScheduleCommandInput, call: Call) => readonly Authorization[] {
  return (input, call) => [
    ...onSchedule(action)({ Name: input.Name ?? '', GroupName: input.GroupName ?? 'default' }, call),
    { action: 'iam:PassRole', resources: [input.Target?.RoleArn ?? ''], context: { 'iam:passedtoservice': 'scheduler.amazonaws.com' } },
  ];
}

/** Service authorization reference, "Actions, resources, and condition keys for Amazon EventBridge Scheduler". */
const AUTHORIZE: NonNullable<Service['authorize']> = {
  CreateSchedule: withRole('CreateSchedule'),
  UpdateSchedule: withRole('UpdateSchedule'),
  GetSchedule: onSchedule('GetSchedule'),
  DeleteSchedule: onSchedule('DeleteSchedule'),
  CreateScheduleGroup: onGroup('CreateScheduleGroup'),
  GetScheduleGroup: onGroup('GetScheduleGroup'),
  DeleteScheduleGroup: onGroup('DeleteScheduleGroup'),
  TagResource: onTagged('TagResource'),
  UntagResource: onTagged('UntagResource'),
  ListTagsForResource: onTagged('ListTagsForResource'),
};
