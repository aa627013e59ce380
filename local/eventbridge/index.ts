import type { Cloud, Events } from '../core/cloud.ts';
import { AwsError } from '../core/service.ts';
import type { Service } from '../core/service.ts';
import { archiveOperations } from './archive-operations.ts';
import { Archives } from './archives.ts';
import { AUTHORIZE } from './authorize.ts';
import { busOperations } from './bus-operations.ts';
import { Buses } from './buses.ts';
import { eventOperations, isReserved, jsonCopy, newEvent } from './event-operations.ts';
import { replayOperations } from './replay-operations.ts';
import { Router } from './router.ts';
import { ruleOperations } from './rule-operations.ts';
import { tagOperations, Tags } from './tags.ts';
import { targetOperations } from './target-operations.ts';

export interface EventsOptions {
  /** Milliseconds between a bus and a target. Default: a fifth to half a second, by the dice, so that the order of events is not kept. */
  readonly latency?: () => number;
}

/** Amazon EventBridge: buses, rules, delivery, archives. */
export function createEvents(cloud: Cloud, options: EventsOptions = {}): { service: Service; events: Events } {
  const buses = new Buses(cloud.region, cloud.clock.now());
  const tags = new Tags();
  const archives = new Archives();
  const router = new Router(cloud, buses, archives, options.latency ?? (() => 200 + 300 * cloud.dice.next()));

  const events: Events = {
    emit(account, event) {
      router.route(buses.defaultOf(account), { event: newEvent(cloud, account, { ...event, detail: jsonCopy(event.detail) }), forwarded: false });
    },
    put(busArn, event, caller) {
      if (isReserved(event.source)) throw new AwsError('NotAuthorizedForSourceException', 'Not authorized for the source.');
      router.put(busArn, newEvent(cloud, caller.accountId, { ...event, detail: jsonCopy(event.detail) }), caller);
    },
    disturb: (take) => router.disturb(take),
  };

  const service: Service = {
    id: 'eventbridge',
    iamPrefix: 'events',
    operations: {
      ...busOperations(buses, tags),
      ...ruleOperations(buses, tags),
      ...targetOperations(buses),
      ...eventOperations(cloud, router),
      ...archiveOperations(archives, buses),
      ...replayOperations(archives, buses, router),
      ...tagOperations(tags, (arn) => buses.assertTaggable(arn)),
    },
    authorize: AUTHORIZE,
  };
  return { service, events };
}
