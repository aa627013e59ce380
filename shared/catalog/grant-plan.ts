import { matchesGlob } from '../mesh/glob.ts';
import type { Access, Subscription } from '../mesh/mesh.ts';

export type Permission = 'SELECT' | 'DESCRIBE';

/** What a grant is about. Named as Lake Formation names it. */
export type Resource =
  | { readonly kind: 'database'; readonly catalogId: string; readonly database: string }
  | { readonly kind: 'table'; readonly catalogId: string; readonly database: string; readonly table: string }
  | { readonly kind: 'all tables'; readonly catalogId: string; readonly database: string }
  | {
      readonly kind: 'tagged';
      readonly catalogId: string;
      readonly type: 'DATABASE' | 'TABLE';
      readonly tags: Readonly<Record<string, readonly string[]>>;
    };

export interface Grant {
  readonly principal: string;
  readonly resource: Resource;
  readonly permissions: readonly Permission[];
}

export interface Wanted {
  readonly subscription: Subscription;
  readonly consumer: string;
  /** The database of the central catalog, and what is visible in it. */
  readonly target: { readonly catalogId: string; readonly database: string; readonly tables: readonly string[] };
  readonly link: string;
  /** Roles of our own that read with the subscription's access. */
  readonly ownRoles: readonly string[];
}

/** Every grant that the subscription needs: to describe the link, and to read what it points to. */
export function wantedGrants({ subscription, consumer, target, link, ownRoles }: Wanted): readonly Grant[] {
  const both: readonly Permission[] = ['SELECT', 'DESCRIBE'];
  const readers = [
    ...ownRoles.map((principal) => ({ principal, permissions: both, access: subscription.access })),
    ...subscription.roles.map(({ arn, permissions, access }) => ({ principal: arn, permissions, access })),
  ];
  return readers.flatMap(({ principal, permissions, access }) => [
    { principal, resource: { kind: 'database', catalogId: consumer, database: link }, permissions: ['DESCRIBE'] },
    ...accessGrants(principal, permissions, access, target),
  ]);
}

function accessGrants(principal: string, permissions: readonly Permission[], access: Access, target: Wanted['target']): readonly Grant[] {
  const { catalogId, database } = target;
  if (access.by === 'tags') {
    return [
      { principal, resource: { kind: 'tagged', catalogId, type: 'DATABASE', tags: access.lfTags }, permissions: ['DESCRIBE'] },
      { principal, resource: { kind: 'tagged', catalogId, type: 'TABLE', tags: access.lfTags }, permissions },
    ];
  }
  const grants: Grant[] = [{ principal, resource: { kind: 'database', catalogId, database }, permissions: ['DESCRIBE'] }];
  if (access.tables.includes('*')) return [...grants, { principal, resource: { kind: 'all tables', catalogId, database }, permissions }];
  const tables = target.tables.filter((table) => access.tables.some((pattern) => matchesGlob(pattern, table)));
  return [
    ...grants,
    ...tables.map((table): Grant => ({ principal, resource: { kind: 'table', catalogId, database, table }, permissions })),
  ];
}

/** The grants that are missing. A grant in part is asked for as a whole: granting again does no harm. */
export function missingGrants(wanted: readonly Grant[], existing: readonly Grant[]): readonly Grant[] {
  const held = new Set(existing.flatMap(single));
  return wanted.filter((grant) => single(grant).some((permission) => !held.has(permission)));
}

/** At most 20 entries fit in one BatchGrantPermissions (Lake Formation developer guide). */
export function grantBatches(grants: readonly Grant[], size = 20): readonly (readonly Grant[])[] {
  return Array.from({ length: Math.ceil(grants.length / size) }, (_, index) => grants.slice(index * size, (index + 1) * size));
}

function single({ principal, resource, permissions }: Grant): readonly string[] {
  return permissions.map((permission) => JSON.stringify([principal, resourceKey(resource), permission]));
}

/** Equal for the same resource, however it was written. */
export function resourceKey(resource: Resource): string {
  if (resource.kind !== 'tagged') {
    return JSON.stringify([resource.kind, resource.catalogId, resource.database, resource.kind === 'table' ? resource.table : null]);
  }
  const tags = Object.entries(resource.tags).map(([key, values]) => [key, values.toSorted()] as const);
  return JSON.stringify([resource.kind, resource.catalogId, resource.type, tags.toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}
