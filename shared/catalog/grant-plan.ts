import { matchesGlob } from '../mesh/glob.ts';
import type { Access, Subscription } from '../mesh/mesh.ts';

/** What a principal may be given: permissions, and its opt-in where a location is in hybrid access mode. */
export type Permission = 'SELECT' | 'DESCRIBE' | 'OPT_IN';

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
  /** The shared database, and what is visible in it. */
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
  const optIn: readonly Permission[] = subscription.hybridAccess ? ['OPT_IN'] : [];
  return readers.flatMap(({ principal, permissions, access }) => [
    { principal, resource: { kind: 'database', catalogId: consumer, database: link }, permissions: ['DESCRIBE'] },
    ...linkedTables(subscription, access, target.tables).map((table): Grant => {
      return { principal, resource: { kind: 'table', catalogId: consumer, database: link, table }, permissions: ['DESCRIBE'] };
    }),
    ...accessGrants(principal, permissions, access, target).map((grant) => ({ ...grant, permissions: [...grant.permissions, ...optIn] })),
  ]);
}

/** The tables that have a link of their own and that the role may read by name; by tags Lake Formation decides. */
function linkedTables({ links, tables }: Subscription, access: Access, visible: readonly string[]): readonly string[] {
  if (links === 'database') return [];
  const patterns = access.by === 'tables' ? access.tables : tables;
  const fits = (table: string, globs: readonly string[]) => globs.some((pattern) => matchesGlob(pattern, table));
  return visible.filter((table) => fits(table, tables) && fits(table, patterns));
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

/** What is wanted and not held, each principal and resource once: a receipt must name only what was absent. */
export function missingGrants(wanted: readonly Grant[], existing: readonly Grant[]): readonly Grant[] {
  return minus(wanted, existing);
}

/** At most 20 entries fit in one BatchGrantPermissions (Lake Formation developer guide). */
export function grantBatches(grants: readonly Grant[], size = 20): readonly (readonly Grant[])[] {
  return Array.from({ length: Math.ceil(grants.length / size) }, (_, index) => grants.slice(index * size, (index + 1) * size));
}

/** The grants of `all` without every permission that `taken` has. Equal principals and resources are joined; order is kept. */
export function minus(all: readonly Grant[], taken: readonly Grant[]): readonly Grant[] {
  return those(all, taken, false);
}

/** What both have. */
export function common(some: readonly Grant[], others: readonly Grant[]): readonly Grant[] {
  return those(some, others, true);
}

function those(grants: readonly Grant[], others: readonly Grant[], areThere: boolean): readonly Grant[] {
  const there = rightsOf(others);
  return [...rightsOf(grants)].flatMap(([key, { grant, rights }]) => {
    const permissions = [...rights].filter((permission) => (there.get(key)?.rights.has(permission) === true) === areThere);
    return permissions.length > 0 ? [{ ...grant, permissions }] : [];
  });
}

/** Each principal and resource once, with all that any of the grants gives. */
export function joined(grants: readonly Grant[]): readonly Grant[] {
  return [...rightsOf(grants).values()].map(({ grant, rights }) => ({ ...grant, permissions: [...rights] }));
}

/** By principal and resource: the first grant, and what any of them gives. */
function rightsOf(grants: readonly Grant[]): ReadonlyMap<string, { readonly grant: Grant; readonly rights: Set<Permission> }> {
  const all = new Map<string, { readonly grant: Grant; readonly rights: Set<Permission> }>();
  for (const grant of grants) {
    const key = grantKey(grant);
    const known = all.get(key);
    if (known === undefined) all.set(key, { grant, rights: new Set(grant.permissions) });
    else for (const permission of grant.permissions) known.rights.add(permission);
  }
  return all;
}

/** Equal for the same principal and resource. */
export function grantKey({ principal, resource }: Pick<Grant, 'principal' | 'resource'>): string {
  return `${principal} ${resourceKey(resource)}`;
}

const keys = new WeakMap<Resource, string>();

/** Equal for the same resource, however it was written. */
export function resourceKey(resource: Resource): string {
  // A plan asks for the key of each resource many times.
  const known = keys.get(resource);
  if (known !== undefined) return known;
  const key = keyOf(resource);
  keys.set(resource, key);
  return key;
}

function keyOf(resource: Resource): string {
  if (resource.kind !== 'tagged') {
    return JSON.stringify([resource.kind, resource.catalogId, resource.database, resource.kind === 'table' ? resource.table : null]);
  }
  const tags = Object.entries(resource.tags).map(([key, values]) => [key, values.toSorted()] as const);
  return JSON.stringify([resource.kind, resource.catalogId, resource.type, tags.toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}
