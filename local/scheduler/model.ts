import type { CreateScheduleCommandInput, FlexibleTimeWindow, Target } from '@aws-sdk/client-scheduler';
import type { Timer } from '../core/clock.ts';
import type { Recurrence } from './expression.ts';

export type { FlexibleTimeWindow, Target };

export interface Group {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly createdAt: number;
  readonly tags: Map<string, string>;
  readonly schedules: Map<string, Schedule>;
}

export interface Schedule {
  readonly name: string;
  readonly arn: string;
  readonly group: Group;
  readonly createdAt: number;
  readonly changedAt: number;
  /** The request as it was made, to answer GetSchedule and to know a repeated one. */
  readonly request: CreateScheduleCommandInput;
  readonly target: Target & { Arn: string; RoleArn: string };
  readonly recurrence: Recurrence;
  timer: Timer | undefined;
}
