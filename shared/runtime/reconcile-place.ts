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
import { reconcileData, type DataState } from './reconcile-data.ts';
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

/** What a reconcile found a database to be in; `failed` is tried again. */
type State = 'not shared' | 'needs a person' | 'repaired' | DataState | 'failed';

/** Brings one database to what mesh.yml wants of it, then looks whether its data is known. Its state is told in the log, for the dashboard. */
export async function reconcilePlace(context: Context, place: Place, how: HowToReconcile, causationId: string): Promise<void> {
  let state: State = 'failed';
  try {
    state = await bring(context, place, how, causationId);
  } finally {
    logger.info('product state', { product: place, state });
  }
}

async function bring(context: Context, place: Place, { removals, prove, daily }: HowToReconcile, causationId: string): Promise<State> {
  const { plan, shared } = await planPlace(context, place, removals);
  const subject = { product: place, changeId: changeIdOf(causationId) };
  await reportFindings(context, subject, causationId, plan.findings);
  const { links, later, grants, refused } = await giveAll(context, plan.actions);
  const forPeople = refused.filter(({ error }) => isForPeople(error));
  for (const { error } of forPeople) await reportFailure(context, subject, causationId, error);
  const kept = removals ? await take(context.environment.bucket, deleterOf(context), plan.actions) : [];
  for (const { error } of kept) await reportFailure(context, subject, causationId, error);
  const passing = refused.find(({ error }) => !isForPeople(error));
  if (passing !== undefined) throw passing.error;
  const needsPerson = plan.findings.length + forPeople.length + kept.length > 0;
  if (links + later + grants > 0 || (prove && shared !== undefined)) {
    logger.info('repaired', { place, links, later, grants });
    // The way of every change: it ends in the query that proves access.
    await tellChanged(context, place, 'Reconciled', causationId);
    return needsPerson ? 'needs a person' : 'repaired';
  }
  const data = shared === undefined ? 'not shared' : await reconcileData(context, shared, { refused: plan.refused, daily }, causationId);
  return needsPerson ? 'needs a person' : data;
}
