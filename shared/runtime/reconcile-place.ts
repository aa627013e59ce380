import type { Place } from '../aws/receipts.ts';
import { changeIdOf } from './change-id.ts';
import { tellChanged } from './changed.ts';
import type { Context } from './context.ts';
import { isForPeople } from './delegated.ts';
import { reportFindings } from './findings.ts';
import { giveAll } from './giving.ts';
import { logger } from './log.ts';
import { deleterOf } from './own-role.ts';
import { planPlace } from './plan-place.ts';
import { reconcileData } from './reconcile-data.ts';
import { reportFailure } from './sync-failed.ts';
import { take } from './taking.ts';

export interface HowToReconcile {
  /** Whether grants may be taken back. */
  readonly removals: boolean;
  /** Whether access is to be proved although nothing is missing. */
  readonly prove: boolean;
  /** Whether readers prove by a query what they were granted before. */
  readonly daily: boolean;
}

/** Brings one database to what mesh.yml wants of it, then looks whether its data is known. */
export async function reconcilePlace(context: Context, place: Place, { removals, prove, daily }: HowToReconcile, causationId: string): Promise<void> {
  const { plan, shared } = await planPlace(context, place, removals);
  const subject = { product: place, changeId: changeIdOf(causationId) };
  await reportFindings(context, subject, causationId, plan.findings);
  const { links, later, grants, refused } = await giveAll(context, plan.actions);
  for (const { error } of refused.filter((each) => isForPeople(each.error))) await reportFailure(context, subject, causationId, error);
  const kept = removals ? await take(context.environment.bucket, deleterOf(context), plan.actions) : [];
  for (const { error } of kept) await reportFailure(context, subject, causationId, error);
  const passing = refused.find((each) => !isForPeople(each.error));
  if (passing !== undefined) throw passing.error;
  if (links + later + grants > 0 || (prove && shared !== undefined)) {
    logger.info('repaired', { place, links, later, grants });
    // The way of every change: it ends in the query that proves access.
    await tellChanged(context, place, 'Reconciled', causationId);
  } else if (shared !== undefined) await reconcileData(context, shared, daily, causationId);
}
