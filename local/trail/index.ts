import { trailOperations } from './operations.ts';
import { trailRecord } from './record.ts';
import type { Cloud, Trail } from '../core/cloud.ts';
import type { Service } from '../core/service.ts';

export interface TrailOptions {
  /** Milliseconds from a call to its event. AWS publishes no bound; seconds to minutes are usual. */
  readonly latency?: () => number;
}

/** The trail of an account: on until it is switched off. */
export interface TrailSwitch {
  isLogging(accountId: string): boolean;
  setLogging(accountId: string, on: boolean): void;
}

/**
 * AWS CloudTrail: management calls become events on the default bus of the account that made them, where a trail is
 * logging (EventBridge user guide, "AWS service events delivered via AWS CloudTrail").
 */
export function createTrail(cloud: Cloud, options: TrailOptions = {}): { service: Service; trail: Trail & TrailSwitch } {
  const latency = options.latency ?? (() => 2000 + 6000 * cloud.dice.next());
  const silent = new Set<string>();
  const trail: Trail & TrailSwitch = {
    record: (entry) => {
      const account = entry.recipientAccountId ?? entry.caller.accountId;
      if (silent.has(account)) return;
      const detail = trailRecord(cloud, entry, account);
      const source = `aws.${entry.eventSource.replace(/\.amazonaws\.com$/, '')}`;
      cloud.clock.timer(() => cloud.events.emit(account, { source, detailType: 'AWS API Call via CloudTrail', detail }), latency());
    },
    isLogging: (accountId) => !silent.has(accountId),
    setLogging: (accountId, on) => void (on ? silent.delete(accountId) : silent.add(accountId)),
  };
  return { trail, service: { id: 'cloudtrail', iamPrefix: 'cloudtrail', operations: trailOperations(cloud, trail) } };
}
