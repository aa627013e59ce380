import type { Action } from '../access/action.ts';
import { sharedSubscriptions, wantedLinks } from '../access/links.ts';
import type { AccessState, SharedDatabase } from '../access/state.ts';
import { readAccess } from '../aws/access-state.ts';
import { listPrefixedDatabases, listSharedDatabases } from '../aws/catalog-lists.ts';
import { lookInto } from '../aws/own-databases.ts';
import { placesWithReceipts, readTagReceipts, type Place } from '../aws/receipts.ts';
import { ownRoles } from './access.ts';
import type { Context } from './context.ts';

/** What concerns the mesh as a whole. */
export interface MeshLook {
  /** What is shared and followed. */
  readonly shared: readonly SharedDatabase[];
  /** Links that nothing asks for, and grants by LF-Tags. */
  readonly state: AccessState;
}

export async function lookAtMesh(context: Context): Promise<MeshLook> {
  const shared = followed(context, await listSharedDatabases());
  return { shared, state: await readMesh(context, shared) };
}

/** The databases that are looked at one by one: all that are shared and followed and, where something may be taken, those with receipts. */
export async function placesOf({ mesh, environment }: Context, shared: readonly SharedDatabase[], removals: boolean): Promise<readonly Place[]> {
  const known = new Set(shared.map(placeKey).concat(wantedLinks(mesh, shared).map(({ name }) => placeKey({ catalogId: mesh.consumer.account, database: name }))));
  const others = removals ? (await placesWithReceipts(environment.bucket)).filter((place) => !known.has(placeKey(place))) : [];
  return [...shared.map(({ catalogId, database }) => ({ catalogId, database })), ...others];
}

function followed({ mesh }: Context, all: readonly Place[]): readonly SharedDatabase[] {
  const places = all.map((place) => ({ ...place, tables: [] }));
  return [...new Set(sharedSubscriptions(mesh, places).map(({ target }) => target))];
}

async function readMesh({ mesh, environment }: Context, shared: readonly SharedDatabase[]): Promise<AccessState> {
  const wanted = new Set(wantedLinks(mesh, shared).map(({ name }) => name));
  const databases = [];
  for (const database of await listPrefixedDatabases()) {
    databases.push(wanted.has(database.name) ? database : await lookInto(mesh, environment.stage, database));
  }
  const receipts = await readTagReceipts(environment.bucket);
  return readAccess(mesh, ownRoles(environment), { shared, databases, receipts, part: 'tags' });
}

/** The databases whose readers are granted something by LF-Tags: access to them is to be proved again. */
export function toProve({ mesh, environment }: Context, shared: readonly SharedDatabase[], grants: readonly Action[]): ReadonlySet<string> {
  const principals = new Set(grants.flatMap((action) => (action.do === 'grant' ? [action.grant.principal] : [])));
  const isReader = (name: string) => principals.has(environment.readerRolePrefix + name);
  return new Set(sharedSubscriptions(mesh, shared).flatMap(({ subscription, target }) => (isReader(subscription.name) ? [placeKey(target)] : [])));
}

export function placeKey({ catalogId, database }: Place): string {
  return `${catalogId} ${database}`;
}
