import { document, optionalText } from '../resource.ts';
import type { ResourceType } from '../resource.ts';

const dashboard: ResourceType = {
  type: 'AWS::CloudWatch::Dashboard',
  properties: ['DashboardName', 'DashboardBody'],
  async create(making) {
    const { properties, api } = making;
    const DashboardName = optionalText(properties, 'DashboardName') ?? making.physicalName(255);
    await api.call('cloudwatch', 'PutDashboard', { DashboardName, DashboardBody: document(properties, 'DashboardBody') });
    return { ref: DashboardName };
  },
};

const alarm: ResourceType = {
  type: 'AWS::CloudWatch::Alarm',
  properties: [
    'AlarmName',
    'AlarmDescription',
    'ActionsEnabled',
    'OKActions',
    'AlarmActions',
    'InsufficientDataActions',
    'MetricName',
    'Namespace',
    'Statistic',
    'ExtendedStatistic',
    'Dimensions',
    'Period',
    'Unit',
    'EvaluationPeriods',
    'DatapointsToAlarm',
    'Threshold',
    'ComparisonOperator',
    'TreatMissingData',
    'EvaluateLowSampleCountPercentile',
    'Metrics',
    'ThresholdMetricId',
    'Tags',
  ],
  async create(making) {
    const { properties, api, accountId, region } = making;
    const AlarmName = optionalText(properties, 'AlarmName') ?? making.physicalName(255);
    await api.call('cloudwatch', 'PutMetricAlarm', { ...properties, AlarmName });
    return { ref: AlarmName, attributes: { Arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${AlarmName}` } };
  },
};

export const cloudWatchTypes = [dashboard, alarm];
