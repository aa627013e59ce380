import type { Resource } from '@aws-sdk/client-lakeformation';
import { invalid } from './errors.ts';
import { toExpression, toTags, type Expression } from './expression.ts';

/** Every table of a database, as Lake Formation's own lists call it. */
export const ALL_TABLES = 'ALL_TABLES';

/** Columns by name, or all but some. */
export type ColumnChoice = { readonly include: readonly string[] } | { readonly except: readonly string[] };

export type DatabaseResource = { readonly kind: 'database'; readonly catalogId: string; readonly database: string };
/** `table` is ALL_TABLES for the wildcard. */
export type TableResource = { readonly kind: 'table'; readonly catalogId: string; readonly database: string; readonly table: string };
export type ColumnsResource = {
  readonly kind: 'columns';
  readonly catalogId: string;
  readonly database: string;
  readonly table: string;
  readonly columns: ColumnChoice;
};
export type TagResource = { readonly kind: 'tag'; readonly catalogId: string; readonly key: string; readonly values: readonly string[] };
export type PolicyResource = {
  readonly kind: 'policy';
  readonly catalogId: string;
  readonly type: 'DATABASE' | 'TABLE';
  readonly expression: Expression;
};

/** What a permission is about: one form for each thing, so that equal things have equal keys. */
export type LakeResource =
  | { readonly kind: 'catalog'; readonly catalogId: string }
  | DatabaseResource
  | TableResource
  | ColumnsResource
  | { readonly kind: 'location'; readonly catalogId: string; readonly arn: string }
  | TagResource
  | PolicyResource;

/**
 * The resource of a request; names fold to lower case as in the Data Catalog.
 * @param catalogId the catalog meant where the resource names none
 * @throws AwsError InvalidInputException when it is empty or of a kind that is not served
 */
export function parseResource(resource: Resource | undefined, catalogId: string): LakeResource {
  const { Catalog, Database, Table, TableWithColumns, DataLocation, LFTag, LFTagPolicy } = resource ?? {};
  if (Catalog) return { kind: 'catalog', catalogId: Catalog.Id ?? catalogId };
  if (Database) return { kind: 'database', catalogId: Database.CatalogId ?? catalogId, database: lower(Database.Name) };
  if (Table) {
    const wildcard = Table.TableWildcard !== undefined || Table.Name === ALL_TABLES;
    if (!wildcard && Table.Name === undefined) throw invalid('Table must have either Name or TableWildcard.');
    const table = wildcard ? ALL_TABLES : lower(Table.Name);
    return { kind: 'table', catalogId: Table.CatalogId ?? catalogId, database: lower(Table.DatabaseName), table };
  }
  if (TableWithColumns) {
    const names = TableWithColumns.ColumnNames?.map(lower).toSorted();
    const except = (TableWithColumns.ColumnWildcard?.ExcludedColumnNames ?? []).map(lower).toSorted();
    return {
      kind: 'columns',
      catalogId: TableWithColumns.CatalogId ?? catalogId,
      database: lower(TableWithColumns.DatabaseName),
      table: TableWithColumns.Name === ALL_TABLES ? ALL_TABLES : lower(TableWithColumns.Name),
      columns: names && names.length > 0 ? { include: names } : { except },
    };
  }
  if (DataLocation) return { kind: 'location', catalogId: DataLocation.CatalogId ?? catalogId, arn: DataLocation.ResourceArn ?? '' };
  if (LFTag) {
    return {
      kind: 'tag',
      catalogId: LFTag.CatalogId ?? catalogId,
      key: lower(LFTag.TagKey),
      values: (LFTag.TagValues ?? []).map(lower).toSorted(),
    };
  }
  if (LFTagPolicy) {
    if (LFTagPolicy.ExpressionName !== undefined)
      throw invalid('Saved LF-Tag expressions are not served by the local cloud; use Expression.');
    const type = LFTagPolicy.ResourceType;
    if (type !== 'DATABASE' && type !== 'TABLE') throw invalid('LFTagPolicy must have the resource type DATABASE or TABLE.');
    return { kind: 'policy', catalogId: LFTagPolicy.CatalogId ?? catalogId, type, expression: toExpression(LFTagPolicy.Expression ?? []) };
  }
  if (resource?.DataCellsFilter || resource?.LFTagExpression) {
    throw invalid(
      'Data cells filters and saved LF-Tag expressions are not served by the local cloud; use Table, TableWithColumns or LFTagPolicy.',
    );
  }
  // Wording of the developer guide's sample record ("Logging AWS Lake Formation API calls using AWS CloudTrail").
  throw invalid('Resource must have one of the have either the catalog, table or database field populated.');
}

/** The resource as Lake Formation's answers write it. */
export function toResource(resource: LakeResource): Resource {
  const CatalogId = resource.catalogId;
  switch (resource.kind) {
    case 'catalog':
      return { Catalog: { Id: CatalogId } };
    case 'database':
      return { Database: { CatalogId, Name: resource.database } };
    case 'table':
      return {
        Table: {
          CatalogId,
          DatabaseName: resource.database,
          Name: resource.table,
          ...(resource.table === ALL_TABLES && { TableWildcard: {} }),
        },
      };
    case 'columns': {
      const choice = resource.columns;
      const ColumnWildcard = 'except' in choice && (choice.except.length > 0 ? { ExcludedColumnNames: [...choice.except] } : {});
      return {
        TableWithColumns: {
          CatalogId,
          DatabaseName: resource.database,
          Name: resource.table,
          ...('include' in choice ? { ColumnNames: [...choice.include] } : { ColumnWildcard: ColumnWildcard || {} }),
        },
      };
    }
    case 'location':
      return { DataLocation: { CatalogId, ResourceArn: resource.arn } };
    case 'tag':
      return { LFTag: { CatalogId, TagKey: resource.key, TagValues: [...resource.values] } };
    case 'policy':
      return { LFTagPolicy: { CatalogId, ResourceType: resource.type, Expression: toTags(resource.expression) } };
  }
}

/** Resources are never changed, and each is asked for its key with every listing. */
const keys = new WeakMap<LakeResource, string>();

export function resourceKey(resource: LakeResource): string {
  const known = keys.get(resource);
  if (known !== undefined) return known;
  const key = JSON.stringify(Object.entries(resource).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  keys.set(resource, key);
  return key;
}

export function lower(name: string | undefined): string {
  return (name ?? '').toLowerCase();
}
