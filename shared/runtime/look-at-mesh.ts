import type { Action } from '../access/action.ts';
import { sharedSubscriptions, wantedLinks } from '../access/links.ts';
import type { AccessState, OwnDatabase, SharedDatabase } from '../access/state.ts';
import { readAccess } from '../aws/access-state.ts';
import { listPrefixedDatabases, listSharedDatabases } from '../aws/catalog-lists.ts';
import { lookInto } from '../aws/own-databases.ts';
import { listTables } from '../aws/tables.ts';
import { placesWithReceipts, readTagReceipts, type Place } from '../aws/receipts.ts';
import { ownRoles } from './access.ts';
import type { Context } from './context.ts';
import { NotYetVisible } from './errors.ts';

/** What concerns the mesh as a whole. */
export interface MeshLook {
  /** What is shared and followed; the tables only of databases whose tables have links of their own. */
  readonly shared: readonly SharedDatabase[];
  /** Links that nothing asks for, and grants by LF-Tags. */
  readonly state: AccessState;
}

export async function lookAtMesh(context: Context): Promise<MeshLook> {
  const places = followed(context, await listSharedDatabases());
  const tables = await linkedTables(context, places);
  const shared = places.map((place) => ({ ...place, tables: tables.get(placeKey(place)) ?? [] }));
  return { shared, state: await readMesh(context, shared, (place) => tables.has(placeKey(place))) };
}

/** The tables of databases whose tables have links of their own: how many of those go at once is decided for the mesh as a whole. */
async function linkedTables({ mesh }: Context, shared: readonly SharedDatabase[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const tables = new Map<string, readonly string[]>();
  for (const { target } of wantedLinks(mesh, shared).filter(({ links }) => links === 'tables')) {
    try {
      tables.set(placeKey(target), await listTables({ catalogId: target.catalogId, name: target.database }));
    } catch (error) {
      // Then nothing is said about its links.
      if (!(error instanceof NotYetVisible)) throw error;
    }
  }
  return tables;
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

async function readMesh({ mesh, environment }: Context, shared: readonly SharedDatabase[], isKnown: (place: Place) => boolean): Promise<AccessState> {
  const wanted = new Map(wantedLinks(mesh, shared).map((link) => [link.name, link]));
  const databases: OwnDatabase[] = [];
  for (const database of await listPrefixedDatabases()) {
    const link = wanted.get(database.name);
    if (link?.links === 'database') databases.push(database);
    else {
      const { tables, ...found } = await lookInto(mesh, environment.stage, database);
      databases.push({ ...found, ...(tables !== undefined && (link === undefined || isKnown(link.target)) && { tables }) });
    }
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
