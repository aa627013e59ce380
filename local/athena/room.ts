import type { Cloud } from '../core/cloud.ts';
import { Account } from './account.ts';
import type { QueryEngine } from './engine.ts';
import type { Submission } from './execution.ts';

export interface AthenaOptions {
  /** What evaluates SQL; DuckDB when absent. */
  readonly engine?: QueryEngine;
  /** Cloud time in milliseconds from RUNNING to the end, whatever the evaluation takes here; 3 seconds when absent. */
  readonly duration?: (submission: Submission) => number;
  /** Queries of one account that may run or wait at once (Service Quotas, "Active DML queries"; adjustable, by Region 20 to 200). */
  readonly activeQueries?: number;
}

export const DEFAULT_DURATION = 3000;
export const DEFAULT_ACTIVE_QUERIES = 150;
/** Cloud time in QUEUED. */
export const QUEUE_TIME = 200;

/** What the operations share. */
export class Room {
  readonly cloud: Cloud;
  readonly engine: QueryEngine;
  readonly options: AthenaOptions;
  readonly #accounts = new Map<string, Account>();

  constructor(cloud: Cloud, engine: QueryEngine, options: AthenaOptions) {
    this.cloud = cloud;
    this.engine = engine;
    this.options = options;
  }

  account(id: string): Account {
    let account = this.#accounts.get(id);
    if (!account) this.#accounts.set(id, (account = new Account(this.cloud.clock.now())));
    return account;
  }
}
