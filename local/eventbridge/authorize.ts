import type { PutRuleCommandInput, PutTargetsCommandInput } from '@aws-sdk/client-eventbridge';
import type { Authorization, Call, Service } from '../core/service.ts';
import { archiveArn } from './archive-operations.ts';
import { busArn, readBusReference, ruleArn } from './names.ts';
import { replayArn } from './replay-operations.ts';

type Authorize = (input: never, call: Call) => readonly Authorization[];

function onBus(action: string): Authorize {
  return (input: { Name?: string; EventBusName?: string }, { caller, region }: Call) => [
    { action: `events:${action}`, resources: [busArn(readBusReference(input.EventBusName ?? input.Name, caller.accountId, region))] },
  ];
}

function onRule(action: string): Authorize {
  return (input: { Name?: string; Rule?: string; EventBusName?: string }, { caller, region }: Call) => [
    {
      action: `events:${action}`,
      resources: [ruleArn(readBusReference(input.EventBusName, caller.accountId, region), input.Rule ?? input.Name ?? '')],
    },
  ];
}

function onArchive(action: string): Authorize {
  return (input: { ArchiveName?: string }, { caller, region }: Call) => [
    { action: `events:${action}`, resources: [archiveArn(input.ArchiveName ?? '', caller.accountId, region)] },
  ];
}

function onReplay(action: string): Authorize {
  return (input: { ReplayName?: string; EventSourceArn?: string }, { caller, region }: Call) => [
    {
      action: `events:${action}`,
      resources: [
        replayArn(input.ReplayName ?? '', caller.accountId, region),
        ...(input.EventSourceArn === undefined ? [] : [input.EventSourceArn]),
      ],
    },
  ];
}

function onTagged(action: string): Authorize {
  return (input: { ResourceARN?: string }) => [{ action: `events:${action}`, resources: [input.ResourceARN ?? ''] }];
}

function passRole(roleArn: string | undefined): readonly Authorization[] {
  return roleArn === undefined
    ? []
    : [{ action: 'iam:PassRole', resources: [roleArn], context: { 'iam:passedtoservice': 'events.amazonaws.com' } }];
}

function named(prefix: (action: string) => Authorize, actions: readonly string[]): Record<string, Authorize> {
  return Object.fromEntries(actions.map((action) => [action, prefix(action)]));
}

/** Service authorization reference, "Actions, resources, and condition keys for Amazon EventBridge". */
export const AUTHORIZE: NonNullable<Service['authorize']> = {
  ...named(onBus, ['CreateEventBus', 'UpdateEventBus', 'DescribeEventBus', 'DeleteEventBus', 'PutPermission', 'RemovePermission']),
  ...named(onRule, ['DeleteRule', 'DescribeRule', 'EnableRule', 'DisableRule', 'RemoveTargets', 'ListTargetsByRule']),
  ...named(onArchive, ['CreateArchive', 'UpdateArchive', 'DescribeArchive', 'DeleteArchive']),
  ...named(onReplay, ['StartReplay', 'DescribeReplay', 'CancelReplay']),
  ...named(onTagged, ['TagResource', 'UntagResource', 'ListTagsForResource']),
  PutRule: (input: PutRuleCommandInput, { caller, region }: Call) => [
    { action: 'events:PutRule', resources: [ruleArn(readBusReference(input.EventBusName, caller.accountId, region), input.Name ?? '')] },
    ...passRole(input.RoleArn),
  ],
  PutTargets: (input: PutTargetsCommandInput, { caller, region }: Call) => [
    { action: 'events:PutTargets', resources: [ruleArn(readBusReference(input.EventBusName, caller.accountId, region), input.Rule ?? '')] },
    ...(input.Targets ?? []).flatMap(({ RoleArn }) => passRole(RoleArn)),
  ],
  // Checked with each bus's policy when its entry is put.
  PutEvents: () => [],
};
