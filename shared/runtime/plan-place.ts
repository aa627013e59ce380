import { planAccess, type Plan } from '../access/plan.ts';
import type { SharedDatabase } from '../access/state.ts';
import { wantedLinks } from '../access/links.ts';
import { readAccess, receiptsAbout } from '../aws/access-state.ts';
import { findLinks } from '../aws/own-databases.ts';
import type { Place } from '../aws/receipts.ts';
import { listTables } from '../aws/tables.ts';
import { subscriptionsOf } from '../catalog/product.ts';
import { ownRoles } from './access.ts';
import type { Context } from './context.ts';
import { NotYetVisible } from './errors.ts';

/** What one database needs, and the database where it is shared and followed. */
export interface PlacePlan {
  readonly plan: Plan;
  readonly shared: SharedDatabase | undefined;
}

/** @param removals whether its receipts are looked at, without which nothing is taken back */
export async function planPlace({ mesh, environment }: Context, place: Place, removals: boolean): Promise<PlacePlan> {
  const roles = ownRoles(environment);
  const found = await look(mesh, place);
  const shared = found === undefined ? [] : [found];
  const receipts = removals ? await receiptsAbout(environment.bucket, mesh, place, shared) : [];
  const links = wantedLinks(mesh, shared).map(({ name }) => name);
  const databases = await findLinks(mesh, environment.stage, links);
  const state = await readAccess(mesh, roles, { shared, databases, receipts, part: 'names' });
  return { plan: planAccess(mesh, roles, state), shared: found };
}

/** Undefined where it is not shared, or nothing follows it. */
async function look(mesh: Context['mesh'], place: Place): Promise<SharedDatabase | undefined> {
  if (subscriptionsOf(mesh, place).length === 0) return undefined;
  try {
    return { ...place, tables: await listTables({ catalogId: place.catalogId, name: place.database }) };
  } catch (error) {
    if (error instanceof NotYetVisible) return undefined;
    throw error;
  }
}
