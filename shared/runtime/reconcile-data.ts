import { listTables, readTableVersion } from '../aws/tables.ts';
import { readClaim, readNewest } from '../aws/profile-store.ts';
import { assumeReader } from '../aws/reader.ts';
import type { SharedDatabase } from '../access/state.ts';
import { claimLifetime } from '../catalog/claim-plan.ts';
import { canaryTable, modelsOf, subscriptionsOf } from '../catalog/product.ts';
import { fingerprint } from '../catalog/table-version.ts';
import type { Subscription } from '../mesh/mesh.ts';
import { linkName } from '../mesh/names.ts';
import { changeIdOf } from './change-id.ts';
import { tellChanged } from './changed.ts';
import type { Context } from './context.ts';
import { NotYetVisible } from './errors.ts';
import { logger } from './log.ts';

/** Finds what no event told of: a product that its reader cannot see any more, and a version of the data that has no profile. */
export async function reconcileData(context: Context, shared: SharedDatabase, causationId: string): Promise<void> {
  const { catalogId, database } = shared;
  for (const subscription of subscriptionsOf(context.mesh, { catalogId, database })) {
    const canary = canaryTable(subscription, { catalogId, database }, shared.tables);
    if (canary === undefined) continue;
    if (!(await isSeen(context, subscription, database, canary, causationId))) {
      logger.warn('its reader does not see it', { database, subscription: subscription.name });
      await tellChanged(context, { catalogId, database, table: canary }, 'Reconciled', causationId);
      continue;
    }
    const tables = shared.tables.filter((table) => subscription.models.some((model) => model.table === table));
    for (const table of tables) {
      if (await isKnown(context, subscription, { catalogId, database, table }, causationId)) continue;
      logger.info('a version without a profile', { database, table });
      await tellChanged(context, { catalogId, database, table }, 'Reconciled', causationId);
    }
  }
}

async function isSeen({ environment }: Context, subscription: Subscription, database: string, table: string, causationId: string): Promise<boolean> {
  const reader = await assumeReader(environment, subscription.name, changeIdOf(causationId));
  try {
    return (await listTables({ name: linkName(subscription, database) }, reader)).includes(table);
  } catch (error) {
    if (error instanceof NotYetVisible) return false;
    throw error;
  }
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
