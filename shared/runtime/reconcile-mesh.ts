import { build } from '../../events/mesh/event.ts';
import { reconcileRequested } from '../../events/mesh/reconcile-requested.ts';
import { removalHeld } from '../../events/mesh/removal-held.ts';
import { sharedSubscriptions, wantedLinks } from '../access/links.ts';
import { planAccess, type Plan } from '../access/plan.ts';
import type { AccessState, SharedDatabase } from '../access/state.ts';
import { readAccess } from '../aws/access-state.ts';
import { listPrefixedDatabases, listSharedDatabases } from '../aws/catalog-lists.ts';
import { lookInto } from '../aws/own-databases.ts';
import { placesWithReceipts, readTagReceipts, type Place } from '../aws/receipts.ts';
import { give, ownRoles } from './access.ts';
import type { Context } from './context.ts';
import { count } from './count.ts';
import { logger } from './log.ts';
import { deleterOf } from './own-role.ts';
import { publish } from './publish.ts';
import { take } from './taking.ts';

/** Databases of one part: a few hundred calls, well within one invocation. */
const partSize = 25;

/**
 * What concerns the mesh as a whole: links that nothing asks for, grants by LF-Tags, and the limit on what goes at once. The rest is
 * asked for in parts, each an event of its own, so that one that fails holds up no other.
 */
export async function reconcileMesh(context: Context, accept: readonly string[], causationId: string): Promise<void> {
  const { mesh, environment } = context;
  const shared = followed(context, await listSharedDatabases());
  const state = await readMesh(context, shared);
  const plan = planAccess(mesh, ownRoles(environment), state, accept);
  logger.info('reconcile', { shared: shared.length, links: state.databases.length, hash: plan.hash, held: plan.held?.hash });
  await askForParts(context, await partsOf(context, shared, plan), plan.held === undefined);
  const tags = plan.actions.flatMap((action) => (action.do === 'grant' ? [action.grant] : []));
  const refused = await give(environment.bucket, tags);
  await take(environment.bucket, deleterOf(context), plan.actions);
  if (plan.held !== undefined) await tellHeld(context, plan.held, causationId);
  const [first] = refused;
  if (first !== undefined) throw first.error;
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

/** Where the removal of links waits for a person, nothing is taken from what is out of sight either. */
async function partsOf({ mesh, environment }: Context, shared: readonly SharedDatabase[], { held }: Plan): Promise<readonly (readonly Place[])[]> {
  const known = new Set(shared.map(keyOf).concat(wantedLinks(mesh, shared).map(({ name }) => keyOf({ catalogId: mesh.consumer.account, database: name }))));
  const others = held === undefined ? (await placesWithReceipts(environment.bucket)).filter((place) => !known.has(keyOf(place))) : [];
  const places = [...shared.map(({ catalogId, database }) => ({ catalogId, database })), ...others];
  return Array.from({ length: Math.ceil(places.length / partSize) }, (_, index) => places.slice(index * partSize, (index + 1) * partSize));

  function keyOf({ catalogId, database }: Place): string {
    return `${catalogId} ${database}`;
  }
}

async function askForParts({ environment }: Context, parts: readonly (readonly Place[])[], removals: boolean): Promise<void> {
  const events = parts.map((places) => build(reconcileRequested, { data: { reason: 'part', places: [...places], removals } }));
  await publish(environment.busName, events);
}

async function tellHeld({ environment, now }: Context, { hash, reason, actions }: NonNullable<Plan['held']>, causationId: string): Promise<void> {
  logger.warn('removal held', { hash, reason });
  count('removal held');
  const links = actions.flatMap((action) => (action.do === 'delete link' || action.do === 'delete home' ? [action.name] : []));
  const remedy = `If they shall go, put Reconcile Requested on the mesh bus with this hash in data.accept (docs/access.md). If not, look why central no longer shares them.`;
  const metadata = { causationId, occurredAt: new Date(now()).toISOString(), schemaVersion: 1 as const };
  await publish(environment.busName, [build(removalHeld, { metadata, data: { hash, reason, links: links.slice(0, 100), remedy } })]);
}
