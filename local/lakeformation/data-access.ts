import type { ResolvedTable } from '../core/cloud.ts';
import { AwsError, type Caller } from '../core/service.ts';
import { accessDenied } from './errors.ts';
import type { LakeRoom } from './room.ts';
import { recordDataAccess, type TableName } from './data-access-record.ts';
import { locationArn, registeredLocation } from './locations.ts';
import { isOptedIn } from './opt-ins.ts';
import { principalOf } from './principals.ts';

/**
 * Columns of a table that a query of the caller may read, and the record of it: DESCRIBE on the link, SELECT on the target,
 * and for a registered location the credentials that Lake Formation hands out (Lake Formation developer guide,
 * "How Lake Formation works with other services"). Glue's own permissions are for the engine to check.
 * @throws AwsError AccessDeniedException in the words in which Athena reports it
 */
export function selectableColumns(
  room: LakeRoom,
  caller: Caller,
  table: ResolvedTable,
  via: TableName,
  audit: { queryId: string },
): readonly string[] {
  const target: TableName = { catalogId: table.catalogId, database: table.database, table: table.table };
  const linked = via.catalogId !== target.catalogId || via.database !== target.database || via.table !== target.table;
  if (linked) assertLinkSeen(room, caller, via);
  const held = room.rights.onTable(caller, target.catalogId, target.database, target.table);
  if (!held.permissions.has('DESCRIBE')) throw insufficient(target.table);
  const vended = isVended(room, caller, table);
  if (vended) assertIam(room, caller, 'lakeformation:GetDataAccess', ['*']);
  else if (table.location !== '') assertIam(room, caller, 's3:GetObject', [`${locationArn(table.location)}/*`]);
  const columns = [...table.columns, ...table.partitionKeys].map(({ name }) => name.toLowerCase()).filter((name) => held.columns.has(name));
  if (columns.length === 0) {
    // Athena's wording for a column that is missing or not granted; any first column stands for the query's own.
    const column = table.columns[0]?.name ?? '*';
    throw refusal(
      `COLUMN_NOT_FOUND: line 1:8: Column '${column}' cannot be resolved or requester is not authorized to access requested resources`,
    );
  }
  if (vended) recordDataAccess(room, caller, { target, ...(linked && { link: via }) }, audit);
  return columns;
}

/** DESCRIBE on the link itself: on the link database, or on the table link (developer guide, "Resource link handling in AWS Glue APIs"). */
function assertLinkSeen({ cloud, rights }: LakeRoom, caller: Caller, via: TableName): void {
  if (cloud.glue.database(via.catalogId, via.database)?.link) {
    if (!rights.onDatabase(caller, via.catalogId, via.database).has('DESCRIBE')) throw insufficient(via.database);
  } else if (!rights.onTable(caller, via.catalogId, via.database, via.table).permissions.has('DESCRIBE')) {
    throw insufficient(via.table);
  }
}

/** Lake Formation hands out credentials for registered locations; in hybrid access mode to those who opted in. */
function isVended({ lakes }: LakeRoom, caller: Caller, table: ResolvedTable): boolean {
  const owner = lakes.of(table.catalogId);
  const location = registeredLocation(owner, table.location);
  if (!location?.HybridAccessEnabled) return location !== undefined;
  return isOptedIn(lakes.of(caller.accountId), owner, principalOf(caller), { database: table.database, table: table.table, columns: [] });
}

function assertIam({ cloud }: LakeRoom, caller: Caller, action: string, resources: readonly string[]): void {
  try {
    cloud.iam.authorize(caller, { action, resources });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw refusal(`Insufficient permissions to execute the query. ${error.message}`);
  }
}

function insufficient(name: string): AwsError {
  return refusal(`Insufficient permissions to execute the query. Insufficient Lake Formation permission(s): Required Describe on ${name}`);
}

function refusal(message: string): AwsError {
  return accessDenied(message);
}
