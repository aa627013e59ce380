import { matchesGlob } from '../../shared/mesh/glob.ts';
import type { Mesh, Subscription } from '../../shared/mesh/mesh.ts';
import type { Aftermath, HeldGrant } from '../aftermath.ts';
import type { History } from '../history.ts';
import { sameData } from '../data.ts';
import { meshNamed } from '../meshes.ts';
import type { Product } from '../story.ts';

/** All that the invariants look at. */
export interface Evidence {
  readonly history: History;
  readonly aftermath: Aftermath;
  /** What principals held before the story began. */
  readonly heldBefore: readonly HeldGrant[];
}

/** Every version of mesh.yml that was deployed, the last one last. */
export function meshesOf({ history }: Evidence): readonly Mesh[] {
  return history.meshes.map(({ name }) => meshNamed(name));
}

export function lastMesh(evidence: Evidence): Mesh {
  const mesh = meshesOf(evidence).at(-1);
  if (mesh === undefined) throw new Error('a simulation without a mesh');
  return mesh;
}

/** The versions of mesh.yml by which the product may have been treated since a moment. */
export function meshesSince(evidence: Evidence, time: number): readonly Mesh[] {
  const { meshes } = evidence.history;
  const first = meshes.findLastIndex((each) => each.time <= time);
  return meshes.slice(Math.max(0, first)).map(({ name }) => meshNamed(name));
}

export function subscriptionOf(mesh: Mesh, { database, table }: Product): Subscription | undefined {
  return mesh.subscriptions.find(
    (subscription) => matchesGlob(subscription.database, database) && subscription.tables.some((pattern) => matchesGlob(pattern, table)),
  );
}

/** The tables that were registered, each once. */
export function productsOf({ history }: Evidence): readonly Product[] {
  const registered = history.deeds.flatMap(({ deed, done }) => (deed.kind === 'register' && done ? [deed.product] : []));
  return [...new Map(registered.map((product) => [nameOf(product), product])).values()];
}

export function nameOf({ database, table }: Product): string {
  return `${database}.${table}`;
}

/** When somebody last changed the product or its share. */
export function lastChange({ history }: Evidence, { database, table }: Product): number {
  const changes = history.deeds.filter(({ deed, done }) => {
    if (!done) return false;
    if (deed.kind === 'register' || deed.kind === 'register again') return deed.product.database === database && deed.product.table === table;
    return deed.kind === 'share' && deed.database === database;
  });
  return changes.at(-1)?.time ?? 0;
}

/** When the data that the product has now came, however often the same was registered again since. */
export function lastNewData({ history }: Evidence, { database, table }: Product): number {
  const versions = history.deeds.flatMap(({ deed, done, time }) =>
    done && (deed.kind === 'register' || deed.kind === 'register again') && deed.product.database === database && deed.product.table === table ? [{ time, data: deed.data }] : [],
  );
  const last = versions.at(-1);
  const before = versions.findLastIndex(({ data }) => last !== undefined && !sameData(data, last.data));
  return versions[before + 1]?.time ?? 0;
}
