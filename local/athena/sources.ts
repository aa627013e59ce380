import type { Cloud, ResolvedTable } from '../core/cloud.ts';
import type { Caller } from '../core/service.ts';
import { AwsError } from '../core/service.ts';
import type { SourceFile, TableReference, TableSource } from './engine.ts';
import { ErrorType, QueryFailure } from './failure.ts';
import { folder } from './location.ts';
import { existingAddress } from './output.ts';

/** The name of an account's own Glue catalog in Athena. */
const GLUE_CATALOG = 'awsdatacatalog';

interface Reading {
  readonly cloud: Cloud;
  readonly caller: Caller;
  readonly queryId: string;
  /** Of the query's context. */
  readonly database: string | undefined;
  readonly catalog: string | undefined;
}

/** The tables of a query with what the caller may see of them. Throws QueryFailure in Athena's words. */
export function readableTables(reading: Reading, references: readonly TableReference[]): TableSource[] {
  const sources = new Map<string, TableSource>();
  for (const reference of references) {
    const { database, table } = qualified(reading, reference);
    const name = JSON.stringify([database, table]);
    if (!sources.has(name)) sources.set(name, readable(reading, database, table, reference));
  }
  return [...sources.values()];
}

function qualified(reading: Reading, reference: TableReference): { database: string; table: string } {
  const at = `line ${reference.line}:${reference.column}`;
  const catalog = (reference.catalog ?? reading.catalog ?? GLUE_CATALOG).toLowerCase();
  if (catalog !== GLUE_CATALOG) throw new QueryFailure(ErrorType.syntax, `CATALOG_NOT_FOUND: ${at}: Catalog '${catalog}' does not exist`);
  const database = reference.database ?? reading.database?.toLowerCase();
  if (database === undefined) {
    throw new QueryFailure(ErrorType.syntax, `MISSING_SCHEMA_NAME: ${at}: Schema must be specified when session schema is not set`);
  }
  return { database, table: reference.table };
}

/**
 * As Athena reads a table that Lake Formation governs: Glue on the caller's own catalog and, behind a resource link, on the owner's
 * (Lake Formation developer guide, "Accessing the underlying data of shared tables"), then temporary data access for its columns.
 */
function readable(reading: Reading, database: string, table: string, reference: TableReference): TableSource {
  const { cloud, caller, queryId } = reading;
  const via = { catalogId: caller.accountId, database, table };
  const definition = asCaller(() => {
    assertGlue(cloud, caller, via);
    const found = cloud.glue.resolveTable(via.catalogId, database, table);
    if (found && (found.catalogId !== via.catalogId || found.database !== database || found.table !== table))
      assertGlue(cloud, caller, found);
    if (found && found.partitionKeys.length > 0)
      cloud.iam.authorize(caller, { action: 'glue:GetPartitions', resources: tableArns(cloud.region, found) });
    return found;
  });
  if (!definition) {
    const at = `line ${reference.line}:${reference.column}`;
    throw new QueryFailure(ErrorType.notFound, `TABLE_NOT_FOUND: ${at}: Table '${GLUE_CATALOG}.${database}.${table}' does not exist`);
  }
  const visible = asCaller(() => cloud.lakeformation.selectableColumns(caller, definition, via, { queryId }));
  return { database, table, definition, visible, files: filesOf(cloud, definition) };
}

function assertGlue(cloud: Cloud, caller: Caller, table: { catalogId: string; database: string; table: string }): void {
  const arns = tableArns(cloud.region, table);
  cloud.iam.authorize(caller, { action: 'glue:GetDatabase', resources: arns.slice(0, 2) });
  cloud.iam.authorize(caller, { action: 'glue:GetTable', resources: arns });
}

function tableArns(region: string, { catalogId, database, table }: { catalogId: string; database: string; table: string }): string[] {
  const prefix = `arn:aws:glue:${region}:${catalogId}`;
  return [`${prefix}:catalog`, `${prefix}:database/${database}`, `${prefix}:table/${database}/${table}`];
}

/** Turns a refusal by IAM or Lake Formation into the failure that Athena reports for it. */
export function asCaller<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const refused = error.status === 403 || error.code.startsWith('AccessDenied');
    if (!refused) throw new QueryFailure(ErrorType.lakeFormation, error.message, { cause: error });
    const words = /^(?:Insufficient permissions|COLUMN_NOT_FOUND|PERMISSION_DENIED)/.test(error.message);
    throw new QueryFailure(
      ErrorType.permission,
      words ? error.message : `Insufficient permissions to execute the query. ${error.message}`,
      { cause: error },
    );
  }
}

function filesOf(cloud: Cloud, definition: ResolvedTable): SourceFile[] {
  if (definition.partitionKeys.length === 0) return filesUnder(cloud, definition.location, []);
  return definition.partitions.flatMap((partition) => filesUnder(cloud, partition.location, partition.values));
}

/**
 * Athena reads a location as a folder with all below it, and ignores names that begin with `_` or `.`
 * (Athena user guide, "Table location in Amazon S3").
 */
function filesUnder(cloud: Cloud, location: string, partition: readonly string[]): SourceFile[] {
  const address = existingAddress(cloud, folder(location));
  return cloud.s3
    .list(address.bucket, address.key)
    .filter((object) => object.size > 0 && !/(^|\/)[_.]/.test(object.key.slice(address.key.length)))
    .map((object) => ({ path: object.file(), uri: `s3://${address.bucket}/${object.key}`, bytes: object.size, partition }));
}
