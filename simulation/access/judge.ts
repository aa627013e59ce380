import { allWantedGrants } from '../../shared/access/grants.ts';
import { planLinks, wantedLinks } from '../../shared/access/links.ts';
import type { AccessState } from '../../shared/access/state.ts';
import { grantKey, minus, type Grant } from '../../shared/catalog/grant-plan.ts';
import type { Receipt } from '../../shared/catalog/receipt.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import { accounts } from '../places.ts';
import { ownRoles, touched } from './any.ts';

export interface Finding {
  readonly invariant: 'what is desired is actual' | 'nothing foreign touched' | 'nothing of ours is left over' | 'nothing widened' | 'a second plan is empty';
  readonly text: string;
}

type Actual = AccessState & { readonly receipts: readonly Receipt[] };

/** What has to hold when the faults are over and reconcile has run. `meshes`: every version that was deployed, the last one last. */
export function judge(meshes: readonly Mesh[], before: Actual, after: Actual): Finding[] {
  const mesh = meshes.at(-1);
  if (mesh === undefined) throw new Error('a story without a mesh');
  const wanted = allWantedGrants(mesh, after.shared, ownRoles);
  // What stands in the way is told to a person, and nothing is done around it.
  const refused = new Set(planLinks(wantedLinks(mesh, after.shared), after.databases).findings.flatMap(({ about }) => about.split('.')[0] ?? []));
  return [
    ...links(mesh, after, refused),
    ...(refused.size > 0 ? [] : grants(wanted, after)),
    ...foreign(before, after).map((text): Finding => ({ invariant: 'nothing foreign touched', text })),
    ...widened(meshes, before, after),
  ];
}

function links(mesh: Mesh, { shared, databases }: Actual, refused: ReadonlySet<string>): Finding[] {
  const wanted = wantedLinks(mesh, shared);
  const missing = wanted.flatMap(({ name, target, links: kind, tables }): Finding[] => {
    if (refused.has(name)) return [];
    const found = databases.find((database) => database.name === name);
    const isLink = found?.target?.catalogId === target.catalogId && found.target.database === target.database;
    const isHome = found?.ours === true && found.target === undefined && tables.every((table) => found.tables?.some((each) => each.name === table) === true);
    return (kind === 'tables' ? isHome : isLink) ? [] : [{ invariant: 'what is desired is actual', text: `the link ${name} is not right: ${JSON.stringify(found)}` }];
  });
  const left = databases.filter(({ name, ours, tables }) => ours === true && name.startsWith('rl_') && !wanted.some((each) => each.name === name) && (tables ?? []).every((table) => table.target !== undefined));
  return [...missing, ...left.map(({ name }): Finding => ({ invariant: 'nothing of ours is left over', text: `the link ${name}` }))];
}

function grants(wanted: readonly Grant[], after: Actual): Finding[] {
  const missing = minus(wanted, after.grants).map((grant): Finding => ({ invariant: 'what is desired is actual', text: `missing: ${say(grant)}` }));
  // What Lake Formation does not show can be taken back by nobody: it waits, marked.
  const open = after.receipts.filter(({ outOfSight }) => outOfSight !== true);
  const left = minus(open, wanted).map((grant): Finding => ({ invariant: 'nothing of ours is left over', text: say(grant) }));
  return [...missing, ...left];
}

/** Nobody holds more than he held before, or than some version of mesh.yml says of what there is or was. */
function widened(meshes: readonly Mesh[], before: Actual, after: Actual): Finding[] {
  const ever = new Map([...before.shared, ...after.shared].map((each) => [`${each.catalogId} ${each.database}`, each]));
  const shared = [...ever.values()].map((each) => ({ ...each, tables: ['t1', 't2', 'u1'] }));
  const allowed = meshes.flatMap((mesh) => allWantedGrants(mesh, shared, ownRoles));
  const readers = after.grants.filter(({ principal }) => principal.includes(':role/') && !/:role\/(platform-admin|meshloop)$/.test(principal));
  return minus(minus(readers, before.grants), allowed).map((grant) => ({ invariant: 'nothing widened', text: say(grant) }));
}

/** Grants on what is out of sight, or gone, are not shown to anybody. */
function foreign(before: Actual, after: Actual): readonly string[] {
  const isSeen = ({ resource }: Grant) => {
    if (resource.kind === 'tagged') return true;
    if (resource.catalogId === accounts.consumer) return after.databases.some(({ name }) => name === resource.database);
    const seen = after.shared.find(({ catalogId, database }) => catalogId === resource.catalogId && database === resource.database);
    return seen !== undefined && (resource.kind !== 'table' || seen.tables.includes(resource.table));
  };
  return touched({ ...before, grants: before.grants.filter(isSeen) }, after);
}

function say(grant: Grant): string {
  return `${grantKey(grant)} ${grant.permissions.join(' ')}`;
}
