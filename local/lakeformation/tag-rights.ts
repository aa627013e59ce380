import type { Permission } from '@aws-sdk/client-lakeformation';
import type { Caller } from '../core/service.ts';
import { notAuthorized } from './errors.ts';
import type { LakeRoom } from './room.ts';
import { isAdministrator, principalOf, seesByOffice } from './principals.ts';
import type { Grant } from './state.ts';

/** An LF-Tag as a caller sees it. */
export interface VisibleTag {
  readonly key: string;
  readonly values: string[];
}

export function assertOwnCatalog(caller: Caller, catalogId: string | undefined): void {
  if (catalogId !== undefined && catalogId !== caller.accountId) throw notAuthorized();
}

/** The tags of a catalog and, of other people's, the values that the caller was granted something on. */
export function visibleTags(room: LakeRoom, caller: Caller, catalogId: string): VisibleTag[] {
  const lake = room.lakes.of(catalogId);
  const office =
    seesByOffice(room.lakes.of(caller.accountId), caller);
  const grants = tagGrants(room, caller, catalogId, office);
  return [...lake.tags.values()].flatMap(({ key, values, creator }) => {
    const all = [...values].toSorted();
    if (catalogId === caller.accountId && (office || creator === principalOf(caller))) return [{ key, values: all }];
    const seen = all.filter((value) => grants.some((grant) => grantsOn(grant, key, value)));
    return seen.length > 0 ? [{ key, values: seen }] : [];
  });
}

/**
 * Whether the caller may do something with these values of a tag. Administrators may change and delete every tag of their
 * catalog, but attach only tags that they made or were granted ASSOCIATE on (developer guide, "Adding LF-Tag creators").
 */
export function mayWithTag(
  room: LakeRoom,
  caller: Caller,
  catalogId: string,
  key: string,
  values: readonly string[],
  permission: Permission,
): boolean {
  const ours = catalogId === caller.accountId;
  if (ours && room.lakes.of(catalogId).tags.get(key)?.creator === principalOf(caller)) return true;
  const administrator = isAdministrator(room.lakes.of(caller.accountId), caller);
  if (ours && administrator && permission !== 'ASSOCIATE') return true;
  const grants = tagGrants(room, caller, catalogId, administrator);
  return values.every((value) => grants.some((grant) => grant.permissions.has(permission) && grantsOn(grant, key, value)));
}

function tagGrants({ rights }: LakeRoom, caller: Caller, catalogId: string, office: boolean): Grant[] {
  const own = rights.ownGrants(caller, { catalogId });
  if (catalogId === caller.accountId) return onTags(own);
  const shared = onTags(rights.sharedWith(caller.accountId, { catalogId }));
  return office
    ? shared
    : onTags(own).filter(({ resource }) =>
        shared.some((grant) => grant.resource.kind === 'tag' && resource.kind === 'tag' && grant.resource.key === resource.key),
      );
}

function onTags(grants: readonly Grant[]): Grant[] {
  return grants.filter(({ resource }) => resource.kind === 'tag');
}

function grantsOn({ resource }: Grant, key: string, value: string): boolean {
  return resource.kind === 'tag' && resource.key === key && (resource.values.includes(value) || resource.values.includes('*'));
}
