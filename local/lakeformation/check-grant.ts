import type { Cloud } from '../core/cloud.ts';
import type { Caller } from '../core/service.ts';
import { accessDenied, invalid, limitExceeded, notAuthorized, notFound } from './errors.ts';
import { toTags } from './expression.ts';
import type { GrantChange } from './grants.ts';
import { isHybrid } from './opt-ins.ts';
import { validPermissions } from './permissions.ts';
import { assertPrincipal, isAdministrator, isExternal } from './principals.ts';
import { ALL_TABLES, type LakeResource } from './resource.ts';
import type { LakeRoom } from './room.ts';
import { IAM_ALLOWED_PRINCIPALS, type Lakes } from './state.ts';

/**
 * LF-Tag policies of one principal for one resource type
 * (developer guide, "Lake Formation tag-based access control best practices and considerations").
 */
const MOST_POLICIES = 50;
/** Bytes of an inline expression (developer guide, the same page). */
const LONGEST_EXPRESSION = 900;

/** What there must be before anybody may grant or revoke on it. */
export function assertResource({ cloud, lakes, rights }: LakeRoom, caller: Caller, resource: LakeResource): void {
  const foreign = resource.catalogId !== caller.accountId;
  const told = !foreign && isAdministrator(lakes.of(caller.accountId), caller);
  const missing = (what: string) => (told ? notFound(what) : notAuthorized());
  if (resource.kind === 'database' || resource.kind === 'table' || resource.kind === 'columns') {
    const database = cloud.glue.database(resource.catalogId, resource.database);
    if (foreign && !rights.onDatabase(caller, resource.catalogId, resource.database).has('DESCRIBE')) {
      // Observed while a share had not arrived (data.all, issues 526 and 588).
      throw accessDenied(`Insufficient Glue permissions to access database ${resource.database}`);
    }
    if (!database) throw missing(`Database ${resource.database} not found.`);
    if (resource.kind === 'database') return;
    if (database.link) throw invalid('Database cannot be a link for this operation when called on a table.');
    if (resource.table === ALL_TABLES) return;
    const table = cloud.glue.table(resource.catalogId, resource.database, resource.table);
    if (!table) throw missing(`Table ${resource.table} not found.`);
    if (foreign && !rights.onTable(caller, resource.catalogId, resource.database, resource.table).permissions.has('DESCRIBE'))
      throw notAuthorized();
    if (resource.kind === 'columns') {
      const named = 'include' in resource.columns ? resource.columns.include : resource.columns.except;
      if (named.some((column) => !table.columns.includes(column))) throw invalid('cannot grant/revoke permission on non-existent column');
    }
  }
  if (!foreign) assertTags(lakes, resource);
}

/** @throws AwsError for what Lake Formation grants to nobody */
export function assertGrantable(room: LakeRoom, caller: Caller, change: GrantChange): void {
  const { cloud, lakes, sharing } = room;
  const { resource, principal } = change;
  const valid = validPermissions(resource, isLink(cloud, resource));
  if (change.permissions.length === 0 || ![...change.permissions, ...change.grantable].every((permission) => valid.includes(permission))) {
    throw invalid('Permissions modification is invalid.');
  }
  assertPrincipal(cloud, principal, caller.accountId);
  const external = isExternal(principal, caller.accountId);
  // What was shared with us cannot be shared on (developer guide, "Cross-account data sharing in Lake Formation").
  if (external && resource.catalogId !== caller.accountId) throw notAuthorized();
  if (!external) return assertRoom(lakes, caller, change);
  if (resource.kind === 'tag' && !change.permissions.every((permission) => permission === 'DESCRIBE' || permission === 'ASSOCIATE')) {
    throw invalid('Permissions modification is invalid.');
  }
  sharing.assertVersion(caller.accountId, principal, resource);
  assertNotLeftToIam(room, caller, resource);
  assertRoom(lakes, caller, change);
}

/** Sharing needs IAMAllowedPrincipals out of the way, unless the location is in hybrid access mode. */
function assertNotLeftToIam({ cloud, lakes }: LakeRoom, caller: Caller, resource: LakeResource): void {
  if (resource.kind !== 'table' && resource.kind !== 'columns') return;
  const lake = lakes.of(caller.accountId);
  const left = lake.grants.at(resource).some(
    (grant) =>
      grant.principal === IAM_ALLOWED_PRINCIPALS &&
      grant.resource.kind === 'table' &&
      (grant.resource.table === resource.table || grant.resource.table === ALL_TABLES),
  );
  const location = cloud.glue.table(resource.catalogId, resource.database, resource.table)?.location ?? '';
  // Observed wording (aws-data-mesh-utils handles it).
  if (left && !isHybrid(lake, location)) throw invalid('Please revoke permission(s) for IAM_ALLOWED_PRINCIPALS on the table.');
}

function assertRoom(lakes: Lakes, caller: Caller, { principal, resource }: GrantChange): void {
  if (resource.kind !== 'policy') return;
  const policies = lakes
    .of(caller.accountId)
    .grants.all()
    .filter((grant) => grant.principal === principal)
    .flatMap((grant) =>
      grant.resource.kind === 'policy' && grant.resource.type === resource.type ? [JSON.stringify(grant.resource)] : [],
    );
  if (policies.length >= MOST_POLICIES && !policies.includes(JSON.stringify(resource))) {
    throw limitExceeded(`The principal has ${MOST_POLICIES} LF-Tag policies already.`);
  }
}

function assertTags(lakes: Lakes, resource: LakeResource): void {
  const pairs = resource.kind === 'policy' ? resource.expression : resource.kind === 'tag' ? [resource] : [];
  if (resource.kind === 'policy' && pairs.length === 0) throw invalid('LFTagPolicy must have an Expression.');
  if (resource.kind === 'policy' && Buffer.byteLength(JSON.stringify(toTags(resource.expression))) > LONGEST_EXPRESSION)
    throw invalid(`The LF-Tag expression exceeds ${LONGEST_EXPRESSION} bytes.`);
  for (const { key, values } of pairs) {
    const tag = lakes.of(resource.catalogId).tags.get(key);
    const unknown = values.filter((value) => value !== '*' && !tag?.values.has(value));
    if (!tag || unknown.length > 0) throw notFound(`Tag key ${key} or its value ${unknown.join(', ')} does not exist.`);
  }
}

function isLink(cloud: Cloud, resource: LakeResource): boolean {
  if (resource.kind === 'database') return cloud.glue.database(resource.catalogId, resource.database)?.link !== undefined;
  if (resource.kind === 'table' || resource.kind === 'columns') {
    return cloud.glue.table(resource.catalogId, resource.database, resource.table)?.link !== undefined;
  }
  return false;
}
