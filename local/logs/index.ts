import { countEmbeddedMetrics } from './emf.ts';
import { insightsOperations } from './insights/operations.ts';
import { LogStore } from './log-store.ts';
import { logOperations } from './operations.ts';
import type { Cloud, Logs } from '../core/cloud.ts';
import type { Service } from '../core/service.ts';

/** Amazon CloudWatch Logs: what functions print, and the metrics that they print among it. */
export function createLogs(cloud: Cloud): { service: Service; logs: Logs } {
  const store = new LogStore();
  const logs: Logs = {
    write(logGroup, line, account) {
      const at = cloud.clock.now();
      store.append(store.find(account, logGroup) ?? store.create(account, logGroup, at), line, at);
      countEmbeddedMetrics(line, account, cloud.metrics);
      cloud.watch.emit({ kind: 'log', at, account, logGroup, line });
    },
  };
  return { logs, service: { id: 'cloudwatch-logs', iamPrefix: 'logs', operations: { ...logOperations(store), ...insightsOperations(store) } } };
}
