import type { Finding } from '../finding.ts';
import { findingsFor } from './desired.ts';
import { lastMesh, subscriptionOf, type Evidence } from './evidence.ts';
import { isTaken } from './taken.ts';

/** Of what is shared, all that the last mesh.yml asks for is there, whatever was lost, revoked or given up before. */
export function allIsRepaired(evidence: Evidence): Finding[] {
  const mesh = lastMesh(evidence);
  const products = [...evidence.aftermath.shared].flatMap(([database, tables]) => tables.map((table) => ({ database, table })));
  return products
    .filter((product) => subscriptionOf(mesh, product) !== undefined && !isTaken(evidence, mesh, product))
    .flatMap((product) => findingsFor(evidence, mesh, product))
    .map(({ text }) => ({ invariant: 'all is repaired', text }));
}
