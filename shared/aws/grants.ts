import {
  BatchGrantPermissionsCommand,
  LakeFormationClient,
  ListPermissionsCommand,
  type BatchPermissionsFailureEntry,
  type PrincipalResourcePermissions,
  type Resource as LakeFormationResource,
} from '@aws-sdk/client-lakeformation';
import { grantBatches, resourceKey, type Grant, type Permission, type Resource } from '../catalog/grant-plan.ts';

const lakeFormation = new LakeFormationClient({});

/** One grant that Lake Formation did not accept. */
export interface RefusedGrant {
  readonly grant: Grant;
  readonly error: Error;
}

/** All grants on these resources, whoever holds them. Tables are asked for by their target: a link cannot be asked about its tables. */
export async function listGrants(resources: readonly Resource[]): Promise<readonly Grant[]> {
  const distinct = [...new Map(resources.map((resource) => [resourceKey(resource), resource])).values()];
  const grants: Grant[] = [];
  for (const resource of distinct) {
    let token: string | undefined;
    do {
      const page = await lakeFormation.send(
        new ListPermissionsCommand({ CatalogId: resource.catalogId, Resource: toLakeFormation(resource), NextToken: token }),
      );
      grants.push(...(page.PrincipalResourcePermissions ?? []).flatMap((held) => heldGrant(resource, held)));
      token = page.NextToken;
    } while (token !== undefined);
  }
  return grants;
}

/** Grants in batches. The call succeeds even where single entries fail: those are returned. */
export async function grantAll(grants: readonly Grant[]): Promise<readonly RefusedGrant[]> {
  const refused: RefusedGrant[] = [];
  for (const batch of grantBatches(grants)) {
    const { Failures = [] } = await lakeFormation.send(
      new BatchGrantPermissionsCommand({
        Entries: batch.map(({ principal, resource, permissions }, index) => ({
          Id: String(index),
          Principal: { DataLakePrincipalIdentifier: principal },
          Resource: toLakeFormation(resource),
          Permissions: [...permissions],
        })),
      }),
    );
    refused.push(...Failures.flatMap((failure) => refusedGrant(batch, failure)));
  }
  return refused;
}

function refusedGrant(batch: readonly Grant[], { RequestEntry, Error: reason }: BatchPermissionsFailureEntry): readonly RefusedGrant[] {
  const grant = batch[Number(RequestEntry?.Id)];
  if (grant === undefined) throw new Error('Lake Formation names a failed entry that was not asked for');
  const error = new Error(reason?.ErrorMessage ?? 'Lake Formation gave no reason');
  error.name = reason?.ErrorCode ?? 'UnknownError';
  return [{ grant, error }];
}

/** SELECT on a table comes back as a grant on all of its columns. A grant on single columns is less than what is asked for. */
function heldGrant(resource: Resource, { Principal, Resource: on = {}, Permissions = [] }: PrincipalResourcePermissions): readonly Grant[] {
  const principal = Principal?.DataLakePrincipalIdentifier;
  if (principal === undefined || !isAbout(resource, on)) return [];
  const permissions: readonly Permission[] = Permissions.includes('ALL')
    ? ['SELECT', 'DESCRIBE']
    : Permissions.filter((permission) => permission === 'SELECT' || permission === 'DESCRIBE');
  return [{ principal, resource, permissions }];
}

function isAbout(resource: Resource, { Database, Table, TableWithColumns, LFTagPolicy }: LakeFormationResource): boolean {
  switch (resource.kind) {
    case 'database':
      return Database?.Name === resource.database;
    case 'table':
    case 'all tables': {
      const wildcard = TableWithColumns?.ColumnWildcard;
      const allColumns = wildcard !== undefined && (wildcard.ExcludedColumnNames ?? []).length === 0;
      return Table !== undefined || allColumns;
    }
    case 'tagged': {
      const tags = Object.fromEntries((LFTagPolicy?.Expression ?? []).map(({ TagKey = '', TagValues = [] }) => [TagKey, TagValues]));
      return LFTagPolicy?.ResourceType === resource.type && resourceKey({ ...resource, tags }) === resourceKey(resource);
    }
  }
}

function toLakeFormation(resource: Resource): LakeFormationResource {
  const { catalogId: CatalogId } = resource;
  switch (resource.kind) {
    case 'database':
      return { Database: { CatalogId, Name: resource.database } };
    case 'table':
      return { Table: { CatalogId, DatabaseName: resource.database, Name: resource.table } };
    case 'all tables':
      return { Table: { CatalogId, DatabaseName: resource.database, TableWildcard: {} } };
    case 'tagged':
      return {
        LFTagPolicy: {
          CatalogId,
          ResourceType: resource.type,
          Expression: Object.entries(resource.tags).map(([TagKey, TagValues]) => ({ TagKey, TagValues: [...TagValues] })),
        },
      };
  }
}
