import {
  LakeFormationClient,
  ListLakeFormationOptInsCommand,
  ListPermissionsCommand,
  type ListPermissionsCommandInput,
  type PrincipalResourcePermissions,
} from '@aws-sdk/client-lakeformation';
import { resourceKey, type Grant, type Resource } from '../catalog/grant-plan.ts';
import { classify } from '../runtime/failure.ts';
import { counted } from './counted.ts';
import { heldGrant, optedInResource, policyOf, toLakeFormation } from './lake-formation-resource.ts';

const lakeFormation = counted(new LakeFormationClient({}));

/** The largest page that Lake Formation gives. */
const pageSize = 1000;

/** All grants on these resources, whoever holds them. Tables are asked for by their target: a link cannot be asked about its tables. */
export async function listGrants(resources: readonly Resource[]): Promise<readonly Grant[]> {
  const distinct = [...new Map(resources.map((resource) => [resourceKey(resource), resource])).values()];
  const grants: Grant[] = [];
  for (const resource of distinct) grants.push(...(await listOn(resource)));
  return grants;
}

async function listOn(resource: Resource): Promise<readonly Grant[]> {
  const listed = await listAll({ CatalogId: resource.catalogId, Resource: toLakeFormation(resource) });
  return listed.flatMap((held) => heldGrant(resource, held));
}

/** As `listGrants`, on what may be out of sight: that is undefined. */
export async function findGrants(resource: Resource): Promise<readonly Grant[] | undefined> {
  try {
    return await listOn(resource);
  } catch (error) {
    const { failure } = classify(error);
    if (failure === 'gone' || failure === 'not yet visible') return undefined;
    throw error;
  }
}

/**
 * Every LF-Tag policy of these principals on another catalog: what Lake Formation counts against its limit. They are picked out here,
 * because ListPermissions takes a principal only with a resource ("Resource is mandatory if Principal is set in the input.").
 */
export async function listPolicies(principals: ReadonlySet<string>, catalogId: string): Promise<readonly Grant[]> {
  const listed = await listAll({ CatalogId: catalogId, ResourceType: 'LF_TAG_POLICY' });
  const theirs = listed.filter(({ Principal }) => principals.has(Principal?.DataLakePrincipalIdentifier ?? ''));
  return theirs.flatMap((held) => {
    const policy = policyOf(held.Resource ?? {});
    return policy === undefined ? [] : heldGrant(policy, held);
  });
}

/**
 * Whether what another catalog shares lets a policy be granted or taken back here: somebody may pass on the identical expression, or
 * is shown every LF-Tag value that it names (Lake Formation developer guide, "Permission cascading rules").
 */
export async function mayPassOn({ catalogId, type, tags }: Extract<Resource, { kind: 'tagged' }>): Promise<boolean> {
  const policies = await listAll({ CatalogId: catalogId, ResourceType: 'LF_TAG_POLICY' });
  const key = resourceKey({ kind: 'tagged', catalogId, type, tags });
  const identical = policies.some(({ Resource: on = {}, PermissionsWithGrantOption = [] }) => {
    const policy = PermissionsWithGrantOption.length > 0 ? policyOf(on) : undefined;
    return policy !== undefined && resourceKey(policy) === key;
  });
  if (identical) return true;
  const values = (await listAll({ CatalogId: catalogId, ResourceType: 'LF_TAG' })).flatMap(({ Resource: on }) => on?.LFTag ?? []);
  const isShown = (name: string, value: string) => values.some(({ TagKey, TagValues = [] }) => TagKey === name && (TagValues.includes(value) || TagValues.includes('*')));
  return Object.entries(tags).every(([name, wanted]) => wanted.every((value) => isShown(name, value)));
}

/** The opt-ins of a principal, as the right OPT_IN. */
export async function listOptIns(principal: string): Promise<readonly Grant[]> {
  const grants: Grant[] = [];
  let token: string | undefined;
  do {
    const page = await lakeFormation.send(
      new ListLakeFormationOptInsCommand({ Principal: { DataLakePrincipalIdentifier: principal }, MaxResults: pageSize, NextToken: token }),
    );
    for (const { Resource: on } of page.LakeFormationOptInsInfoList ?? []) {
      const resource = optedInResource(on ?? {});
      if (resource !== undefined) grants.push({ principal, resource, permissions: ['OPT_IN'] });
    }
    token = page.NextToken;
  } while (token !== undefined);
  return grants;
}

async function listAll(input: ListPermissionsCommandInput): Promise<readonly PrincipalResourcePermissions[]> {
  const listed: PrincipalResourcePermissions[] = [];
  let token: string | undefined;
  do {
    const page = await lakeFormation.send(new ListPermissionsCommand({ ...input, MaxResults: pageSize, NextToken: token }));
    listed.push(...(page.PrincipalResourcePermissions ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return listed;
}
