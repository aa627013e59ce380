import type { Dice } from '../../local/core/dice.ts';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { between, oneOf, weighted } from '../dice.ts';
import type { RoomTrouble } from '../room-troubles.ts';
import { alarms, models, pipelines, products } from './mesh.ts';

/** What somebody does. */
export type Deed =
  /** The product has other data: its shape in tenths, and rows that make no difference to a verdict. */
  | { readonly kind: 'data'; readonly product: string; readonly shape: number; readonly more: number }
  | { readonly kind: 'order'; readonly model: string }
  | { readonly kind: 'alarm'; readonly alarm: string; readonly state: 'ALARM' | 'OK' }
  /** Somebody decides on the newest package that waits, or takes the newest approved one back. */
  | { readonly kind: 'approve' | 'reject' | 'take back'; readonly model: string }
  /** An approved package that nobody here trained. */
  | { readonly kind: 'foreign package'; readonly model: string }
  | { readonly kind: 'stop run'; readonly model: string }
  | { readonly kind: 'start a run by hand' | 'change pipeline' | 'delete pipeline' | 'restore pipeline'; readonly pipeline: string };

export interface Action {
  /** Milliseconds of cloud time since the start. */
  readonly at: number;
  readonly deed: Deed;
}

/** What AWS delivers: its own events at best effort, alarms and everything of ours at least once. */
export const deliveries = ['pipeline', 'package', 'alarm', 'Data Profiled', 'Retraining Requested', 'Retraining Ordered', 'Deadline Reached'] as const;
export type Delivery = (typeof deliveries)[number];

export type Effect = 'throttled' | 'answer lost' | 'quota' | 'conflict';

/** What goes wrong. `nth` counts from 1. */
export type Trouble =
  | RoomTrouble<Delivery, Effect, string>
  | { readonly kind: 'run'; readonly nth: number; readonly outcome: 'fails' | 'is not good enough' | 'waits for approval' };

/** All that makes one simulation: the same story runs the same way. */
export interface Story {
  readonly seed: number;
  /** In the order of time. */
  readonly actions: readonly Action[];
  readonly troubles: readonly Trouble[];
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Those that die now and then; reconcile comes when the faults are over. */
export const handlers = ['checkDrift', 'startRetraining', 'finishRetraining', 'reviewModel'] as const;
export type HandlerName = (typeof handlers)[number] | 'reconcile';

const operations = [
  'GetObject', 'PutObject', 'DeleteObject', 'ListObjectsV2', 'PutEvents', 'CreateSchedule', 'DeleteSchedule', 'ListModelPackages', 'DescribeModelPackage',
  'DescribePipelineExecution', 'ListPipelineExecutionSteps', 'DescribePipeline', 'DescribeAlarms',
] as const;

export function randomStory(seed: number): Story {
  const dice = new SeededDice(`retraining ${seed}`);
  const actions: Action[] = [];
  let at = 0;
  for (const product of products) actions.push({ at: (at += between(dice, 0, 120) * second), deed: data(dice, product) });
  const length = between(dice, 4, 14);
  for (let told = 0; told < length; told += 1) {
    at += weighted(dice, [
      [4, between(dice, 0, 60) * second],
      [4, between(dice, 1, 30) * minute],
      [1, between(dice, 1, 10) * hour],
    ]);
    actions.push({ at, deed: deed(dice) });
  }
  const troubles = Array.from({ length: weighted(dice, [[2, 0], [3, between(dice, 1, 3)], [3, between(dice, 4, 10)]]) }, () => trouble(dice));
  return { seed, actions, troubles };
}

function data(dice: Dice, product: string): Deed {
  return { kind: 'data', product, shape: between(dice, 3, 7), more: between(dice, 0, 3) };
}

function deed(dice: Dice): Deed {
  const model = oneOf(dice, models);
  const pipeline = oneOf(dice, pipelines);
  return weighted<() => Deed>(dice, [
    [10, () => data(dice, oneOf(dice, products))],
    [3, () => ({ kind: 'order', model })],
    [4, () => ({ kind: 'alarm', alarm: oneOf(dice, alarms), state: dice.next() < 0.6 ? 'ALARM' : 'OK' })],
    [4, () => ({ kind: dice.next() < 0.5 ? 'approve' : 'reject', model })],
    [1, () => ({ kind: 'take back', model })],
    [1, () => ({ kind: 'foreign package', model })],
    [1, () => ({ kind: 'stop run', model })],
    [1, () => ({ kind: oneOf(dice, ['start a run by hand', 'change pipeline', 'delete pipeline', 'restore pipeline']), pipeline })],
  ])();
}

function trouble(dice: Dice): Trouble {
  const nth = between(dice, 1, 12);
  return weighted<() => Trouble>(dice, [
    // What SageMaker tells may be lost, approvals too; alarms and what is ours comes at least once.
    [3, () => ({ kind: 'delivery', what: oneOf(dice, ['pipeline', 'pipeline', 'package']), nth: between(dice, 1, 6), effect: 'lost', delay: 0 })],
    [4, () => ({ kind: 'delivery', what: oneOf(dice, deliveries), nth, effect: oneOf(dice, ['late', 'doubled']), delay: weighted(dice, [[2, between(dice, 1, 300) * second], [1, between(dice, 1, 20) * hour]]) })],
    [4, () => ({ kind: 'call', operation: oneOf(dice, operations), nth: between(dice, 1, 60), effect: oneOf(dice, ['throttled', 'answer lost']), times: between(dice, 1, 8) })],
    [4, () => ({ kind: 'call', operation: 'StartPipelineExecution', nth: between(dice, 1, 6), effect: oneOf(dice, ['throttled', 'answer lost', 'quota', 'conflict']), times: between(dice, 1, 4) })],
    [4, () => ({ kind: 'killed', handler: oneOf(dice, handlers), nth: between(dice, 1, 10), call: between(dice, 1, 14), after: dice.next() < 0.5 })],
    [4, () => ({ kind: 'run', nth: between(dice, 1, 5), outcome: oneOf(dice, ['fails', 'is not good enough', 'waits for approval']) })],
  ])();
}

/** Whether some approval may never be told: then only reconcile finds what follows from it. */
export function losesApprovals({ troubles }: Story): boolean {
  return troubles.some((trouble) => trouble.kind === 'delivery' && trouble.what === 'package' && trouble.effect === 'lost');
}
