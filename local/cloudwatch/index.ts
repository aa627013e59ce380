import { AlarmWatch } from './alarm-watch.ts';
import { alarmOperations, arnOf } from './alarms.ts';
import { dashboardOperations } from './dashboards.ts';
import { metricOperations } from './metric-operations.ts';
import { MetricStore } from './metric-store.ts';
import type { Cloud, Metrics } from '../core/cloud.ts';
import type { Authorization, Call, Service } from '../core/service.ts';

/** Amazon CloudWatch: metrics, dashboards and alarms. */
export function createCloudWatch(cloud: Cloud): { service: Service; metrics: Metrics } {
  const store = new MetricStore();
  const watch = new AlarmWatch(cloud, store);
  const noticed: AlarmWatch['notice'] = (account, metric) => watch.notice(account, metric);
  const metrics: Metrics = {
    count(account, { namespace, name, dimensions = {}, value = 1, unit = 'Count', at = cloud.clock.now() }) {
      const metric = { namespace, name, dimensions };
      store.add(account, metric, { at, value, count: 1, unit });
      noticed(account, metric);
    },
    stands(account, { namespace, name, dimensions = {}, unit = 'Count' }, value) {
      const metric = { namespace, name, dimensions };
      if (store.set(account, metric, unit, cloud.clock.now(), value)) noticed(account, metric);
    },
  };
  const operations = { ...metricOperations(store, noticed), ...dashboardOperations(), ...alarmOperations(watch) };
  return { metrics, service: { id: 'cloudwatch', iamPrefix: 'cloudwatch', operations, authorize: AUTHORIZE } };
}

// Service authorization reference, "Actions, resources, and condition keys for Amazon CloudWatch".
const AUTHORIZE: NonNullable<Service['authorize']> = {
  PutMetricAlarm: onAlarm('PutMetricAlarm'),
  SetAlarmState: onAlarm('SetAlarmState'),
  DeleteAlarms: onAlarms('DeleteAlarms'),
  EnableAlarmActions: onAlarms('EnableAlarmActions'),
  DisableAlarmActions: onAlarms('DisableAlarmActions'),
  DescribeAlarms: onAlarms('DescribeAlarms'),
  ListTagsForResource: ({ ResourceARN = '*' }: { ResourceARN?: string }) => [{ action: 'cloudwatch:ListTagsForResource', resources: [ResourceARN] }],
  PutMetricData: ({ Namespace = '' }: { Namespace?: string }) => [
    { action: 'cloudwatch:PutMetricData', resources: ['*'], context: { 'cloudwatch:namespace': Namespace } },
  ],
};

function onAlarm(operation: string) {
  return ({ AlarmName = '' }: { AlarmName?: string }, { caller, region }: Call): Authorization[] => [
    { action: `cloudwatch:${operation}`, resources: [arnOf(AlarmName, caller.accountId, region)] },
  ];
}

function onAlarms(operation: string) {
  return ({ AlarmNames = ['*'] }: { AlarmNames?: string[] }, { caller, region }: Call): Authorization[] => [
    { action: `cloudwatch:${operation}`, resources: AlarmNames.map((name) => arnOf(name, caller.accountId, region)) },
  ];
}
