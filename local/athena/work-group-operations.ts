import type {
  CreateWorkGroupCommandInput,
  CreateWorkGroupCommandOutput,
  DeleteWorkGroupCommandInput,
  DeleteWorkGroupCommandOutput,
  GetWorkGroupCommandInput,
  GetWorkGroupCommandOutput,
  ListWorkGroupsCommandInput,
  ListWorkGroupsCommandOutput,
  UpdateWorkGroupCommandInput,
  UpdateWorkGroupCommandOutput,
} from '@aws-sdk/client-athena';
import type { Call, Output } from '../core/service.ts';
import { page } from './pages.ts';
import { invalidRequest } from './refusals.ts';
import type { Room } from './room.ts';
import { describeGroup, ENGINE_VERSION, newGroup, PRIMARY, updated } from './work-group.ts';

export function workGroupOperations(room: Room) {
  const account = (call: Call) => room.account(call.caller.accountId);
  return {
    CreateWorkGroup(input: CreateWorkGroupCommandInput, call: Call): Output<CreateWorkGroupCommandOutput> {
      const { groups } = account(call);
      const name = input.Name ?? '';
      if (!/^[a-zA-Z0-9._-]{1,128}$/.test(name)) throw invalidRequest(`Invalid workgroup name: ${name}`);
      if (groups.has(name)) throw invalidRequest('WorkGroup is already created');
      groups.set(name, newGroup(name, room.cloud.clock.now(), input.Description ?? '', input.Configuration ?? {}, true));
      return {};
    },

    GetWorkGroup(input: GetWorkGroupCommandInput, call: Call): Output<GetWorkGroupCommandOutput> {
      return { WorkGroup: describeGroup(account(call).group(input.WorkGroup)) };
    },

    ListWorkGroups(input: ListWorkGroupsCommandInput, call: Call): Output<ListWorkGroupsCommandOutput> {
      const sorted = [...account(call).groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
      const { items, next } = page(sorted, input.NextToken, input.MaxResults, 50);
      return {
        WorkGroups: items.map((group) => ({
          Name: group.name,
          State: group.state,
          Description: group.description,
          CreationTime: new Date(group.created),
          EngineVersion: ENGINE_VERSION,
        })),
        ...(next === undefined ? {} : { NextToken: next }),
      };
    },

    UpdateWorkGroup(input: UpdateWorkGroupCommandInput, call: Call): Output<UpdateWorkGroupCommandOutput> {
      const { groups } = account(call);
      const group = account(call).group(input.WorkGroup);
      groups.set(group.name, updated(group, { updates: input.ConfigurationUpdates, description: input.Description, state: input.State }));
      return {};
    },

    DeleteWorkGroup(input: DeleteWorkGroupCommandInput, call: Call): Output<DeleteWorkGroupCommandOutput> {
      const { groups, executions } = account(call);
      const group = account(call).group(input.WorkGroup);
      if (group.name === PRIMARY) throw invalidRequest('The primary workgroup cannot be deleted.');
      const used = [...executions.values()].some((execution) => execution.submission.workGroup === group.name);
      if (used && !input.RecursiveDeleteOption) throw invalidRequest(`WorkGroup ${group.name} is not empty`);
      groups.delete(group.name);
      return {};
    },
  };
}
