import { notFound } from './errors.ts';
import type { Group, Schedule } from './model.ts';

/** Schedule groups of all accounts. Every account has the group `default`. */
export class Groups {
  readonly #groups = new Map<string, Group>();
  readonly #region: string;

  constructor(region: string) {
    this.#region = region;
  }

  arn(account: string, name: string): string {
    return `arn:aws:scheduler:${this.#region}:${account}:schedule-group/${name}`;
  }

  find(account: string, name: string): Group | undefined {
    return this.#groups.get(this.arn(account, name)) ?? (name === 'default' ? this.add(account, name, 0) : undefined);
  }

  /** Throws ResourceNotFoundException. */
  get(account: string, name = 'default'): Group {
    const group = this.find(account, name);
    if (group === undefined) throw notFound(`Schedule group ${name}`);
    return group;
  }

  add(account: string, name: string, now: number): Group {
    const group: Group = { name, account, arn: this.arn(account, name), createdAt: now, tags: new Map(), schedules: new Map() };
    this.#groups.set(group.arn, group);
    return group;
  }

  delete(group: Group): void {
    for (const schedule of group.schedules.values()) schedule.timer?.cancel();
    this.#groups.delete(group.arn);
  }

  of(account: string): readonly Group[] {
    this.get(account);
    return [...this.#groups.values()]
      .filter((group) => group.account === account)
      .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** Throws ResourceNotFoundException. */
  schedule(account: string, groupName: string | undefined, name: string | undefined): Schedule {
    const schedule = this.get(account, groupName).schedules.get(name ?? '');
    if (schedule === undefined) throw notFound(`Schedule ${String(name)}`);
    return schedule;
  }
}
