import type * as Sdk from '@aws-sdk/client-cloudwatch-logs';
import { filterPattern } from './filter.ts';
import { assertKey } from './key.ts';
import type { LogGroup, LogStore } from './log-store.ts';
import { page } from '../core/pages.ts';
import type { Call, Output } from '../core/service.ts';
import { AwsError } from '../core/service.ts';

/** CloudWatch Logs API reference, "PutRetentionPolicy". */
const RETENTIONS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];
const GROUPS_PAGE = 50;
const EVENTS_PAGE = 10_000;
const INVALID = 'InvalidParameterException';

/** The operations of CloudWatch Logs that deployments and people use. */
export function logOperations(store: LogStore) {
  const queries = new Map<string, Sdk.QueryDefinition & { account: string }>();

  const CreateLogGroup = (input: Sdk.CreateLogGroupCommandInput, { caller, cloud }: Call): Output<Sdk.CreateLogGroupCommandOutput> => {
    const name = input.logGroupName ?? '';
    if (input.logGroupClass !== undefined && input.logGroupClass !== 'STANDARD')
      throw new AwsError('InvalidParameterException', 'Classes of log groups are not served by the local cloud.');
    if (store.find(caller.accountId, name)) {
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
    }
    if (input.kmsKeyId !== undefined) assertKey(cloud, caller.accountId, name, input.kmsKeyId);
    store.create(caller.accountId, name, cloud.clock.now()).key = input.kmsKeyId;
    return {};
  };

  const DeleteLogGroup = (input: Sdk.DeleteLogGroupCommandInput, call: Call): Output<Sdk.DeleteLogGroupCommandOutput> => {
    store.delete(get(input.logGroupName, call));
    return {};
  };

  const PutRetentionPolicy = (input: Sdk.PutRetentionPolicyCommandInput, call: Call): Output<Sdk.PutRetentionPolicyCommandOutput> => {
    const days = input.retentionInDays ?? 0;
    if (!RETENTIONS.includes(days)) throw new AwsError(INVALID, `retentionInDays must be one of ${RETENTIONS.join(', ')}`);
    get(input.logGroupName, call).retention = days;
    return {};
  };

  const DescribeLogGroups = (
    input: Sdk.DescribeLogGroupsCommandInput,
    { caller, region }: Call,
  ): Output<Sdk.DescribeLogGroupsCommandOutput> => {
    const found = store
      .list(caller.accountId)
      .filter(({ name }) => name.startsWith(input.logGroupNamePrefix ?? '') && name.includes(input.logGroupNamePattern ?? ''));
    const { items, nextToken } = page(found, input.nextToken, input.limit ?? GROUPS_PAGE, INVALID);
    const logGroups = items.map((group) => ({
      logGroupName: group.name,
      arn: `${arnOf(group, region)}:*`,
      logGroupArn: arnOf(group, region),
      creationTime: group.created,
      storedBytes: group.lines.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
      metricFilterCount: 0,
      ...(group.retention !== undefined && { retentionInDays: group.retention }),
      ...(group.key !== undefined && { kmsKeyId: group.key }),
    }));
    return { logGroups, ...(nextToken !== undefined && { nextToken }) };
  };

  const FilterLogEvents = (input: Sdk.FilterLogEventsCommandInput, call: Call): Output<Sdk.FilterLogEventsCommandOutput> => {
    const group = get(input.logGroupName ?? input.logGroupIdentifier?.split(':log-group:').at(-1), call);
    const matches = filterPattern(input.filterPattern);
    const { startTime = 0, endTime = Infinity } = input;
    const found = group.lines.filter(({ at, text }) => at >= startTime && at <= endTime && matches(text));
    const { items, nextToken } = page(found, input.nextToken, input.limit ?? EVENTS_PAGE, INVALID);
    const events = items.map(({ id, at, text }) => ({
      eventId: id,
      timestamp: at,
      ingestionTime: at,
      message: text,
      logStreamName: 'local',
    }));
    return { events, searchedLogStreams: [], ...(nextToken !== undefined && { nextToken }) };
  };

  const PutQueryDefinition = (
    input: Sdk.PutQueryDefinitionCommandInput,
    { caller, cloud }: Call,
  ): Output<Sdk.PutQueryDefinitionCommandOutput> => {
    const queryDefinitionId = input.queryDefinitionId ?? cloud.dice.uuid();
    queries.set(queryDefinitionId, {
      account: caller.accountId,
      queryDefinitionId,
      lastModified: cloud.clock.now(),
      ...(input.name !== undefined && { name: input.name }),
      ...(input.queryString !== undefined && { queryString: input.queryString }),
      ...(input.logGroupNames && { logGroupNames: input.logGroupNames }),
    });
    return { queryDefinitionId };
  };

  const DescribeQueryDefinitions = (
    input: Sdk.DescribeQueryDefinitionsCommandInput,
    { caller }: Call,
  ): Output<Sdk.DescribeQueryDefinitionsCommandOutput> => ({
    queryDefinitions: [...queries.values()]
      .filter(({ account, name }) => account === caller.accountId && (name ?? '').startsWith(input.queryDefinitionNamePrefix ?? ''))
      .map(({ account: _account, ...definition }) => definition),
  });

  function get(name: string | undefined, { caller }: Call): LogGroup {
    const group = store.find(caller.accountId, name ?? '');
    if (!group) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
    return group;
  }

  return {
    CreateLogGroup,
    DeleteLogGroup,
    PutRetentionPolicy,
    DescribeLogGroups,
    FilterLogEvents,
    PutQueryDefinition,
    DescribeQueryDefinitions,
  };
}

function arnOf({ account, name }: LogGroup, region: string): string {
  return `arn:aws:logs:${region}:${account}:log-group:${name}`;
}
