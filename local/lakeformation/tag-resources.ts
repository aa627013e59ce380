import type {
  AddLFTagsToResourceCommandInput,
  AddLFTagsToResourceCommandOutput,
  GetResourceLFTagsCommandInput,
  GetResourceLFTagsCommandOutput,
  LFTagError,
  LFTagPair,
  RemoveLFTagsFromResourceCommandInput,
  RemoveLFTagsFromResourceCommandOutput,
} from '@aws-sdk/client-lakeformation';
import { AwsError, type Caller, type Output } from '../core/service.ts';
import { accessDenied, invalid, limitExceeded, notAuthorized, notFound } from './errors.ts';
import { attach, attachedTags, detach, effectiveTags, type TagPath } from './attached-tags.ts';
import { assertResource } from './check-grant.ts';
import type { LakeRoom } from './room.ts';
import { isAdministrator, principalOf } from './principals.ts';
import { ALL_TABLES, lower, parseResource, type LakeResource } from './resource.ts';
import { mayWithTag, visibleTags } from './tag-rights.ts';

/** Tags in one request, and on one resource (developer guide, "LF-Tag naming and restrictions"). */
const MOST_TAGS = 50;

export function addTags(room: LakeRoom, caller: Caller, input: AddLFTagsToResourceCommandInput): Output<AddLFTagsToResourceCommandOutput> {
  const lake = room.lakes.of(caller.accountId);
  return {
    Failures: eachTag(room, caller, input, (paths, key, values, pair) => {
      const [value, ...more] = values;
      if (value === undefined || more.length > 0) throw invalid('Only one value of an LF-Tag can be assigned to a resource.');
      assertAssociate(room, caller, key, values, pair);
      for (const path of paths) {
        const tags = attachedTags(lake, path);
        if (tags.size >= MOST_TAGS && !tags.has(key)) throw limitExceeded(`The resource has ${MOST_TAGS} LF-Tags already.`);
      }
      for (const path of paths) attach(lake, path, key, value);
    }),
  };
}

export function removeTags(
  room: LakeRoom,
  caller: Caller,
  input: RemoveLFTagsFromResourceCommandInput,
): Output<RemoveLFTagsFromResourceCommandOutput> {
  const lake = room.lakes.of(caller.accountId);
  return {
    Failures: eachTag(room, caller, input, (paths, key, values, pair) => {
      assertAssociate(room, caller, key, values, pair);
      for (const path of paths) {
        const attached = attachedTags(lake, path).get(key);
        if (attached === undefined || !values.includes(attached)) throw notFound(`LF-Tag ${key} is not assigned to the resource.`);
      }
      for (const path of paths) detach(lake, path, key);
    }),
  };
}

/** With `ShowAssignedLFTags` only what is attached here, otherwise what is inherited too. */
export function getResourceTags(
  room: LakeRoom,
  caller: Caller,
  input: GetResourceLFTagsCommandInput,
): Output<GetResourceLFTagsCommandOutput> {
  const resource = parseResource(input.Resource, input.CatalogId ?? caller.accountId);
  assertResource(room, caller, resource);
  const { catalogId } = resource;
  const lake = room.lakes.of(catalogId);
  const seen = new Map(visibleTags(room, caller, catalogId).map(({ key, values }) => [key, values]));
  const pairs = (tags: ReadonlyMap<string, string>): LFTagPair[] =>
    [...tags]
      .filter(([key, value]) => seen.get(key)?.includes(value))
      .map(([TagKey, value]) => ({ CatalogId: catalogId, TagKey, TagValues: [value] }));
  const read = (path: TagPath) => pairs(input.ShowAssignedLFTags ? attachedTags(lake, path) : effectiveTags(lake, path));
  if (resource.kind === 'database') return { LFTagOnDatabase: read([resource.database]) };
  if ((resource.kind !== 'table' && resource.kind !== 'columns') || resource.table === ALL_TABLES)
    throw invalid('Resource must be a database, a table or columns of a table.');
  const { database, table } = resource;
  const columns = pathsOf(room, resource).map((path) => path[2]);
  return {
    LFTagOnDatabase: pairs(attachedTags(lake, [database])),
    LFTagsOnTable: read([database, table]),
    LFTagsOnColumns: (room.cloud.glue.table(catalogId, database, table)?.columns ?? [])
      .filter((column) => resource.kind === 'table' || columns.includes(column))
      .map((Name) => ({ Name, LFTags: read([database, table, Name]) }))
      .filter(({ LFTags }) => LFTags.length > 0),
  };
}

/** What fails for one tag is listed, the rest is done (API reference, AddLFTagsToResource). */
function eachTag(
  room: LakeRoom,
  caller: Caller,
  input: AddLFTagsToResourceCommandInput,
  run: (paths: readonly TagPath[], key: string, values: readonly string[], pair: LFTagPair) => void,
): LFTagError[] {
  const tags = input.LFTags ?? [];
  if (tags.length === 0 || tags.length > MOST_TAGS) throw invalid(`A request takes 1 to ${MOST_TAGS} LF-Tags.`);
  const resource = parseResource(input.Resource, input.CatalogId ?? caller.accountId);
  // Only the account that owns a resource attaches tags to it (developer guide, "LF-Tag-based access control").
  if (resource.catalogId !== caller.accountId) throw notAuthorized();
  assertResource(room, caller, resource);
  const paths = pathsOf(room, resource);
  assertMayTag(room, caller, resource);
  return tags.flatMap((LFTag) => {
    try {
      run(paths, lower(LFTag.TagKey), (LFTag.TagValues ?? []).map(lower), LFTag);
      return [];
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return [{ LFTag, Error: { ErrorCode: error.code, ErrorMessage: error.message } }];
    }
  });
}

function pathsOf({ cloud }: LakeRoom, resource: LakeResource): TagPath[] {
  if (resource.kind === 'database') return [[resource.database]];
  if ((resource.kind === 'table' || resource.kind === 'columns') && resource.table !== ALL_TABLES) {
    const { database, table } = resource;
    if (resource.kind === 'table') return [[database, table]];
    const all = cloud.glue.table(resource.catalogId, database, table)?.columns ?? [];
    const { columns } = resource;
    const names = 'include' in columns ? columns.include : all.filter((column) => !columns.except.includes(column));
    return names.map((column) => [database, table, column]);
  }
  throw invalid('LF-Tags can be assigned to databases, tables and columns only.');
}

/** Administrators, and who made the resource. */
function assertMayTag({ cloud, lakes }: LakeRoom, caller: Caller, resource: LakeResource): void {
  if (isAdministrator(lakes.of(caller.accountId), caller)) return;
  const creator =
    resource.kind === 'database'
      ? cloud.glue.database(resource.catalogId, resource.database)?.creator
      : resource.kind === 'table' || resource.kind === 'columns'
        ? cloud.glue.table(resource.catalogId, resource.database, resource.table)?.creator
        : undefined;
  if (creator !== principalOf(caller)) throw notAuthorized();
}

function assertAssociate(room: LakeRoom, caller: Caller, key: string, values: readonly string[], { CatalogId }: LFTagPair): void {
  const catalogId = CatalogId ?? caller.accountId;
  const tag = room.lakes.of(catalogId).tags.get(key);
  if (!tag || values.some((value) => !tag.values.has(value)))
    throw notFound(`Tag key ${key} or its value ${values.join(', ')} does not exist.`);
  if (!mayWithTag(room, caller, catalogId, key, values, 'ASSOCIATE')) {
    throw accessDenied(`Insufficient Lake Formation permission(s): Required Associate on ${key}`);
  }
}
