import type { Comparison, State, Watched } from './alarm.ts';

/** One period that an alarm looks at. */
export interface Point {
  /** Start of the period, milliseconds since the epoch. */
  readonly start: number;
  /** Undefined where the metric has no data. */
  readonly value: number | undefined;
}

/** What an evaluation found; `state` is undefined when the alarm stays as it is. */
export interface Judgement {
  readonly state: State | undefined;
  /** The data points that decided, oldest first. */
  readonly decisive: readonly Required<Present>[];
  readonly breaching: number;
  /** Periods without data that had to be filled. */
  readonly filled: number;
}

type Present = Point & { readonly value: number };

/**
 * The state that an evaluation range (oldest first, at least as long as the alarm's evaluation periods) leads to (CloudWatch
 * user guide, "Configuring how CloudWatch alarms treat missing data" with its two tables, and "Avoiding premature transitions
 * to alarm state"). Missing periods count only as far as the data is fewer than the evaluation periods. With `missing`, a range
 * of breaching data alone that is younger than the data points to alarm keeps the state: AWS says only that it is no ALARM yet.
 */
export function judge(range: readonly Point[], watched: Pick<Watched, 'evaluationPeriods' | 'datapointsToAlarm' | 'missing' | 'comparison' | 'threshold'>): Judgement {
  const { evaluationPeriods, datapointsToAlarm, missing } = watched;
  const present = range.filter((point): point is Present => point.value !== undefined);
  const decisive = present.slice(-evaluationPeriods);
  const breaching = decisive.filter(({ value }) => breaches(value, watched)).length;
  const filled = Math.max(0, evaluationPeriods - present.length);
  const found = (state: State | undefined): Judgement => ({ state, decisive, breaching, filled });

  if (breaching >= datapointsToAlarm) return found('ALARM');
  if (filled === 0 || missing === 'notBreaching') return found('OK');
  if (missing === 'breaching') return found(breaching + filled >= datapointsToAlarm ? 'ALARM' : 'OK');
  if (breaching < decisive.length) return found('OK');
  if (missing === 'ignore') return found(undefined);
  if (decisive.length === 0) return found('INSUFFICIENT_DATA');
  const oldest = range.slice(-evaluationPeriods).findIndex(({ value }) => value !== undefined);
  const age = oldest < 0 ? 0 : evaluationPeriods - oldest;
  return found(age >= datapointsToAlarm ? 'ALARM' : undefined);
}

function breaches(value: number, { comparison, threshold }: { readonly comparison: Comparison; readonly threshold: number }): boolean {
  switch (comparison) {
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
  }
}
