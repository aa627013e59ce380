import type { AccessState, OwnDatabase, SharedDatabase } from '../access/state.ts';
import { allWantedGrants, type OwnRoles } from '../access/grants.ts';
import { wantedLinks } from '../access/links.ts';
import { grantKey, resourceKey, type Grant, type Resource } from '../catalog/grant-plan.ts';
import type { Receipt } from '../catalog/receipt.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { findGrants, listGrants, listOptIns, listPolicies, mayPassOn } from './held-grants.ts';
import { readReceipts, type Place } from './receipts.ts';
import { visible } from './visible.ts';

export interface Scope {
  readonly shared: readonly SharedDatabase[];
  readonly databases: readonly OwnDatabase[];
  /** Receipts that are to be looked at. None where nothing shall be taken back. */
  readonly receipts: readonly Receipt[];
  readonly part?: AccessState['part'];
}

/** Reads who holds what, as far as the scope goes. */
export async function readAccess(mesh: Mesh, ownRoles: OwnRoles, { shared, databases, receipts, part }: Scope): Promise<AccessState> {
  const wanted = allWantedGrants(mesh, shared, ownRoles).filter(({ resource }) => isPart(resource, part));
  const named = wanted.map(({ resource }) => resource).filter(({ kind }) => kind !== 'tagged');
  const seen = databases.map(({ name }) => name);
  // A link that is still to be made holds no grants.
  const there = named.filter((resource) => !isOwn(mesh, resource) || (resource.kind !== 'tagged' && seen.includes(resource.database)));
  const grants = [...(await grantsOn(mesh, there)), ...(await policiesOf([...wanted, ...receipts])), ...(await optInsOf([...wanted, ...receipts]))];
  const { kept, held } = await lookForUnwanted(mesh, receipts, new Set(wanted.map(({ resource }) => resourceKey(resource))));
  return { shared, databases, grants: [...grants, ...held], receipts: kept, ...(part && { part }) };
}

/** Receipts of a database and, where it is shared, of the links that lead to it. Once it is not, its link may be another one's. */
export async function receiptsAbout(bucket: string, mesh: Mesh, place: Place, shared: readonly SharedDatabase[]): Promise<readonly Receipt[]> {
  const links = new Set(wantedLinks(mesh, shared).map(({ name }) => name));
  const places = [place, ...[...links].map((database) => ({ catalogId: mesh.consumer.account, database }))];
  const receipts: Receipt[] = [];
  for (const each of places) receipts.push(...(await readReceipts(bucket, each)));
  return receipts;
}

async function grantsOn(mesh: Mesh, resources: readonly Resource[]): Promise<readonly Grant[]> {
  const grants: Grant[] = [];
  for (const [own, those] of Map.groupBy(resources, (resource) => isOwn(mesh, resource))) {
    if (!own) grants.push(...(await visible('What central shares', listGrants(those))));
    // A table link may be still to be made.
    else for (const resource of new Map(those.map((each) => [resourceKey(each), each])).values()) grants.push(...((await findGrants(resource)) ?? []));
  }
  return grants;
}

/** What is on receipts alone: held where Lake Formation shows it, and taken for held where another account's catalog shows nothing. */
async function lookForUnwanted(
  mesh: Mesh,
  receipts: readonly Receipt[],
  read: ReadonlySet<string>,
): Promise<{ kept: readonly Receipt[]; held: readonly Grant[] }> {
  const kept: Receipt[] = [];
  const held: Grant[] = [];
  for (const [key, those] of Map.groupBy(receipts, ({ resource }) => resourceKey(resource))) {
    const [first] = those;
    if (first === undefined) continue;
    if (first.resource.kind === 'tagged') {
      const isMarked = those.some(({ outOfSight }) => outOfSight === true);
      // Lake Formation would refuse to take it back as before.
      const inSight = !isMarked || (await mayPassOn(first.resource));
      kept.push(...those.filter(({ outOfSight }) => inSight || outOfSight !== true));
      continue;
    }
    if (read.has(key)) {
      kept.push(...those);
      continue;
    }
    // What was in our own catalog took its grants along.
    const found = (await findGrants(first.resource)) ?? (isOwn(mesh, first.resource) ? [] : undefined);
    const open = found === undefined ? those.filter(({ outOfSight }) => outOfSight !== true) : those;
    kept.push(...open);
    held.push(...(found ?? open));
  }
  return { kept, held };
}

async function policiesOf(grants: readonly Grant[]): Promise<readonly Grant[]> {
  const tagged = grants.filter(({ resource }) => resource.kind === 'tagged');
  const policies: Grant[] = [];
  for (const [catalogId, those] of Map.groupBy(tagged, ({ resource }) => resource.catalogId)) {
    policies.push(...(await listPolicies(new Set(those.map(({ principal }) => principal)), catalogId)));
  }
  return policies;
}

async function optInsOf(grants: readonly Grant[]): Promise<readonly Grant[]> {
  const about = new Set(grants.filter(({ permissions }) => permissions.includes('OPT_IN')).map(grantKey));
  const principals = new Set(grants.filter(({ permissions }) => permissions.includes('OPT_IN')).map(({ principal }) => principal));
  const optIns: Grant[] = [];
  for (const principal of principals) optIns.push(...(await listOptIns(principal)).filter((optIn) => about.has(grantKey(optIn))));
  return optIns;
}

function isOwn(mesh: Mesh, { catalogId }: Resource): boolean {
  return catalogId === mesh.consumer.account;
}

function isPart({ kind }: Resource, part: AccessState['part']): boolean {
  return part === undefined || (part === 'tags') === (kind === 'tagged');
}
