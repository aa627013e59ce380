import type { Subscription } from '../mesh/mesh.ts';
import { digestOf } from './hash.ts';
import { followsTable } from './product.ts';

const hour = 60 * 60_000;
const hoursPerDay = 24;

/** The query that proves access once a day. */
export interface Proof {
  readonly table: string;
  /** The same for all looks of the day: a second one finds the query that the first has started. */
  readonly day: number;
}

/**
 * Which table a reader shall read now to prove that it still may: one of those that it sees, another one each day. Each database and
 * subscription has its own hour of the day, so that many products cost about as many queries in each hour.
 */
export function proofDue(subscription: Subscription, database: string, seen: readonly string[], now: number): Proof | undefined {
  const followed = seen.filter((table) => followsTable(subscription, table)).toSorted();
  const day = Math.floor(now / (hoursPerDay * hour));
  const own = Number.parseInt(digestOf(subscription.name, database).slice(0, 8), 16) % hoursPerDay;
  const table = followed[day % followed.length];
  return table !== undefined && Math.floor(now / hour) % hoursPerDay === own ? { table, day } : undefined;
}
