import type { Bus } from './model.ts';
import { busArn, noBus, noRule, readBusReference } from './names.ts';
import type { BusReference } from './names.ts';
import { Rules } from './rules.ts';

/** All event buses. Every account has a default bus from the start. */
export class Buses {
  readonly #buses = new Map<string, Bus>();
  readonly #region: string;
  readonly #begun: number;

  /** @param begun when the accounts, and with them their default buses, came to be */
  constructor(region: string, begun: number) {
    this.#region = region;
    this.#begun = begun;
  }

  defaultOf(account: string): Bus {
    const reference = { account, region: this.#region, name: 'default' };
    return this.#buses.get(busArn(reference)) ?? this.add(reference, this.#begun);
  }

  find(arn: string): Bus | undefined {
    const reference = readBusReference(arn, '', this.#region);
    if (reference.region !== this.#region) return undefined;
    return reference.name === 'default' ? this.defaultOf(reference.account) : this.#buses.get(busArn(reference));
  }

  /** The caller's own bus, by name or ARN. Throws ResourceNotFoundException. */
  own(nameOrArn: string | undefined, account: string): Bus {
    const reference = readBusReference(nameOrArn, account, this.#region);
    const bus = reference.account === account ? this.find(busArn(reference)) : undefined;
    if (bus === undefined) throw noBus(reference.name);
    return bus;
  }

  of(account: string): readonly Bus[] {
    return [this.defaultOf(account), ...[...this.#buses.values()].filter((bus) => bus.account === account && bus.name !== 'default')];
  }

  add(reference: BusReference, now: number): Bus {
    const bus: Bus = {
      name: reference.name,
      arn: busArn(reference),
      account: reference.account,
      createdAt: now,
      changedAt: now,
      rules: new Rules(),
      description: undefined,
      deadLetters: undefined,
      policy: undefined,
    };
    this.#buses.set(bus.arn, bus);
    return bus;
  }

  /** Tags are for buses and rules. Throws ResourceNotFoundException. */
  assertTaggable(arn: string): void {
    const [, , , , account = '', ...rest] = arn.split(':');
    const [kind, ...path] = rest.join(':').split('/');
    const name = path.pop() ?? '';
    const bus = kind === 'rule' ? (path.join('/') || 'default') : [...path, name].join('/');
    const found = this.own(bus, account);
    if (kind === 'rule' && !found.rules.has(name)) throw noRule(name, bus);
  }

  delete(arn: string): void {
    this.#buses.delete(arn);
  }
}
