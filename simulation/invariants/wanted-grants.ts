import { matchesGlob } from '../../shared/mesh/glob.ts';
import type { Access, Mesh, Subscription } from '../../shared/mesh/mesh.ts';
import { accounts } from '../places.ts';

/** `principal may permission on resource`, in the words of `readAftermath`. */
export function grantText(principal: string, permission: string, resource: string): string {
  return `${principal} may ${permission} on ${resource}`;
}

/**
 * What mesh.yml says about who may read a database's tables: written down here once more, from docs/configuration.md, so that a
 * mistake in the functions' own plan shows.
 */
export function wantedGrants(mesh: Mesh, database: string, tables: readonly string[]): ReadonlySet<string> {
  const key = [database, ...tables].join(' ');
  const ofMesh = known.get(mesh) ?? new Map<string, ReadonlySet<string>>();
  known.set(mesh, ofMesh);
  const wanted = ofMesh.get(key) ?? workedOut(mesh, database, tables);
  ofMesh.set(key, wanted);
  return wanted;
}

/** Asked again for every table that is told of, of a handful of meshes and tables. */
const known = new WeakMap<Mesh, Map<string, ReadonlySet<string>>>();

function workedOut(mesh: Mesh, database: string, tables: readonly string[]): ReadonlySet<string> {
  const wanted = new Set<string>();
  for (const subscription of mesh.subscriptions.filter((each) => matchesGlob(each.database, database))) {
    for (const { arn, permissions, access } of readersOf(subscription)) {
      wanted.add(grantText(arn, 'DESCRIBE', `${accounts.consumer} database ${subscription.link ?? `rl_${database}`}`));
      if (access.by === 'tags') {
        const tags = Object.entries(access.lfTags).map(([key, values]) => `${key}=${values.join('|')}`).join(' and ');
        wanted.add(grantText(arn, 'DESCRIBE', `${accounts.central} every database with ${tags}`));
        for (const permission of permissions) wanted.add(grantText(arn, permission, `${accounts.central} every table with ${tags}`));
      } else {
        wanted.add(grantText(arn, 'DESCRIBE', `${accounts.central} database ${database}`));
        const readable = tables.filter((table) => access.tables.some((pattern) => matchesGlob(pattern, table)));
        for (const table of readable) for (const permission of permissions) wanted.add(grantText(arn, permission, `${accounts.central} table ${database}.${table}`));
      }
    }
  }
  return wanted;
}

function readersOf({ name, access, roles }: Subscription): readonly { readonly arn: string; readonly permissions: readonly string[]; readonly access: Access }[] {
  const own = [`meshloop-dev-reader-${name}`, 'meshloop-dev-pipeline'];
  const everything = ['SELECT', 'DESCRIBE'];
  return [...own.map((role) => ({ arn: `arn:aws:iam::${accounts.consumer}:role/${role}`, permissions: everything, access })), ...roles];
}
