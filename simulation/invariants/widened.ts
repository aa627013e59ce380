import type { Finding } from '../finding.ts';
import { accounts, platformAdmin } from '../places.ts';
import { meshesOf, productsOf, type Evidence } from './evidence.ts';
import { grantText, wantedGrants } from './wanted-grants.ts';

const invariant = 'nothing widened';

/** Nobody holds more than some version of mesh.yml says, apart from what was held before and what people have of their own. */
export function nothingWidened(evidence: Evidence): Finding[] {
  const shared = [...everShared(evidence)];
  const allowed = meshesOf(evidence).flatMap((mesh) => shared.map(([database, tables]) => wantedGrants(mesh, database, tables)));
  const before = new Set(evidence.heldBefore.map(({ principal, permission, resource }) => grantText(principal, permission, resource)));
  return evidence.aftermath.grants.flatMap(({ principal, permission, resource, grantable }): Finding[] => {
    const grant = grantText(principal, permission, resource);
    // What central shares with the account, and what a person has of what he made.
    if (before.has(grant) || principal === accounts.consumer || principal === platformAdmin) return [];
    if (!allowed.some((grants) => grants.has(grant))) return [{ invariant, text: `mesh.yml never said that ${grant}` }];
    return grantable ? [{ invariant, text: `${principal} may grant ${permission} on ${resource} to others` }] : [];
  });
}

/** The databases that people made, with the tables that they registered there. */
function everShared(evidence: Evidence): ReadonlyMap<string, readonly string[]> {
  const products = Map.groupBy(productsOf(evidence), ({ database }) => database);
  const made = evidence.history.deeds.flatMap(({ deed }) => (deed.kind === 'make database' ? [deed.database] : []));
  return new Map([...made, ...products.keys()].map((database) => [database, (products.get(database) ?? []).map(({ table }) => table)]));
}
