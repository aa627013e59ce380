import type {
  CreateLFTagCommandInput,
  CreateLFTagCommandOutput,
  DeleteLFTagCommandInput,
  DeleteLFTagCommandOutput,
  GetLFTagCommandInput,
  GetLFTagCommandOutput,
  ListLFTagsCommandInput,
  ListLFTagsCommandOutput,
  UpdateLFTagCommandInput,
  UpdateLFTagCommandOutput,
} from '@aws-sdk/client-lakeformation';
import { page } from '../core/pages.ts';
import type { AwsError, Caller, Output } from '../core/service.ts';
import { accessDenied, invalid, limitExceeded, notAuthorized, notFound } from './errors.ts';
import type { LakeRoom } from './room.ts';
import { isAdministrator, principalOf } from './principals.ts';
import { lower } from './resource.ts';
import type { LfTag } from './state.ts';
import { assertOwnCatalog, mayWithTag, visibleTags } from './tag-rights.ts';

const MOST_TAGS = 1000;
const MOST_VALUES = 1000;
const MOST_VALUES_AT_ONCE = 50;
const LONGEST = 50;

export function createTag({ lakes, rights }: LakeRoom, caller: Caller, input: CreateLFTagCommandInput): Output<CreateLFTagCommandOutput> {
  assertOwnCatalog(caller, input.CatalogId);
  const lake = lakes.of(caller.accountId);
  const key = checked(input.TagKey);
  const values = (input.TagValues ?? []).map(checked);
  if (!rights.onCatalog(caller, caller.accountId).has('CREATE_LF_TAG')) {
    throw accessDenied('Insufficient Lake Formation permission(s): Required Create Tag on Catalog');
  }
  if (values.length === 0 || values.length > MOST_VALUES_AT_ONCE)
    throw invalid(`An LF-Tag takes 1 to ${MOST_VALUES_AT_ONCE} values in one request.`);
  if (lake.tags.has(key)) throw invalid('Tag key already exists');
  if (lake.tags.size >= MOST_TAGS) throw limitExceeded(`There are ${MOST_TAGS} LF-Tags already.`);
  lake.tags.set(key, { key, values: new Set(values), creator: principalOf(caller) });
  return {};
}

export function getTag(room: LakeRoom, caller: Caller, input: GetLFTagCommandInput): Output<GetLFTagCommandOutput> {
  const CatalogId = input.CatalogId ?? caller.accountId;
  const found = visibleTags(room, caller, CatalogId).find(({ key }) => key === lower(input.TagKey));
  if (!found) throw missing(room, caller, CatalogId, lower(input.TagKey));
  return { CatalogId, TagKey: found.key, TagValues: found.values };
}

/** With `ALL`, also what other accounts let the caller see. */
export function listTags(room: LakeRoom, caller: Caller, input: ListLFTagsCommandInput): Output<ListLFTagsCommandOutput> {
  const CatalogId = input.CatalogId ?? caller.accountId;
  const catalogs = input.ResourceShareType === 'ALL' ? [CatalogId, ...otherCatalogs(room, caller)] : [CatalogId];
  const found = [...new Set(catalogs)].flatMap((catalog) =>
    visibleTags(room, caller, catalog).map(({ key, values }) => ({ CatalogId: catalog, TagKey: key, TagValues: values })),
  );
  const { items, nextToken } = page(found, input.NextToken, input.MaxResults ?? 50);
  return { LFTags: [...items], NextToken: nextToken };
}

export function updateTag(room: LakeRoom, caller: Caller, input: UpdateLFTagCommandInput): Output<UpdateLFTagCommandOutput> {
  const tag = ownTag(room, caller, input, 'ALTER');
  const away = (input.TagValuesToDelete ?? []).map(lower);
  const fresh = (input.TagValuesToAdd ?? []).map(checked);
  if (away.some((value) => !tag.values.has(value))) throw notFound(`Tag value does not exist in ${tag.key}.`);
  const used = [...room.lakes.of(caller.accountId).attached.values()].some((tags) => away.includes(tags.get(tag.key) ?? ''));
  // API reference, UpdateLFTag: a value that is attached to a resource cannot be taken away.
  if (used) throw invalid('Update not allowed: the tag value is attached to a resource.');
  if (tag.values.size - away.length + fresh.length > MOST_VALUES) {
    throw limitExceeded(`An LF-Tag has at most ${MOST_VALUES} values.`);
  }
  for (const value of away) tag.values.delete(value);
  for (const value of fresh) tag.values.add(value);
  return {};
}

/** Takes the tag from every resource, and from the principals what was granted through it (API reference, DeleteLFTag). */
export function deleteTag(room: LakeRoom, caller: Caller, input: DeleteLFTagCommandInput): Output<DeleteLFTagCommandOutput> {
  const tag = ownTag(room, caller, input, 'DROP');
  const lake = room.lakes.of(caller.accountId);
  lake.tags.delete(tag.key);
  for (const tags of lake.attached.values()) tags.delete(tag.key);
  for (const grant of lake.grants.at({ catalogId: caller.accountId })) {
    const { principal, resource } = grant;
    const through =
      resource.kind === 'tag'
        ? resource.key === tag.key
        : resource.kind === 'policy' && resource.expression.some((pair) => pair.key === tag.key);
    if (!through) continue;
    lake.grants.delete(grant);
    room.sharing.close(caller.accountId, principal, resource);
  }
  return {};
}

function ownTag(
  room: LakeRoom,
  caller: Caller,
  input: { CatalogId?: string | undefined; TagKey: string | undefined },
  permission: 'ALTER' | 'DROP',
): LfTag {
  assertOwnCatalog(caller, input.CatalogId);
  const key = lower(input.TagKey);
  const tag = room.lakes.of(caller.accountId).tags.get(key);
  if (!tag) throw missing(room, caller, caller.accountId, key);
  if (!mayWithTag(room, caller, caller.accountId, key, [...tag.values], permission)) throw notAuthorized();
  return tag;
}

function otherCatalogs({ lakes }: LakeRoom, caller: Caller): string[] {
  return [...lakes.all()].map(({ accountId }) => accountId).filter((accountId) => accountId !== caller.accountId);
}

function missing({ lakes }: LakeRoom, caller: Caller, catalogId: string, key: string): AwsError {
  const told = catalogId === caller.accountId && isAdministrator(lakes.of(catalogId), caller);
  return told ? notFound(`Tag key does not exist: ${key}`) : notAuthorized();
}

/** At most 50 characters, stored in lower case (developer guide, "LF-Tag naming and restrictions"). */
function checked(name: string | undefined): string {
  const folded = lower(name);
  if (folded.length === 0 || folded.length > LONGEST) throw invalid(`LF-Tag keys and values have 1 to ${LONGEST} characters.`);
  return folded;
}
