import { build } from '../../events/mesh/event.ts';
import { reconcileRequested } from '../../events/mesh/reconcile-requested.ts';
import { removalHeld } from '../../events/mesh/removal-held.ts';
import type { Finding, Removal } from '../access/action.ts';
import { wantedLinks } from '../access/links.ts';
import { planAccess, type Plan } from '../access/plan.ts';
import type { SharedDatabase } from '../access/state.ts';
import type { Place } from '../aws/receipts.ts';
import { listShared } from '../aws/shares.ts';
import { namedIn } from '../catalog/shared-products.ts';
import { ownRoles } from './access.ts';
import { changeIdOf } from './change-id.ts';
import type { Context } from './context.ts';
import { count } from './count.ts';
import { isForPeople, newlyNamed } from './delegated.ts';
import { reportFindings } from './findings.ts';
import { giveAll } from './giving.ts';
import { logger } from './log.ts';
import { lookAtMesh, placeKey, placesOf, toProve } from './look-at-mesh.ts';
import { deleterOf } from './own-role.ts';
import { publish } from './publish.ts';
import { partSize } from './reconcile-part.ts';
import { reportFailure } from './sync-failed.ts';
import { take } from './taking.ts';

/** Databases are reconciled one after another in so many lanes side by side; as many more as keep each lane's event within EventBridge's 1 MB. */
const fewestLanes = 4;
const longestLane = 1_000;

/**
 * What concerns the mesh as a whole: links that nothing asks for, grants by LF-Tags, and the limit on what goes at once. The rest is
 * asked for in lanes of databases, so that one that fails holds up no other.
 */
export async function reconcileMesh(context: Context, accept: readonly string[], causationId: string, daily = false): Promise<void> {
  const { mesh, environment } = context;
  const { shared, state } = await lookAtMesh(context);
  const plan = planAccess(mesh, ownRoles(environment), state, accept);
  logger.info('reconcile', { shared: shared.length, links: state.databases.length, hash: plan.hash, held: plan.held?.hash });
  // Where the removal of links waits for a person, nothing is taken from what is out of sight either.
  const removals = plan.held === undefined;
  const places = await placesOf(context, shared, removals);
  const tags = plan.actions.filter(({ do: what }) => what === 'grant');
  await askForParts(context, places, { removals, ...(daily && { daily }) }, toProve(context, shared, tags));
  const { refused } = await giveAll(context, tags);
  for (const { database, error } of await take(environment.bucket, deleterOf(context), plan.actions)) {
    await reportFailure(context, subjectOf({ catalogId: mesh.consumer.account, database }, causationId), causationId, error);
  }
  if (plan.held !== undefined) await tellHeld(context, plan.held, causationId);
  await tellFindings(context, shared, plan.findings, causationId);
  if (mesh.access.delegated) await tellUndelegated(context, shared, causationId);
  const passing = refused.filter(({ error }) => !isForPeople(error));
  for (const { grant, error } of refused.filter((each) => !passing.includes(each))) {
    const [product] = shared.filter(({ catalogId }) => catalogId === grant.resource.catalogId);
    if (product !== undefined) await reportFailure(context, subjectOf(product, causationId), causationId, error);
  }
  if (passing[0] !== undefined) throw passing[0].error;
}

/** What a part finds by itself, it tells by itself: that the link of one database cannot be made. */
async function tellFindings(context: Context, shared: readonly SharedDatabase[], findings: readonly Finding[], causationId: string): Promise<void> {
  const [product] = shared;
  const links = Map.groupBy(wantedLinks(context.mesh, shared), ({ name }) => name);
  const tables = new Set([...links.values()].flat().flatMap(({ name, tables: within }) => within.map((table) => `${name}.${table}`)));
  const own = findings.filter(({ about }) => links.get(about)?.length !== 1 && !tables.has(about));
  if (product !== undefined) await reportFindings(context, subjectOf(product, causationId), causationId, own);
  else for (const finding of own) logger.warn('finding', { ...finding });
}

/** What is shared by name shows to AWS RAM before it shows to roles that are no administrators. */
async function tellUndelegated(context: Context, shared: readonly SharedDatabase[], causationId: string): Promise<void> {
  const seen = new Set(shared.map(placeKey));
  for (const owner of context.mesh.trustedAccounts) {
    for (const product of namedIn(context.mesh, await listShared(owner))) {
      const finding = seen.has(placeKey(product)) ? undefined : newlyNamed(context, product);
      if (finding !== undefined) await reportFindings(context, { product, changeId: changeIdOf(causationId) }, causationId, [finding]);
    }
  }
}

/** An event is about a product: of what concerns many, one stands for all. */
function subjectOf({ catalogId, database }: Place, causationId: string) {
  return { product: { catalogId, database }, changeId: changeIdOf(causationId) };
}

async function askForParts({ environment }: Context, places: readonly Place[], how: { readonly removals: boolean; readonly daily?: boolean }, proved: ReadonlySet<string>): Promise<void> {
  const events = [...Map.groupBy(places, (place) => proved.has(placeKey(place)))].flatMap(([prove, those]) =>
    lanesOf(those).map((lane) => build(reconcileRequested, { data: { reason: 'part', places: lane, ...how, ...(prove && { prove }) } })),
  );
  await publish(environment.busName, events);
}

/** A mesh that fits in one part has one lane. */
function lanesOf(places: readonly Place[]): Place[][] {
  const length = Math.min(longestLane, Math.max(partSize, Math.ceil(places.length / fewestLanes)));
  return Array.from({ length: Math.ceil(places.length / length) }, (_, index) => places.slice(index * length, (index + 1) * length));
}

async function tellHeld({ environment, now }: Context, { hash, reason, actions }: NonNullable<Plan['held']>, causationId: string): Promise<void> {
  logger.warn('removal held', { hash, reason });
  count('removal held');
  const links = actions.flatMap(linkOf);
  const remedy = `If they shall go, put Reconcile Requested on the mesh bus with this hash in data.accept (docs/access.md). If not, look why central no longer shares them.`;
  const metadata = { causationId, occurredAt: new Date(now()).toISOString(), schemaVersion: 1 as const };
  await publish(environment.busName, [build(removalHeld, { metadata, data: { hash, reason, links: links.slice(0, 100), remedy } })]);
}

function linkOf(removal: Removal): readonly string[] {
  if (removal.do === 'delete link' || removal.do === 'delete home') return [removal.name];
  return removal.do === 'delete table link' ? [`${removal.home}.${removal.name}`] : [];
}
