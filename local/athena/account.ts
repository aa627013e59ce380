import type { Execution } from './execution.ts';
import { executionNotFound, workGroupNotFound } from './refusals.ts';
import { newGroup, PRIMARY } from './work-group.ts';
import type { Group } from './work-group.ts';

/** How long Athena keeps the history of queries (Athena user guide, "View recent queries"). */
const HISTORY = 45 * 24 * 60 * 60 * 1000;

/** One account's work groups and queries. */
export class Account {
  readonly groups: Map<string, Group>;
  /** In the order of their submission. */
  readonly executions = new Map<string, Execution>();
  /** Query ids by client request token. */
  readonly tokens = new Map<string, string>();

  constructor(now: number) {
    this.groups = new Map([[PRIMARY, newGroup(PRIMARY, now, '', {}, false)]]);
  }

  group(name: string | undefined): Group {
    const group = this.groups.get(name ?? PRIMARY);
    if (!group) throw workGroupNotFound();
    return group;
  }

  execution(id: string | undefined): Execution {
    const execution = this.executions.get(id ?? '');
    if (!execution) throw executionNotFound(id ?? '');
    return execution;
  }

  executionByToken(token: string): Execution | undefined {
    return this.executions.get(this.tokens.get(token) ?? '');
  }

  /** Queries that count towards the quota of running and queued ones. */
  get active(): number {
    let count = 0;
    for (const execution of this.executions.values()) if (!execution.ended) count++;
    return count;
  }

  /** Forgets what ended longer ago than the history reaches. */
  prune(now: number): void {
    const before = this.executions.size;
    for (const [id, execution] of this.executions) {
      if (now - execution.submitted <= HISTORY) break;
      if (execution.ended) this.executions.delete(id);
    }
    if (this.executions.size === before) return;
    for (const [token, id] of this.tokens) if (!this.executions.has(id)) this.tokens.delete(token);
  }
}
