import { listTables, readTableVersion } from '../aws/tables.ts';
import { readClaim, readNewest } from '../aws/profile-store.ts';
import { assumeReader } from '../aws/reader.ts';
import type { SharedDatabase } from '../access/state.ts';
import { claimLifetime } from '../catalog/claim-plan.ts';
import type { Place } from '../aws/receipts.ts';
import { canaryTable, modelsOf, subscriptionsOf, tablesOf } from '../catalog/product.ts';
import { proofDue } from '../catalog/proof-plan.ts';
import { fingerprint } from '../catalog/table-version.ts';
import type { Subscription } from '../mesh/mesh.ts';
import { linkName } from '../mesh/names.ts';
import { startCanary } from './canary.ts';
import { changeIdOf } from './change-id.ts';
import { tellChanged } from './changed.ts';
import type { Context } from './context.ts';
import { NotYetVisible } from './errors.ts';
import { logger } from './log.ts';

/** Whether the readers of a database see it, and every model's table has a profile of its present version. */
export type DataState = 'in order' | 'not readable' | 'not profiled';

export interface HowToLook {
  /** Links whose names stand for something else: what is behind them is not the product. */
  readonly refused: ReadonlySet<string>;
  /** Whether readers prove by a query what they were granted before. */
  readonly daily: boolean;
}

/** Finds what no event told of: a product that its reader cannot see any more, and a version of the data that has no profile. */
export async function reconcileData(context: Context, shared: SharedDatabase, { refused, daily }: HowToLook, causationId: string): Promise<DataState> {
  const { catalogId, database } = shared;
  let state: DataState = 'in order';
  for (const subscription of subscriptionsOf(context.mesh, { catalogId, database })) {
    const canary = canaryTable(subscription, { catalogId, database }, shared.tables);
    if (canary === undefined || refused.has(linkName(subscription, database))) continue;
    const seen = await seenBy(context, subscription, database, causationId);
    if (!seen.includes(canary)) {
      logger.warn('its reader does not see it', { database, subscription: subscription.name });
      await tellChanged(context, { catalogId, database, table: canary }, 'Reconciled', causationId);
      state = 'not readable';
      continue;
    }
    if (daily) await prove(context, subscription, { catalogId, database }, seen, causationId);
    const tables = shared.tables.filter((table) => subscription.models.some((model) => tablesOf(model).includes(table)));
    for (const table of tables) {
      if (await isKnown(context, subscription, { catalogId, database, table }, causationId)) continue;
      logger.info('a version without a profile', { database, table });
      await tellChanged(context, { catalogId, database, table }, 'Reconciled', causationId);
      if (state === 'in order') state = 'not profiled';
    }
  }
  return state;
}

/** What the reader sees through the link. That costs no query, but sees no loss of SELECT. */
async function seenBy({ environment }: Context, subscription: Subscription, database: string, causationId: string): Promise<readonly string[]> {
  const reader = await assumeReader(environment, subscription.name, changeIdOf(causationId));
  try {
    return await listTables({ name: linkName(subscription, database) }, reader);
  } catch (error) {
    if (error instanceof NotYetVisible) return [];
    throw error;
  }
}

/** Ends in Access Granted or, when it was refused five times, in Sync Failed. */
async function prove(context: Context, subscription: Subscription, place: Place, seen: readonly string[], causationId: string): Promise<void> {
  const due = proofDue(subscription, place.database, seen, context.now());
  if (due === undefined) return;
  const changeId = changeIdOf(`proof-${due.day}`);
  await startCanary(context, subscription.name, linkName(subscription, place.database), { ...place, table: due.table }, changeId, causationId);
}

/** Whether the present version has a profile, or is on its way to one. */
async function isKnown(
  { mesh, environment, now }: Context,
  subscription: Subscription,
  product: { readonly catalogId: string; readonly database: string; readonly table: string },
  causationId: string,
): Promise<boolean> {
  if (modelsOf(mesh, product).length === 0) return true;
  const reader = await assumeReader(environment, subscription.name, changeIdOf(causationId));
  const print = fingerprint(await readTableVersion(linkName(subscription, product.database), product.table, reader));
  if ((await readNewest(environment.bucket, product))?.fingerprint === print) return true;
  const claim = await readClaim(environment.bucket, product, print);
  return claim !== undefined && now() - claim.claimedAt <= claimLifetime;
}
