import { catalogOf, subscriptionsOf } from '../catalog/product.ts';
import { resourceKey, type Resource } from '../catalog/grant-plan.ts';
import { isGlob } from '../mesh/glob.ts';
import type { Access, Mesh, Subscription } from '../mesh/mesh.ts';

/** The roles of ours that link, grant and take away, by ARN. */
export interface Team {
  readonly linkProduct: string;
  readonly grantAccess: string;
  readonly reconcile: string;
}

/** Something that a data lake administrator gives to one of our roles, which are none themselves. */
export interface Delegation {
  readonly principal: string;
  /** Undefined: the consumer's own catalog. */
  readonly resource?: Resource;
  readonly permissions: readonly ('CREATE_DATABASE' | 'SELECT' | 'DESCRIBE')[];
  /** Whether the role may pass it on. */
  readonly grantable: boolean;
}

interface Shared {
  readonly catalogId: string;
  readonly database: string;
  readonly table?: string | undefined;
}

/** What is given once: to make links, and to pass on what the LF-Tag expressions of mesh.yml reach. */
export function lastingDelegations(mesh: Mesh, team: Team): readonly Delegation[] {
  const tagged = mesh.subscriptions.flatMap((subscription) =>
    accessesOf(subscription).flatMap((access) => (access.by === 'tags' ? byTags(catalogOf(mesh, subscription), access.lfTags, team) : [])),
  );
  return distinct([{ principal: team.linkProduct, permissions: ['CREATE_DATABASE'], grantable: false }, ...tagged]);
}

/** What is given for each product that is shared by name. */
export function namedDelegations(mesh: Mesh, team: Team, product: Shared): readonly Delegation[] {
  const { catalogId, database } = product;
  const named = subscriptionsOf(mesh, product).flatMap((subscription) => accessesOf(subscription).flatMap((access) => (access.by === 'tables' ? [access.tables] : [])));
  return distinct(named.flatMap((tables) => byName({ catalogId, database }, tablesOf(tables, product.table), team)));
}

/** All that mesh.yml needs, as far as it names databases. */
export function allDelegations(mesh: Mesh, team: Team): readonly Delegation[] {
  const named = mesh.subscriptions
    .filter(({ database }) => !isGlob(database))
    .flatMap((subscription) => namedDelegations(mesh, team, { catalogId: catalogOf(mesh, subscription), database: subscription.database }));
  return distinct([...lastingDelegations(mesh, team), ...named]);
}

function accessesOf({ access, roles }: Subscription): readonly Access[] {
  return [access, ...roles.map((role) => role.access)];
}

function byTags(catalogId: string, tags: Readonly<Record<string, readonly string[]>>, team: Team): readonly Delegation[] {
  const databases: Resource = { kind: 'tagged', catalogId, type: 'DATABASE', tags };
  const tables: Resource = { kind: 'tagged', catalogId, type: 'TABLE', tags };
  return [{ principal: team.linkProduct, resource: databases, permissions: ['DESCRIBE'], grantable: false }, ...passedOn(databases, [tables], team)];
}

function byName(place: { readonly catalogId: string; readonly database: string }, tables: readonly (string | undefined)[], team: Team): readonly Delegation[] {
  const database: Resource = { kind: 'database', ...place };
  const named = tables.map((table): Resource => (table === undefined ? { kind: 'all tables', ...place } : { kind: 'table', ...place, table }));
  return [{ principal: team.linkProduct, resource: database, permissions: ['DESCRIBE'], grantable: false }, ...passedOn(database, named, team)];
}

function passedOn(database: Resource, tables: readonly Resource[], { grantAccess, reconcile }: Team): readonly Delegation[] {
  return [grantAccess, reconcile].flatMap((principal): Delegation[] => [
    { principal, resource: database, permissions: ['DESCRIBE'], grantable: true },
    ...tables.map((resource): Delegation => ({ principal, resource, permissions: ['SELECT', 'DESCRIBE'], grantable: true })),
  ]);
}

/** Undefined: all tables. Of a pattern only the changed table is known by its name. */
function tablesOf(patterns: readonly string[], changed: string | undefined): readonly (string | undefined)[] {
  if (patterns.includes('*')) return [undefined];
  return [...new Set(patterns.map((pattern) => (isGlob(pattern) ? changed : pattern)))];
}

function distinct(delegations: readonly Delegation[]): readonly Delegation[] {
  const keyOf = ({ principal, resource }: Delegation) => `${principal} ${resource === undefined ? '' : resourceKey(resource)}`;
  return [...new Map(delegations.map((delegation) => [keyOf(delegation), delegation])).values()];
}
