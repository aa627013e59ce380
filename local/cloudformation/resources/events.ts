import { list, object, optionalText, pick, text, document } from '../resource.ts';
import type { Making, ResourceType } from '../resource.ts';
import { isRecord } from '../../core/protocol/shape.ts';
import { StackError } from '../stack-error.ts';

const eventBus: ResourceType = {
  type: 'AWS::Events::EventBus',
  properties: ['Name', 'Description', 'EventSourceName', 'KmsKeyIdentifier', 'DeadLetterConfig', 'LogConfig', 'Policy', 'Tags'],
  async create({ properties, api }) {
    const name = text(properties, 'Name');
    const { EventBusArn } = await api.call('eventbridge', 'CreateEventBus', {
      ...pick(properties, 'Name', 'Description', 'EventSourceName', 'KmsKeyIdentifier', 'DeadLetterConfig', 'LogConfig', 'Tags'),
    });
    const policy = document(properties, 'Policy');
    if (policy !== undefined) await api.call('eventbridge', 'PutPermission', { EventBusName: name, Policy: policy });
    return { ref: name, attributes: { Arn: String(EventBusArn), Name: name } };
  },
};

const eventBusPolicy: ResourceType = {
  type: 'AWS::Events::EventBusPolicy',
  properties: ['EventBusName', 'StatementId', 'Statement', 'Action', 'Principal', 'Condition'],
  async create({ properties, api }) {
    const sid = text(properties, 'StatementId');
    const bus = pick(properties, 'EventBusName');
    if (properties['Statement'] === undefined) {
      await api.call('eventbridge', 'PutPermission', { ...bus, StatementId: sid, ...pick(properties, 'Action', 'Principal', 'Condition') });
      return { ref: sid };
    }
    // PutPermission takes either one simple statement or the whole policy.
    const statement = { Sid: sid, ...object(properties, 'Statement') };
    const { Policy } = await api.call('eventbridge', 'DescribeEventBus', 'EventBusName' in bus ? { Name: bus['EventBusName'] } : {});
    const present: unknown = typeof Policy === 'string' ? JSON.parse(Policy) : undefined;
    const others = isRecord(present) ? [present['Statement'] ?? []].flat() : [];
    const policy = { Version: '2012-10-17', Statement: [...others, statement] };
    await api.call('eventbridge', 'PutPermission', { ...bus, Policy: JSON.stringify(policy) });
    return { ref: sid };
  },
};

const rule: ResourceType = {
  type: 'AWS::Events::Rule',
  properties: ['Name', 'Description', 'EventBusName', 'EventPattern', 'ScheduleExpression', 'State', 'RoleArn', 'Targets', 'Tags'],
  async create(making) {
    const { properties, api } = making;
    const name = optionalText(properties, 'Name') ?? making.physicalName(64);
    const bus = pick(properties, 'EventBusName');
    const EventPattern = document(properties, 'EventPattern');
    const { RuleArn } = await api.call('eventbridge', 'PutRule', {
      Name: name,
      ...pick(properties, 'Description', 'EventBusName', 'ScheduleExpression', 'State', 'RoleArn', 'Tags'),
      ...(EventPattern !== undefined && { EventPattern }),
    });
    await putTargets(making, name, bus);
    const busName = optionalText(properties, 'EventBusName')?.split('/').at(-1) ?? 'default';
    return { ref: busName === 'default' ? name : `${busName}|${name}`, attributes: { Arn: String(RuleArn) } };
  },
};

async function putTargets({ properties, api }: Making, name: string, bus: object): Promise<void> {
  const Targets = list(properties, 'Targets');
  if (Targets.length === 0) return;
  const { FailedEntries } = await api.call('eventbridge', 'PutTargets', { Rule: name, ...bus, Targets });
  if (Array.isArray(FailedEntries) && FailedEntries.length > 0) throw new StackError(`targets refused: ${JSON.stringify(FailedEntries)}`);
}

const archive: ResourceType = {
  type: 'AWS::Events::Archive',
  properties: ['ArchiveName', 'SourceArn', 'Description', 'EventPattern', 'RetentionDays', 'KmsKeyIdentifier'],
  async create(making) {
    const { properties, api } = making;
    const name = optionalText(properties, 'ArchiveName') ?? making.physicalName(48);
    const EventPattern = document(properties, 'EventPattern');
    const { ArchiveArn } = await api.call('eventbridge', 'CreateArchive', {
      ArchiveName: name,
      ...(EventPattern !== undefined && { EventPattern }),
      ...pick(properties, 'Description', 'RetentionDays', 'KmsKeyIdentifier'),
      EventSourceArn: text(properties, 'SourceArn'),
    });
    return { ref: name, attributes: { Arn: String(ArchiveArn) } };
  },
};

export const eventsTypes = [eventBus, eventBusPolicy, rule, archive];
