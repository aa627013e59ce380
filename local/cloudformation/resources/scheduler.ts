import { optionalText, pick } from '../resource.ts';
import type { ResourceType } from '../resource.ts';

const scheduleGroup: ResourceType = {
  type: 'AWS::Scheduler::ScheduleGroup',
  properties: ['Name', 'Tags'],
  async create(making) {
    const { properties, api } = making;
    const Name = optionalText(properties, 'Name') ?? making.physicalName(64);
    const { ScheduleGroupArn } = await api.call('scheduler', 'CreateScheduleGroup', { Name, ...pick(properties, 'Tags') });
    return { ref: Name, attributes: { Arn: String(ScheduleGroupArn) } };
  },
};

const SCHEDULE = [
  'Description',
  'EndDate',
  'FlexibleTimeWindow',
  'GroupName',
  'KmsKeyArn',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'StartDate',
  'State',
  'Target',
];

const schedule: ResourceType = {
  type: 'AWS::Scheduler::Schedule',
  properties: ['Name', ...SCHEDULE],
  async create(making) {
    const { properties, api } = making;
    const Name = optionalText(properties, 'Name') ?? making.physicalName(64);
    const { ScheduleArn } = await api.call('scheduler', 'CreateSchedule', { Name, ...pick(properties, ...SCHEDULE) });
    return { ref: Name, attributes: { Arn: String(ScheduleArn) } };
  },
};

export const schedulerTypes = [scheduleGroup, schedule];
