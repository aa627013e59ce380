import type { Grant, Resource } from '../catalog/grant-plan.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { hashOf, type Action, type Finding, type Removal } from './action.ts';
import { allWantedGrants, planGrants, type OwnRoles } from './grants.ts';
import { planLinks, wantedLinks } from './links.ts';
import type { AccessState, OwnDatabase } from './state.ts';

export interface Plan {
  /** In the order in which they are carried out: what is given before what is taken. */
  readonly actions: readonly Action[];
  readonly findings: readonly Finding[];
  /** Links whose names stand for something else. */
  readonly refused: ReadonlySet<string>;
  /** Identifies all actions, those that are held back too. */
  readonly hash: string;
  /** Removals that wait for a person's word, identified by their own hash. */
  readonly held?: { readonly actions: readonly Removal[]; readonly hash: string; readonly reason: string };
}

/**
 * Everything that brings the consumer from what it has to what mesh.yml wants of what is shared. The event path and
 * reconcile both plan with it; they differ in how much of the state they read.
 * @param accepted hashes that a person has released
 */
export function planAccess(mesh: Mesh, ownRoles: OwnRoles, state: AccessState, accepted: readonly string[] = []): Plan {
  const wanted = wantedLinks(mesh, state.shared);
  const links = planLinks(wanted, state.databases);
  const { refused } = links;
  const refusedTargets = wanted.filter(({ name }) => refused.has(name)).map(({ target }) => placeOf(target.catalogId, target.database));
  const frozen = new Set([...refused].map((name) => placeOf(mesh.consumer.account, name)).concat(refusedTargets));
  const frozenTables = new Set(links.refusedTables.map(({ home, name }) => placeOf(home, name)));
  const isFrozenTable = (resource: Resource) =>
    resource.kind === 'table' && resource.catalogId === mesh.consumer.account && frozenTables.has(placeOf(resource.database, resource.table));
  const isFrozen = (resource: Resource) =>
    resource.kind !== 'tagged' && (frozen.has(placeOf(resource.catalogId, resource.database)) || isFrozenTable(resource));
  const isPart = ({ resource }: Grant) => state.part === undefined || (state.part === 'tags') === (resource.kind === 'tagged');
  const wantedGrants = allWantedGrants(mesh, state.shared, ownRoles).filter(isPart);
  const grants = planGrants(wantedGrants, state.grants, state.receipts.filter(isPart), isFrozen);
  // Of one database nobody sees how many links go in all.
  const unlinked = state.part === 'names' ? [] : links.removals;
  const gone = new Set(unlinked.flatMap((removal) => (removal.do === 'delete link' || removal.do === 'delete home' ? [removal.name] : [])));
  const removals = inOrder(unlinked, grants.removals, new Set([...gone].map((name) => placeOf(mesh.consumer.account, name))));
  const given = [...links.actions, ...grants.actions];
  const findings = [...links.findings, ...grants.findings];
  const hash = hashOf([...given, ...removals]);
  const within = unlinked.filter((removal) => removal.do === 'delete table link' && !gone.has(removal.home)).length;
  const reason = tooMuch(mesh, state.databases, gone.size, within);
  const removalHash = hashOf(removals);
  const released = reason === undefined || accepted.includes(hash) || accepted.includes(removalHash);
  if (released) return { actions: [...given, ...removals], findings, refused, hash };
  return { actions: given, findings, refused, hash, held: { actions: removals, hash: removalHash, reason } };
}

/** A receipt is forgotten last. What is granted on a link goes with it, so that its receipt is all that is left to remove. */
function inOrder(links: readonly Removal[], grants: readonly Removal[], goes: ReadonlySet<string>): readonly Removal[] {
  const all = grants.map((removal): Removal => {
    if (removal.do !== 'revoke' || removal.grant.resource.kind === 'tagged') return removal;
    const { catalogId, database } = removal.grant.resource;
    return goes.has(placeOf(catalogId, database)) ? { do: 'forget receipt', grant: removal.grant, reason: 'it goes with its link' } : removal;
  });
  return [...all.filter((removal) => removal.do === 'revoke'), ...links, ...all.filter((removal) => removal.do !== 'revoke')];
}

/**
 * One link may always go; more only up to a share of all: a catalog that is suddenly out of sight must not take everything along. A database
 * of table links goes as one link; where it stays, links to tables are counted among their like.
 */
function tooMuch({ access }: Mesh, databases: readonly OwnDatabase[], removed: number, tablesRemoved: number): string | undefined {
  const beyond = (removal: number, all: number, what: string) => {
    const most = Math.max(1, Math.floor(all * access.removalLimit));
    return removal > most ? `${removal} of ${all} ${what} would be removed, and mesh.yml lets ${most} go at once` : undefined;
  };
  const links = databases.filter(({ target, ours }) => target !== undefined || ours === true).length;
  const toTables = databases.flatMap(({ ours, tables = [] }) => (ours === true ? tables.filter(({ target }) => target !== undefined) : [])).length;
  return beyond(removed, links, 'links') ?? beyond(tablesRemoved, toTables, 'links to tables');
}

function placeOf(catalogId: string, database: string): string {
  return JSON.stringify([catalogId, database]);
}
