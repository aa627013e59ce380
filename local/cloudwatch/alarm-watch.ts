import type { Alarm } from './alarm.ts';
import { changeState } from './alarm-change.ts';
import { judge, type Point } from './alarm-judge.ts';
import { reasonDataOf, reasonOf } from './alarm-reason.ts';
import { keyOf, type MetricIdentity, type MetricStore } from './metric-store.ts';
import { statistic } from './statistics.ts';
import type { Cloud } from '../core/cloud.ts';
import type { Timer } from '../core/clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Periods that are looked at beyond the evaluation periods. AWS says only that the range is longer; the example of "Configuring
 * how CloudWatch alarms treat missing data" has five periods for three.
 */
const FURTHER_PERIODS = 2;

// Ours: how long after its minute a data point is seen.
const DELAY = 2_000;

/**
 * Evaluates alarms: every minute, every ten seconds for periods below a minute, every hour for ranges beyond a day (CloudWatch
 * user guide, "Alarm evaluation"), from new data on until that data has left its range. A cloud that is at rest does not wait for
 * it: an alarm on what happens every hour would never let it rest.
 */
export class AlarmWatch {
  readonly #cloud: Cloud;
  readonly #store: MetricStore;
  /** By account and metric. */
  readonly #watching = new Map<string, Set<Alarm>>();
  readonly #timers = new Map<Alarm, Timer>();

  constructor(cloud: Cloud, store: MetricStore) {
    this.#cloud = cloud;
    this.#store = store;
  }

  /** From now on, and once soon. */
  start(alarm: Alarm): void {
    const key = keyFor(alarm.account, alarm.watched.metric);
    this.#watching.set(key, (this.#watching.get(key) ?? new Set()).add(alarm));
    this.look(alarm);
  }

  stop(alarm: Alarm): void {
    this.#watching.get(keyFor(alarm.account, alarm.watched.metric))?.delete(alarm);
    this.#timers.get(alarm)?.cancel();
    this.#timers.delete(alarm);
  }

  /** A metric has news. */
  notice(account: string, metric: MetricIdentity): void {
    if (this.#watching.size === 0) return;
    for (const alarm of this.#watching.get(keyFor(account, metric)) ?? []) this.look(alarm);
  }

  /** Evaluates the alarm when its next turn comes. */
  look(alarm: Alarm): void {
    if (this.#timers.has(alarm)) return;
    const now = this.#cloud.clock.now();
    const every = frequencyOf(alarm);
    const next = Math.floor((now - DELAY) / every) * every + every + DELAY;
    const timer = this.#cloud.clock.timer(() => {
      this.#timers.delete(alarm);
      this.#evaluate(alarm);
    }, next - now, { idle: true });
    this.#timers.set(alarm, timer);
  }

  #evaluate(alarm: Alarm): void {
    const { account, watched } = alarm;
    const now = this.#cloud.clock.now();
    const range = this.#rangeOf(alarm, now);
    const judgement = judge(range, watched);
    const { state } = judgement;
    if (state !== undefined && state !== alarm.state.value) {
      const reason = reasonOf(judgement, watched, alarm.state.value, state);
      changeState(this.#cloud, alarm, { value: state, reason, reasonData: reasonDataOf(judgement, watched, now), at: now });
    }
    if (this.#store.changedSince(account, watched.metric, range[0]?.start ?? now)) this.look(alarm);
  }

  // Periods end with the last full minute (AWS's sample of an alarm event: asked at 17:04:40, five minutes from 16:59:00).
  #rangeOf({ account, watched }: Alarm, now: number): Point[] {
    const { metric, period, evaluationPeriods, unit } = watched;
    const step = Math.min(period, MINUTE);
    const end = Math.floor(now / step) * step;
    const count = evaluationPeriods + FURTHER_PERIODS;
    return Array.from({ length: count }, (_, index) => {
      const start = end - (count - index) * period;
      const values = this.#store.values(account, metric, start, start + period, unit);
      return { start, value: values.length === 0 ? undefined : statistic(watched.statistic, values) };
    });
  }
}

function frequencyOf({ watched: { period, evaluationPeriods } }: Alarm): number {
  if (period < MINUTE) return 10_000;
  return period >= HOUR && period * evaluationPeriods > DAY ? HOUR : MINUTE;
}

function keyFor(account: string, metric: MetricIdentity): string {
  return `${account} ${keyOf(metric)}`;
}
