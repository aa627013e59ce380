import { planAccess } from '../access/plan.ts';
import type { SharedDatabase } from '../access/state.ts';
import { wantedLinks } from '../access/links.ts';
import { readAccess, receiptsAbout } from '../aws/access-state.ts';
import { findLinks } from '../aws/own-databases.ts';
import type { Place } from '../aws/receipts.ts';
import { listTables } from '../aws/tables.ts';
import { subscriptionsOf } from '../catalog/product.ts';
import { give, ownRoles } from './access.ts';
import { changeIdOf } from './change-id.ts';
import { tellChanged } from './changed.ts';
import type { Context } from './context.ts';
import { NotYetVisible, Refused } from './errors.ts';
import { classify, isPermanent } from './failure.ts';
import { isCreation, make } from './linking.ts';
import { logger } from './log.ts';
import { deleterOf } from './own-role.ts';
import { reconcileData } from './reconcile-data.ts';
import { reportFailure } from './sync-failed.ts';
import { take } from './taking.ts';

/** Brings one database to what mesh.yml wants of it, then looks whether its data is known. */
export async function reconcilePlace(context: Context, place: Place, removals: boolean, causationId: string): Promise<void> {
  const { mesh, environment } = context;
  const roles = ownRoles(environment);
  const shared = await look(context, place);
  const receipts = removals ? await receiptsAbout(environment.bucket, mesh, [place]) : [];
  const links = wantedLinks(mesh, shared).map(({ name }) => name);
  const databases = await findLinks(mesh, environment.stage, links);
  const plan = planAccess(mesh, roles, await readAccess(mesh, roles, { shared, databases, receipts, part: 'names' }));
  const subject = { product: place, changeId: changeIdOf(causationId) };
  for (const { about, problem, remedy } of plan.findings) {
    await reportFailure(context, subject, causationId, new Refused(`${about}: ${problem}`, remedy));
  }
  const creations = plan.actions.filter(isCreation);
  for (const action of creations) await make(context, action);
  const grants = plan.actions.flatMap((action) => (action.do === 'grant' ? [action.grant] : []));
  const refused = await give(environment.bucket, grants);
  for (const { error } of refused.filter((each) => isPermanent(classify(each.error)))) await reportFailure(context, subject, causationId, error);
  if (removals) await take(environment.bucket, deleterOf(context), plan.actions);
  const passing = refused.find((each) => !isPermanent(classify(each.error)));
  if (passing !== undefined) throw passing.error;
  if (creations.length + grants.length > refused.length) {
    logger.info('repaired', { place, links: creations.length, grants: grants.length - refused.length });
    // The way of every change: it ends in the query that proves access.
    await tellChanged(context, place, 'Reconciled', causationId);
  } else if (shared[0] !== undefined) await reconcileData(context, shared[0], causationId);
}

/** Nothing where it is not shared, or nothing follows it. */
async function look({ mesh }: Context, place: Place): Promise<readonly SharedDatabase[]> {
  if (subscriptionsOf(mesh, place).length === 0) return [];
  try {
    return [{ ...place, tables: await listTables({ catalogId: place.catalogId, name: place.database }) }];
  } catch (error) {
    if (error instanceof NotYetVisible) return [];
    throw error;
  }
}
