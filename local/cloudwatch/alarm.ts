import type * as Sdk from '@aws-sdk/client-cloudwatch';
import type { MetricIdentity } from './metric-store.ts';

export type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** A metric alarm as it is kept. */
export interface Alarm {
  readonly account: string;
  readonly name: string;
  readonly arn: string;
  /** What the alarm's events call its metric. */
  readonly metricId: string;
  /** What PutMetricAlarm was given, without the tags. */
  settings: Omit<Sdk.PutMetricAlarmCommandInput, 'Tags'>;
  watched: Watched;
  actionsEnabled: boolean;
  configuredAt: number;
  readonly tags: Map<string, string>;
  state: StateNow;
}

export interface StateNow {
  readonly value: State;
  readonly reason: string;
  /** JSON, absent while nothing was evaluated. */
  readonly reasonData?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What an alarm looks at, and when it is breached. */
export interface Watched {
  readonly metric: MetricIdentity;
  readonly statistic: string;
  readonly unit: string | undefined;
  /** Milliseconds. */
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly missing: Missing;
}

export type Comparison = 'GreaterThanOrEqualToThreshold' | 'GreaterThanThreshold' | 'LessThanThreshold' | 'LessThanOrEqualToThreshold';
export type Missing = 'breaching' | 'notBreaching' | 'ignore' | 'missing';
