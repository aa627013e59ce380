import type { PrincipalResourcePermissions, Resource as LakeFormationResource } from '@aws-sdk/client-lakeformation';
import { resourceKey, type Grant, type Permission, type Resource } from '../catalog/grant-plan.ts';

/** A resource in Lake Formation's words. */
export function toLakeFormation(resource: Resource): LakeFormationResource {
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

/** SELECT on a table comes back as a grant on all of its columns. A grant on single columns is less than what is asked for. */
export function heldGrant(resource: Resource, { Principal, Resource: on = {}, Permissions = [] }: PrincipalResourcePermissions): readonly Grant[] {
  const principal = Principal?.DataLakePrincipalIdentifier;
  if (principal === undefined || !isAbout(resource, on)) return [];
  const permissions: readonly Permission[] = Permissions.includes('ALL')
    ? ['SELECT', 'DESCRIBE']
    : Permissions.filter((permission) => permission === 'SELECT' || permission === 'DESCRIBE');
  return [{ principal, resource, permissions }];
}

/** The LF-Tag policy that an entry is about, if it is about one by an inline expression. */
export function policyOf({ LFTagPolicy }: LakeFormationResource): Extract<Resource, { kind: 'tagged' }> | undefined {
  const { CatalogId: catalogId, ResourceType: type, Expression } = LFTagPolicy ?? {};
  if (catalogId === undefined || type === undefined || Expression === undefined) return undefined;
  return { kind: 'tagged', catalogId, type, tags: Object.fromEntries(Expression.map(({ TagKey = '', TagValues = [] }) => [TagKey, TagValues])) };
}

/** The resource of an opt-in, as far as we make such. */
export function optedInResource({ Database, Table, LFTagPolicy }: LakeFormationResource): Resource | undefined {
  if (LFTagPolicy !== undefined) return policyOf({ LFTagPolicy });
  if (Database?.CatalogId !== undefined && Database.Name !== undefined) return { kind: 'database', catalogId: Database.CatalogId, database: Database.Name };
  if (Table?.CatalogId === undefined || Table.DatabaseName === undefined) return undefined;
  const { CatalogId: catalogId, DatabaseName: database, Name: table, TableWildcard } = Table;
  if (TableWildcard !== undefined || table === undefined || table === 'ALL_TABLES') return { kind: 'all tables', catalogId, database };
  return { kind: 'table', catalogId, database, table };
}

function isAbout(resource: Resource, on: LakeFormationResource): boolean {
  const { Database, Table, TableWithColumns } = on;
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
      const policy = on.LFTagPolicy && policyOf({ LFTagPolicy: { ...on.LFTagPolicy, CatalogId: resource.catalogId } });
      return policy !== undefined && resourceKey(policy) === resourceKey(resource);
    }
  }
}
