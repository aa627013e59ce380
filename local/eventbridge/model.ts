import type { DeadLetterConfig, RetryPolicy, RuleState, Tag, Target } from '@aws-sdk/client-eventbridge';
import type { CloudEvent } from '../core/cloud.ts';
import type { Leaves } from './pattern-event.ts';
import type { Matcher } from './pattern.ts';
import type { ResourcePolicy } from './resource-policy.ts';
import type { Rules } from './rules.ts';

export type { RetryPolicy, Tag, Target };

/** An event bus with its rules. */
export interface Bus {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly createdAt: number;
  readonly rules: Rules;
  description: string | undefined;
  deadLetters: DeadLetterConfig | undefined;
  policy: ResourcePolicy | undefined;
  changedAt: number;
}

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  readonly createdBy: string;
  /** By target id, in the order in which they were put. */
  readonly targets: Map<string, Target & { Id: string; Arn: string }>;
  readonly state: RuleState;
  readonly pattern: string;
  readonly description: string | undefined;
  readonly roleArn: string | undefined;
  readonly matches: Matcher;
  /** The AWS service that made it and alone may change it. */
  readonly managedBy?: string;
}

/** An event on its way through a bus. */
export interface Arrival {
  readonly event: CloudEvent;
  /** It came from another bus by a rule. */
  readonly forwarded: boolean;
  /** Only these rules, by ARN (a replay's filter). */
  readonly onlyRules?: readonly string[];
}

/** One event for one target of one rule. */
export interface Delivery {
  readonly bus: Bus;
  readonly rule: Rule;
  readonly target: Target & { Arn: string };
  readonly arrival: Arrival;
  readonly ingestedAt: number;
}

export interface Archive {
  readonly name: string;
  readonly arn: string;
  readonly busArn: string;
  readonly createdAt: number;
  description: string | undefined;
  pattern: string | undefined;
  matches: (event: unknown, leaves: Leaves) => boolean;
  /** 0: for ever. */
  retentionDays: number;
  readonly events: { readonly event: CloudEvent; readonly at: number }[];
}

export interface Replay {
  readonly name: string;
  readonly arn: string;
  readonly archiveArn: string;
  readonly busArn: string;
  readonly filter: readonly string[] | undefined;
  readonly from: number;
  readonly to: number;
  readonly startedAt: number;
  readonly description: string | undefined;
  state: 'STARTING' | 'RUNNING' | 'CANCELLING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  endedAt: number | undefined;
  lastReplayed: number | undefined;
}
