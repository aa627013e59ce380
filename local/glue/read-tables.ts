import type {
  GetTableCommandInput,
  GetTableCommandOutput,
  GetTableVersionCommandInput,
  GetTableVersionCommandOutput,
  GetTableVersionsCommandInput,
  GetTableVersionsCommandOutput,
  GetTablesCommandInput,
  GetTablesCommandOutput,
  Table,
} from '@aws-sdk/client-glue';
import { page } from '../core/pages.ts';
import type { Caller, Output } from '../core/service.ts';
import type { FoundDatabase } from './access.ts';
import type { Glue } from './glue.ts';
import { describeTable } from './describe.ts';
import { invalidInput, notFound } from './errors.ts';
import { tableTarget, type TableRecord, type TableVersionRecord } from './state.ts';
import { throughTableLink } from './tables.ts';

const PAGE = 100;

export function getTable(glue: Glue, caller: Caller, input: GetTableCommandInput): Output<GetTableCommandOutput> {
  const found = glue.access.table(caller, input.CatalogId ?? caller.accountId, input.DatabaseName ?? '', input.Name ?? '', 'DESCRIBE');
  return { Table: found.linked ? described(glue, caller, found, found.table) : followed(glue, caller, found, found.table) };
}

/** Through a link database: the target's tables, of another account only those that are shared. */
export function getTables(glue: Glue, caller: Caller, input: GetTablesCommandInput): Output<GetTablesCommandOutput> {
  const found = glue.access.target(caller, input.CatalogId ?? caller.accountId, input.DatabaseName ?? '', 'DESCRIBE');
  const { catalogId, record } = found;
  const name = pattern(input.Expression);
  const tables = [...record.tables.values()]
    .filter((table) => name.test(table.name))
    .filter((table) => glue.cloud.lakeformation.allows(caller, 'DESCRIBE', { catalogId, database: record.name, table: table.name }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const { items, nextToken } = page(tables, input.NextToken, input.MaxResults ?? PAGE);
  return {
    TableList: items.map((table) => (found.linked ? described(glue, caller, found, table) : followed(glue, caller, found, table))),
    NextToken: nextToken,
  };
}

export function getTableVersion(glue: Glue, caller: Caller, input: GetTableVersionCommandInput): Output<GetTableVersionCommandOutput> {
  const found = throughTableLink(
    glue,
    caller,
    input.CatalogId ?? caller.accountId,
    input.DatabaseName ?? '',
    input.TableName ?? '',
    'DESCRIBE',
  );
  const versions = [...found.table.archive, found.table.current];
  if (input.VersionId !== undefined && !/^\d+$/.test(input.VersionId)) throw invalidInput(`version id:${input.VersionId} is not a valid integer`);
  const version = input.VersionId === undefined ? found.table.current : versions.find(({ id }) => String(id) === input.VersionId);
  if (!version) throw notFound(`Version ${input.VersionId} of table ${found.table.name} not found.`);
  return { TableVersion: { Table: described(glue, caller, found, found.table, version), VersionId: String(version.id) } };
}

/** Newest first. */
export function getTableVersions(glue: Glue, caller: Caller, input: GetTableVersionsCommandInput): Output<GetTableVersionsCommandOutput> {
  const found = throughTableLink(
    glue,
    caller,
    input.CatalogId ?? caller.accountId,
    input.DatabaseName ?? '',
    input.TableName ?? '',
    'DESCRIBE',
  );
  const versions = [...found.table.archive, found.table.current].toReversed();
  const { items, nextToken } = page(versions, input.NextToken, input.MaxResults ?? PAGE);
  return {
    TableVersions: items.map((version) => ({ Table: described(glue, caller, found, found.table, version), VersionId: String(version.id) })),
    NextToken: nextToken,
  };
}

/** A table link shows the target's properties under its own name, where the caller may see the target. */
function followed(glue: Glue, caller: Caller, found: FoundDatabase, table: TableRecord): Table {
  const { cloud, catalogs } = glue;
  const own = described(glue, caller, found, table);
  const link = tableTarget(table, found.catalogId);
  const record = link && catalogs.database(link.catalogId, link.database);
  const target = link && record?.tables.get(link.table);
  if (!link || !record || !target || !cloud.lakeformation.allows(caller, 'DESCRIBE', link)) return own;
  const seen = described(glue, caller, { catalogId: link.catalogId, record, linked: true }, target);
  return {
    ...seen,
    Name: table.name,
    DatabaseName: found.record.name,
    CatalogId: found.catalogId,
    TargetTable: table.current.input.TargetTable,
  };
}

function described(
  { cloud }: Glue,
  caller: Caller,
  { catalogId, record }: FoundDatabase,
  table: TableRecord,
  version?: TableVersionRecord,
): Table {
  const visible = new Set(cloud.lakeformation.visibleColumns(caller, { catalogId, database: record.name, table: table.name }));
  // What an older version had and the newest has not, nobody was granted or denied.
  const current = columnNames(table.current);
  const older = version ? columnNames(version).filter((column) => !current.includes(column)) : [];
  const registered = cloud.lakeformation.isRegistered(catalogId, table.current.input.StorageDescriptor?.Location ?? '');
  return describeTable(table, { catalogId, database: record.name, registered, visible: new Set([...visible, ...older]) }, version);
}

function columnNames({ input }: TableVersionRecord): string[] {
  return [...(input.StorageDescriptor?.Columns ?? []), ...(input.PartitionKeys ?? [])].map(({ Name }) => (Name ?? '').toLowerCase());
}

/** A regular expression over names, or one with `*` as in Hive (AWS Glue API reference, GetTables). */
function pattern(expression: string | undefined): RegExp {
  if (expression === undefined || expression === '') return /^/;
  try {
    return new RegExp(`^(?:${expression.replaceAll(/(?<!\.)\*/g, '.*')})$`);
  } catch {
    throw invalidInput(`Invalid expression: ${expression}`);
  }
}
