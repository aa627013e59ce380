import type { Cloud, CloudEvent, Events } from '../core/cloud.ts';
import type { Caller } from '../core/service.ts';
import type { Archives } from './archives.ts';
import type { Buses } from './buses.ts';
import { deliver } from './deliver.ts';
import { DeliveryError } from './delivery-error.ts';
import type { Arrival, Bus, Delivery, Rule } from './model.ts';
import { leavesOf } from './pattern-event.ts';
import { authorizeWithPolicy } from './resource-policy.ts';

type Take = Parameters<Events['disturb']>[0];

/** Takes events in, matches them with the rules of a bus and starts their delivery. */
export class Router {
  readonly #cloud: Cloud;
  readonly #buses: Buses;
  readonly #archives: Archives;
  readonly #latency: () => number;
  readonly #takers = new Set<Take>();

  /** `latency`: milliseconds between a bus and a target. */
  constructor(cloud: Cloud, buses: Buses, archives: Archives, latency: () => number) {
    this.#cloud = cloud;
    this.#buses = buses;
    this.#archives = archives;
    this.#latency = latency;
  }

  /** Puts an event on a bus on behalf of `caller`. Throws AccessDeniedException. */
  put(busArn: string, event: CloudEvent, caller: Caller): void {
    this.authorize(busArn, event, caller);
    this.accept(busArn, event);
  }

  /**
   * From another account the bus must admit the caller too (EventBridge user guide, "Permissions for event buses").
   * Throws AccessDeniedException.
   */
  authorize(busArn: string, event: CloudEvent, caller: Caller): void {
    authorizePut(this.#cloud, busArn, this.#buses.find(busArn) ?? { account: caller.accountId, policy: undefined }, event, caller);
  }

  /** An authorized event. For a bus that does not exist PutEvents answers 200, and the event is gone (API reference, PutEvents). */
  accept(busArn: string, event: CloudEvent): void {
    const bus = this.#buses.find(busArn);
    if (bus !== undefined) return this.route(bus, { event, forwarded: false });
    const what = `event ${event.id} (${event['detail-type']})`;
    this.#cloud.watch.emit({
      kind: 'dropped',
      at: this.#cloud.clock.now(),
      account: event.account,
      what,
      why: `there is no bus ${busArn}`,
    });
  }

  disturb(take: Take): () => void {
    this.#takers.add(take);
    return () => this.#takers.delete(take);
  }

  /** An event that comes to a bus, by whatever way. */
  route(bus: Bus, arrival: Arrival): void {
    const arrive = () => this.#arrive(bus, arrival);
    for (const take of this.#takers) if (take(arrival.event, bus, arrive)) return;
    arrive();
  }

  #arrive(bus: Bus, arrival: Arrival): void {
    const { event } = arrival;
    const now = this.#cloud.clock.now();
    this.#cloud.watch.emit({ kind: 'event', at: now, account: bus.account, bus: bus.name, event });
    // All patterns look at the same leaves.
    const leaves = leavesOf(event);
    if (event['replay-name'] === undefined) this.#archives.keep(bus.arn, event, now, leaves);
    for (const rule of bus.rules.thatMayMatch(event)) {
      if (!isOpenTo(rule, arrival) || !rule.matches(event, leaves)) continue;
      for (const target of rule.targets.values()) {
        const delivery: Delivery = { bus, rule, target, arrival, ingestedAt: now };
        deliver(this.#cloud, delivery, (forwarded, caller) => this.#forward(forwarded, caller), this.#latency());
      }
    }
  }

  #forward({ bus, arrival: { event, forwarded }, target }: Delivery, caller: Caller): void {
    // An event goes on only once (EventBridge user guide, "Sending and receiving events between event buses").
    if (forwarded || event.account !== bus.account) {
      throw new DeliveryError('THIRD_ACCOUNT_HOP_DETECTED', 'An event that came from another event bus is not sent to a third one.', false);
    }
    const next = this.#buses.find(target.Arn);
    if (next === undefined) throw new DeliveryError('NO_RESOURCE', `Event bus ${target.Arn} does not exist.`, false);
    // Within an account a rule needs no role to reach another bus
    // (EventBridge user guide, "Sending events between event buses in the same account").
    if (caller.servicePrincipal === undefined || next.account !== bus.account) authorizePut(this.#cloud, next.arn, next, event, caller);
    this.route(next, { event, forwarded: true });
  }
}

// Condition keys: service authorization reference, "Actions, resources, and condition keys for Amazon EventBridge".
function authorizePut(cloud: Cloud, busArn: string, bus: Pick<Bus, 'account' | 'policy'>, event: CloudEvent, caller: Caller): void {
  const context = { 'events:source': event.source, 'events:detail-type': event['detail-type'] };
  authorizeWithPolicy(cloud, caller, { action: 'events:PutEvents', resources: [busArn], context }, bus, 'AccessDeniedException');
}

function isOpenTo(rule: Rule, { event, onlyRules }: Arrival): boolean {
  if (rule.state === 'DISABLED' || (onlyRules !== undefined && !onlyRules.includes(rule.arn))) return false;
  return rule.state === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' || !isReadOnlyCall(event);
}

// Read-only management events reach only rules that ask for them (EventBridge user guide, "Read-only management events from AWS services").
function isReadOnlyCall({ 'detail-type': detailType, source, detail }: CloudEvent): boolean {
  return (
    source.startsWith('aws.') &&
    detailType === 'AWS API Call via CloudTrail' &&
    detail['readOnly'] === true &&
    detail['managementEvent'] !== false
  );
}
