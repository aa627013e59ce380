import type { Permission } from '@aws-sdk/client-lakeformation';
import type { LakeResource } from './resource.ts';
import type { Grant, Lake } from './state.ts';

export interface GrantChange {
  readonly principal: string;
  readonly resource: LakeResource;
  readonly permissions: readonly Permission[];
  readonly grantable: readonly Permission[];
}

export function findGrant(lake: Lake, principal: string, resource: LakeResource): Grant | undefined {
  return lake.grants.get(principal, resource);
}

/** Granting again what is granted changes nothing. */
export function addGrant(lake: Lake, change: GrantChange, at: number, by: string): Grant {
  const grant = lake.grants.get(change.principal, change.resource) ?? {
    principal: change.principal,
    resource: change.resource,
    permissions: new Set<Permission>(),
    grantable: new Set<Permission>(),
    createdAt: at,
    updatedAt: at,
    updatedBy: by,
  };
  const known = grant.permissions.size + grant.grantable.size;
  for (const permission of change.permissions) grant.permissions.add(permission);
  for (const permission of change.grantable) grant.grantable.add(permission);
  if (grant.permissions.size + grant.grantable.size > known) {
    grant.updatedAt = at;
    grant.updatedBy = by;
  }
  lake.grants.add(grant);
  return grant;
}

/** Takes back what there is of it; false when there was nothing. */
export function removeGrant(lake: Lake, change: GrantChange, at: number, by: string): boolean {
  const grant = lake.grants.get(change.principal, change.resource);
  if (!grant) return false;
  let removed = false;
  for (const permission of change.permissions) {
    // Without the permission there is nothing to pass on.
    if (grant.grantable.delete(permission)) removed = true;
    if (grant.permissions.delete(permission)) removed = true;
  }
  for (const permission of change.grantable) if (grant.grantable.delete(permission)) removed = true;
  grant.updatedAt = at;
  grant.updatedBy = by;
  if (grant.permissions.size === 0 && grant.grantable.size === 0) lake.grants.delete(grant);
  return removed;
}
