import { matchesGlob } from '../../shared/mesh/glob.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import type { Evidence } from './evidence.ts';

/** The name that the link of a database has, or would have. */
export function linkOf(mesh: Mesh, database: string): string {
  return mesh.subscriptions.find((subscription) => matchesGlob(subscription.database, database))?.link ?? `rl_${database}`;
}

/** Whether somebody made a database under the name that the link would have: nothing is done there but to tell of it. */
export function isTaken({ history }: Evidence, mesh: Mesh, { database }: { readonly database: string }): boolean {
  return history.deeds.some(({ deed, done }) => done && deed.kind === 'take a link name' && deed.link === linkOf(mesh, database));
}
