import type { Permission } from '@aws-sdk/client-lakeformation';
import type { Cloud } from '../core/cloud.ts';
import type { Caller } from '../core/service.ts';
import { notAuthorized } from './errors.ts';
import { sameExpression } from './expression.ts';
import { expand } from './permissions.ts';
import { everyoneIn, isAdministrator, principalOf } from './principals.ts';
import { ALL_TABLES, type LakeResource } from './resource.ts';
import type { Rights } from './rights.ts';
import type { Grant, Lakes } from './state.ts';

export interface GrantQuestion {
  readonly caller: Caller;
  readonly resource: LakeResource;
  readonly permissions: readonly Permission[];
}

/** @throws AwsError AccessDeniedException unless the caller may give or take back these permissions */
export function assertMayGrant(cloud: Cloud, lakes: Lakes, rights: Rights, question: GrantQuestion): void {
  const { caller, resource } = question;
  const allowed =
    resource.catalogId === caller.accountId ? mayGrantOwn(cloud, lakes, rights, question) : mayPassOn(lakes, rights, question);
  if (!allowed) throw notAuthorized();
}

/** In one's own catalog: administrators, creators, and who holds the grant option. */
function mayGrantOwn(cloud: Cloud, lakes: Lakes, rights: Rights, { caller, resource, permissions }: GrantQuestion): boolean {
  const lake = lakes.of(caller.accountId);
  if (isAdministrator(lake, caller)) return true;
  if (creatorOf(cloud, lakes, resource) === principalOf(caller)) return true;
  return grantable(rights.ownGrants(caller, resource), resource, permissions);
}

/** What another account shares: its administrators, or who was given the grant option there. */
function mayPassOn(lakes: Lakes, rights: Rights, { caller, resource, permissions }: GrantQuestion): boolean {
  const administrator = isAdministrator(lakes.of(caller.accountId), caller);
  const shared = rights.sharedWith(caller.accountId, resource);
  const own = rights.ownGrants(caller, resource);
  if (resource.kind === 'policy') return mayPassOnPolicy(administrator, shared, own, resource, permissions);
  return grantable(shared, resource, permissions) && (administrator || grantable(own, resource, permissions));
}

/**
 * The two rules of the developer guide's "Permission cascading rules": an expression that is identical to the shared one needs
 * the grant option on it, and only that rule is looked at; any other needs DESCRIBE on every tag value that it names.
 */
function mayPassOnPolicy(
  administrator: boolean,
  shared: readonly Grant[],
  own: readonly Grant[],
  resource: Extract<LakeResource, { kind: 'policy' }>,
  permissions: readonly Permission[],
): boolean {
  const identical = shared.some(
    (grant) =>
      grant.resource.kind === 'policy' &&
      grant.resource.type === resource.type &&
      sameExpression(grant.resource.expression, resource.expression),
  );
  if (identical) return grantable(shared, resource, permissions) && (administrator || grantable(own, resource, permissions));
  const describes = (grants: readonly Grant[]) =>
    resource.expression.every(({ key, values }) => values.every((value) => grants.some((grant) => describesTag(grant, key, value))));
  return resource.expression.length > 0 && describes(shared) && (administrator || describes(own));
}

function describesTag({ resource, permissions }: Grant, key: string, value: string): boolean {
  return (
    resource.kind === 'tag' &&
    resource.key === key &&
    (resource.values.includes(value) || resource.values.includes('*')) &&
    permissions.has('DESCRIBE')
  );
}

/** Whether the grants, taken together, hold the grant option for each permission on the resource. */
function grantable(grants: readonly Grant[], resource: LakeResource, permissions: readonly Permission[]): boolean {
  const held = new Set(
    grants.filter((grant) => contains(grant.resource, resource)).flatMap((grant) => [...expand(grant.grantable, grant.resource)]),
  );
  return permissions.every((permission) => held.has(permission));
}

/** Whether what is granted on `wide` reaches `narrow` too. */
function contains(wide: LakeResource, narrow: LakeResource): boolean {
  if (wide.kind === 'catalog') return narrow.kind === 'catalog';
  if (wide.kind === 'database') return narrow.kind === 'database' && narrow.database === wide.database;
  if (wide.kind === 'table') {
    return (
      (narrow.kind === 'table' || narrow.kind === 'columns') &&
      narrow.database === wide.database &&
      [ALL_TABLES, narrow.table].includes(wide.table)
    );
  }
  if (wide.kind === 'columns') {
    if (narrow.kind !== 'columns' || narrow.database !== wide.database || narrow.table !== wide.table) return false;
    if (!('include' in wide.columns)) return JSON.stringify(wide.columns) === JSON.stringify(narrow.columns);
    const { include } = wide.columns;
    return 'include' in narrow.columns && narrow.columns.include.every((column) => include.includes(column));
  }
  if (wide.kind === 'location') return narrow.kind === 'location' && (narrow.arn === wide.arn || narrow.arn.startsWith(`${wide.arn}/`));
  if (wide.kind === 'tag') {
    return (
      narrow.kind === 'tag' &&
      narrow.key === wide.key &&
      narrow.values.every((value) => wide.values.includes(value) || wide.values.includes('*'))
    );
  }
  return narrow.kind === 'policy' && narrow.type === wide.type && sameExpression(narrow.expression, wide.expression);
}

function creatorOf(cloud: Cloud, lakes: Lakes, resource: LakeResource): string | undefined {
  switch (resource.kind) {
    case 'database':
      return cloud.glue.database(resource.catalogId, resource.database)?.creator;
    case 'table':
    case 'columns':
      return cloud.glue.table(resource.catalogId, resource.database, resource.table)?.creator;
    case 'tag':
      return lakes.of(resource.catalogId).tags.get(resource.key)?.creator;
    default:
      return undefined;
  }
}

export function isCallersPrincipal(caller: Caller, principal: string): boolean {
  return principal === principalOf(caller) || principal === everyoneIn(caller.accountId);
}
