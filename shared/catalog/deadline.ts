import type { Wait } from '../../events/mesh/deadline-reached.ts';
import { digestOf } from './hash.ts';

const minute = 60_000;

/** How long each wait may take before somebody looks, in milliseconds. */
const patience: Readonly<Record<Wait['wait'], number>> = {
  share: minute,
  grant: minute,
  refresh: minute,
  'access-query': 10 * minute,
  // Athena ends a query after 30 minutes unless the account has a higher quota (Athena user guide, "Service Quotas").
  'profile-query': 35 * minute,
  crawl: 60 * minute,
  run: 6 * 60 * minute,
  model: 6 * 60 * minute,
};

/** When to look at what is waited for, a full minute at least one minute ahead. */
export function deadlineOf({ wait }: Wait, now: number): number {
  return nextMinute(now + patience[wait]);
}

/** When to try again what failed for the `attempt`-th time, from 1: after 1, 2, 4, … minutes. */
export function retryAt(attempt: number, now: number): number {
  return nextMinute(now + 2 ** (attempt - 1) * minute);
}

/** A schedule's name, at most 64 characters: the same look at the same thing is the same schedule. */
export function deadlineName(look: 'deadline' | 'retry', wait: Wait, changeId: string): string {
  return `${look}-${wait.wait}-${digestOf(waitedFor(wait), changeId).slice(0, 32)}-${wait.round}`;
}

/** The name of the schedule for a look at a model at one time. */
export function modelLookName(wait: Extract<Wait, { wait: 'model' }>, at: number): string {
  return `model-${digestOf(wait.model, wait.for, String(at)).slice(0, 48)}`;
}

function waitedFor(wait: Wait): string {
  switch (wait.wait) {
    case 'share':
      return '';
    case 'grant':
    case 'refresh':
      return wait.subscription;
    case 'access-query':
    case 'profile-query':
      return wait.queryExecutionId;
    case 'crawl':
      return wait.crawler;
    case 'run':
      return wait.requestId;
    case 'model':
      return wait.model;
  }
}

/** The next full minute: EventBridge Scheduler knows no seconds. */
export function nextMinute(time: number): number {
  return (Math.floor(time / minute) + 1) * minute;
}
