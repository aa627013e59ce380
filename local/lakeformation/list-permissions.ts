import type {
  ListPermissionsCommandInput,
  ListPermissionsCommandOutput,
  Permission,
  PrincipalResourcePermissions,
} from '@aws-sdk/client-lakeformation';
import { position, tokenFor } from '../core/pages.ts';
import type { Caller, Output } from '../core/service.ts';
import { assertResource } from './check-grant.ts';
import { invalid } from './errors.ts';
import type { LakeRoom } from './room.ts';
import { isCallersPrincipal } from './may-grant.ts';
import { principalAccount, seesByOffice } from './principals.ts';
import { ALL_TABLES, parseResource, resourceKey, toResource, type LakeResource } from './resource.ts';
import type { Grant, Lake } from './state.ts';

const PAGE = 100;

/**
 * Explicit grants, as far as the caller may see them (Lake Formation API reference, ListPermissions). Those that come from
 * another account are on pages of their own (developer guide, "Managing LF-Tag permissions using the AWS CLI").
 */
export function listPermissions(room: LakeRoom, caller: Caller, input: ListPermissionsCommandInput): Output<ListPermissionsCommandOutput> {
  const { lakes } = room;
  // Observed: the words are AWS's, as moto's source has them. Its pages mark neither member as needed by the other.
  if (input.Principal !== undefined && input.Resource === undefined) throw invalid('Resource is mandatory if Principal is set in the input.');
  const wanted = input.Resource && parseResource(input.Resource, input.CatalogId ?? caller.accountId);
  if (wanted) assertResource(room, caller, wanted);
  const related = input.IncludeRelated === 'TRUE';
  const fits = (grant: Grant) =>
    (input.CatalogId === undefined || grant.resource.catalogId === input.CatalogId) &&
    (input.Principal === undefined || grant.principal === input.Principal.DataLakePrincipalIdentifier) &&
    (input.ResourceType === undefined || ofType(grant.resource, input.ResourceType)) &&
    (wanted === undefined || about(grant.resource, wanted, related));
  // What a resource's list holds lies in the same place as the resource.
  const among = ({ grants }: Lake) => (wanted ? grants.at(wanted) : grants.all());
  const lake = lakes.of(caller.accountId);
  const administers = seesByOffice(lake, caller);
  const own = among(lake).filter((grant) => fits(grant) && (administers || mayList(room, caller, grant)));
  const others = [...lakes.all()]
    .filter(({ accountId }) => accountId !== caller.accountId)
    .flatMap((other) => among(other).filter((grant) => fits(grant) && arrives(room, caller, administers, other.accountId, grant)));
  const { items, nextToken } = pageOfChapters([own.flatMap(entries), others.flatMap(entries)], input.NextToken, input.MaxResults ?? PAGE);
  const described = items.map((entry) => describe(entry, room.sharing.shareArns(entry.grant.resource.catalogId, entry.grant)));
  return { PrincipalResourcePermissions: described, NextToken: nextToken };
}

/** Pages never mix two chapters. */
function pageOfChapters<Item>(
  chapters: readonly Item[][],
  token: string | undefined,
  size: number,
): { items: Item[]; nextToken: string | undefined } {
  const all = chapters.flat();
  const start = token === undefined || token === '' ? 0 : position(token, 'InvalidInputException');
  const border = chapters[0]?.length ?? 0;
  const end = Math.min(start + size, start < border ? border : all.length);
  return { items: all.slice(start, end), nextToken: end < all.length ? tokenFor(end) : undefined };
}

/** Administrators list everything of their account; others what they hold, and what they may pass on. */
function mayList({ rights }: LakeRoom, caller: Caller, grant: Grant): boolean {
  if (isCallersPrincipal(caller, grant.principal)) return true;
  return rights
    .ownGrants(caller, grant.resource)
    .some((own) => own.grantable.size > 0 && resourceKey(own.resource) === resourceKey(grant.resource));
}

/** A grant of another account to the caller's account (for administrators) or to the caller. */
function arrives({ sharing }: LakeRoom, caller: Caller, administers: boolean, owner: string, grant: Grant): boolean {
  const toAccount = administers && grant.principal === caller.accountId;
  const toCaller = principalAccount(grant.principal) === caller.accountId && isCallersPrincipal(caller, grant.principal);
  return grant.resource.catalogId === owner && (toAccount || toCaller) && sharing.isLive(owner, grant);
}

interface Entry {
  readonly grant: Grant;
  readonly resource: LakeResource;
  readonly keep: (permission: Permission) => boolean;
}

/** SELECT on a table is listed as a grant on all its columns, beside the table's other permissions. */
function entries(grant: Grant): readonly Entry[] {
  const { resource, permissions, grantable } = grant;
  if (resource.kind !== 'table') return [{ grant, resource, keep: () => true }];
  const parts: readonly Entry[] = [
    { grant, resource, keep: (permission) => permission !== 'SELECT' },
    { grant, resource: { ...resource, kind: 'columns', columns: { except: [] } }, keep: (permission) => permission === 'SELECT' },
  ];
  return parts.filter(({ keep }) => [...permissions, ...grantable].some(keep));
}

function describe({ grant, resource, keep }: Entry, shares: readonly string[]): PrincipalResourcePermissions {
  return {
    Principal: { DataLakePrincipalIdentifier: grant.principal },
    Resource: toResource(resource),
    Permissions: [...grant.permissions].filter(keep).toSorted(),
    PermissionsWithGrantOption: [...grant.grantable].filter(keep).toSorted(),
    ...(shares.length > 0 && { AdditionalDetails: { ResourceShare: [...shares] } }),
    LastUpdated: new Date(grant.updatedAt),
    LastUpdatedBy: grant.updatedBy,
  };
}

function ofType(resource: LakeResource, type: string): boolean {
  switch (resource.kind) {
    case 'catalog':
      return type === 'CATALOG';
    case 'database':
      return type === 'DATABASE';
    case 'table':
    case 'columns':
      return type === 'TABLE';
    case 'location':
      return type === 'DATA_LOCATION';
    case 'tag':
      return type === 'LF_TAG';
    case 'policy':
      return type === 'LF_TAG_POLICY' || type === `LF_TAG_POLICY_${resource.type}`;
  }
}

/** A table's list has its column grants too, and with `related` what all tables of the database have. */
function about(resource: LakeResource, wanted: LakeResource, related: boolean): boolean {
  if ((wanted.kind === 'table' || wanted.kind === 'columns') && (resource.kind === 'table' || resource.kind === 'columns')) {
    return (
      resource.catalogId === wanted.catalogId &&
      resource.database === wanted.database &&
      (resource.table === wanted.table || (related && resource.table === ALL_TABLES))
    );
  }
  return resourceKey(resource) === resourceKey(wanted);
}
