import { alarmOperations } from './alarms.ts';
import { dashboardOperations } from './dashboards.ts';
import { metricOperations } from './metric-operations.ts';
import { MetricStore } from './metric-store.ts';
import type { Cloud, Metrics } from '../core/cloud.ts';
import type { Service } from '../core/service.ts';

/** Amazon CloudWatch: metrics, dashboards and alarms. */
export function createCloudWatch(cloud: Cloud): { service: Service; metrics: Metrics } {
  const store = new MetricStore();
  const metrics: Metrics = {
    count(account, { namespace, name, dimensions = {}, value = 1, unit = 'Count', at = cloud.clock.now() }) {
      store.add(account, { namespace, name, dimensions }, { at, value, count: 1, unit });
    },
  };
  const operations = { ...metricOperations(store), ...dashboardOperations(), ...alarmOperations() };
  return { metrics, service: { id: 'cloudwatch', iamPrefix: 'cloudwatch', operations, authorize: AUTHORIZE } };
}

// Service authorization reference, "Actions, resources, and condition keys for Amazon CloudWatch".
const AUTHORIZE: NonNullable<Service['authorize']> = {
  PutMetricData: ({ Namespace = '' }: { Namespace?: string }) => [
    { action: 'cloudwatch:PutMetricData', resources: ['*'], context: { 'cloudwatch:namespace': Namespace } },
  ],
};
