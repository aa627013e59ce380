import type {
  CreateLakeFormationOptInCommandInput,
  CreateLakeFormationOptInCommandOutput,
  DeleteLakeFormationOptInCommandInput,
  DeleteLakeFormationOptInCommandOutput,
  ListLakeFormationOptInsCommandInput,
  ListLakeFormationOptInsCommandOutput,
} from '@aws-sdk/client-lakeformation';
import type { Cloud } from '../core/cloud.ts';
import { page } from '../core/pages.ts';
import type { Caller, Output } from '../core/service.ts';
import { accessDenied, notFound } from './errors.ts';
import { effectiveTags } from './attached-tags.ts';
import { matches } from './expression.ts';
import type { TableShape } from './held.ts';
import { registeredLocation } from './locations.ts';
import { assertPrincipal, isAdministrator, principalOf } from './principals.ts';
import { ALL_TABLES, parseResource, resourceKey, toResource, type LakeResource } from './resource.ts';
import type { Lake, Lakes } from './state.ts';

/** Whether a location is registered in hybrid access mode. */
export function isHybrid(owner: Lake, location: string): boolean {
  return registeredLocation(owner, location)?.HybridAccessEnabled === true;
}

export function isOptedIn(lake: Lake, owner: Lake, principal: string, table: TableShape): boolean {
  return [...lake.optIns.values()].some((optIn) => optIn.principal === principal && covers(owner, optIn.resource, table));
}

export function createOptIn(
  cloud: Cloud,
  lakes: Lakes,
  caller: Caller,
  input: CreateLakeFormationOptInCommandInput,
): Output<CreateLakeFormationOptInCommandOutput> {
  const { lake, principal, resource } = target(lakes, caller, input);
  assertPrincipal(cloud, principal, caller.accountId);
  lake.optIns.set(`${principal} ${resourceKey(resource)}`, { principal, resource, at: cloud.clock.now(), by: principalOf(caller) });
  return {};
}

export function deleteOptIn(
  _: Cloud,
  lakes: Lakes,
  caller: Caller,
  input: DeleteLakeFormationOptInCommandInput,
): Output<DeleteLakeFormationOptInCommandOutput> {
  const { lake, principal, resource } = target(lakes, caller, input);
  if (!lake.optIns.delete(`${principal} ${resourceKey(resource)}`)) throw notFound('The opt-in does not exist.');
  return {};
}

export function listOptIns(
  _: Cloud,
  lakes: Lakes,
  caller: Caller,
  input: ListLakeFormationOptInsCommandInput,
): Output<ListLakeFormationOptInsCommandOutput> {
  const lake = lakes.of(caller.accountId);
  const principal = input.Principal?.DataLakePrincipalIdentifier;
  const wanted = input.Resource && resourceKey(parseResource(input.Resource, caller.accountId));
  const found = [...lake.optIns.values()].filter(
    (optIn) =>
      (principal === undefined || optIn.principal === principal) && (wanted === undefined || resourceKey(optIn.resource) === wanted),
  );
  const { items, nextToken } = page(found, input.NextToken, input.MaxResults ?? 100);
  return {
    LakeFormationOptInsInfoList: items.map((optIn) => ({
      Principal: { DataLakePrincipalIdentifier: optIn.principal },
      Resource: toResource(optIn.resource),
      LastModified: new Date(optIn.at),
      LastUpdatedBy: optIn.by,
    })),
    NextToken: nextToken,
  };
}

function target(
  lakes: Lakes,
  caller: Caller,
  input: CreateLakeFormationOptInCommandInput,
): { lake: Lake; principal: string; resource: LakeResource } {
  const lake = lakes.of(caller.accountId);
  if (!isAdministrator(lake, caller))
    throw accessDenied('Insufficient Lake Formation permission(s): only data lake administrators may opt principals in or out.');
  return { lake, principal: input.Principal?.DataLakePrincipalIdentifier ?? '', resource: parseResource(input.Resource, caller.accountId) };
}

function covers(owner: Lake, resource: LakeResource, table: TableShape): boolean {
  if (resource.catalogId !== owner.accountId) return false;
  if (resource.kind === 'table' || resource.kind === 'columns') {
    return resource.database === table.database && (resource.table === table.table || resource.table === ALL_TABLES);
  }
  return (
    resource.kind === 'policy' &&
    resource.type === 'TABLE' &&
    matches(resource.expression, effectiveTags(owner, [table.database, table.table]))
  );
}
