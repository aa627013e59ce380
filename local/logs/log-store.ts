export interface LogLine {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly text: string;
}

export interface LogGroup {
  readonly name: string;
  readonly account: string;
  readonly created: number;
  /** Days; kept, but lines do not expire: the bound on their number ends them first. */
  retention?: number;
  /** ARN of the KMS key. */
  key?: string | undefined;
  readonly lines: LogLine[];
}

/** Per group; the oldest go first. Some at a time: to take away the first of so many is to move all others. */
const KEPT_LINES = 20_000;
const DROPPED_LINES = 2_000;

/** The log groups of all accounts. */
export class LogStore {
  readonly #groups = new Map<string, LogGroup>();
  #lines = 0;

  find(account: string, name: string): LogGroup | undefined {
    return this.#groups.get(keyOf(account, name));
  }

  create(account: string, name: string, now: number): LogGroup {
    const group: LogGroup = { name, account, created: now, lines: [] };
    this.#groups.set(keyOf(account, name), group);
    return group;
  }

  delete({ account, name }: LogGroup): void {
    this.#groups.delete(keyOf(account, name));
  }

  list(account: string): LogGroup[] {
    return [...this.#groups.values()].filter((group) => group.account === account).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  append(group: LogGroup, text: string, now: number): void {
    this.#lines += 1;
    group.lines.push({ id: String(this.#lines).padStart(20, '0'), at: now, text });
    if (group.lines.length > KEPT_LINES) group.lines.splice(0, DROPPED_LINES);
  }
}

function keyOf(account: string, name: string): string {
  return `${account} ${name}`;
}
