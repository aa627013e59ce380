import type {
  CreateScheduleGroupCommandInput,
  CreateScheduleGroupCommandOutput,
  DeleteScheduleGroupCommandInput,
  GetScheduleGroupCommandInput,
  GetScheduleGroupCommandOutput,
  ListScheduleGroupsCommandInput,
  ListScheduleGroupsCommandOutput,
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  ScheduleGroupSummary,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-scheduler';
import { page } from '../core/pages.ts';
import type { Call, Output } from '../core/service.ts';
import { conflict, notFound, validation } from './errors.ts';
import type { Groups } from './groups.ts';
import type { Group } from './model.ts';

export function groupOperations(groups: Groups) {
  return {
    CreateScheduleGroup(input: CreateScheduleGroupCommandInput, { cloud, caller }: Call): Output<CreateScheduleGroupCommandOutput> {
      const name = input.Name ?? '';
      if (!/^[0-9a-zA-Z-_.]{1,64}$/.test(name)) throw validation(`Schedule group name ${name} is not valid.`);
      if (groups.find(caller.accountId, name) !== undefined) throw conflict(`Schedule group ${name} already exists.`);
      const group = groups.add(caller.accountId, name, cloud.clock.now());
      setTags(group, input.Tags);
      return { ScheduleGroupArn: group.arn };
    },

    GetScheduleGroup(input: GetScheduleGroupCommandInput, { caller }: Call): Output<GetScheduleGroupCommandOutput> {
      return { ...describe(groups.get(caller.accountId, input.Name)) };
    },

    ListScheduleGroups(input: ListScheduleGroupsCommandInput, { caller }: Call): Output<ListScheduleGroupsCommandOutput> {
      const found = groups.of(caller.accountId).filter(({ name }) => name.startsWith(input.NamePrefix ?? ''));
      const { items, nextToken } = page(found, input.NextToken, input.MaxResults ?? 100, 'ValidationException');
      return { ScheduleGroups: items.map(describe), NextToken: nextToken };
    },

    /** Takes its schedules with it. */
    DeleteScheduleGroup(input: DeleteScheduleGroupCommandInput, { caller }: Call) {
      if (input.Name === 'default') throw validation('The default schedule group cannot be deleted.');
      groups.delete(groups.get(caller.accountId, input.Name));
      return {};
    },

    TagResource(input: TagResourceCommandInput, { caller }: Call) {
      setTags(byArn(groups, caller.accountId, input.ResourceArn), input.Tags);
      return {};
    },

    UntagResource(input: UntagResourceCommandInput, { caller }: Call) {
      const group = byArn(groups, caller.accountId, input.ResourceArn);
      for (const key of input.TagKeys ?? []) group.tags.delete(key);
      return {};
    },

    ListTagsForResource(input: ListTagsForResourceCommandInput, { caller }: Call): Output<ListTagsForResourceCommandOutput> {
      return { Tags: [...byArn(groups, caller.accountId, input.ResourceArn).tags].map(([Key, Value]) => ({ Key, Value })) };
    },
  };
}

function describe({ arn, name, createdAt }: Group): ScheduleGroupSummary {
  return { Arn: arn, Name: name, State: 'ACTIVE', CreationDate: new Date(createdAt), LastModificationDate: new Date(createdAt) };
}

function setTags(group: Group, tags: CreateScheduleGroupCommandInput['Tags']): void {
  for (const { Key, Value } of tags ?? []) group.tags.set(Key ?? '', Value ?? '');
}

// Groups carry tags, schedules do not (EventBridge Scheduler API reference, TagResource).
function byArn(groups: Groups, account: string, arn: string | undefined): Group {
  const group = groups.of(account).find((candidate) => candidate.arn === arn);
  if (group === undefined) throw notFound(`Resource ${String(arn)}`);
  return group;
}
