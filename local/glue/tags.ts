import type {
  GetTagsCommandInput,
  GetTagsCommandOutput,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from '@aws-sdk/client-glue';
import type { Caller, Output } from '../core/service.ts';
import { invalidInput, notFound } from './errors.ts';
import type { Glue } from './glue.ts';

const MOST_TAGS = 50;

export function tagResource({ catalogs }: Glue, caller: Caller, input: TagResourceCommandInput): Output<TagResourceCommandOutput> {
  const tags = tagsOf(catalogs, caller, input.ResourceArn);
  const merged = new Map([...tags, ...Object.entries(input.TagsToAdd ?? {})]);
  if (merged.size > MOST_TAGS) throw invalidInput(`A resource has at most ${MOST_TAGS} tags.`);
  for (const [key, value] of merged) tags.set(key, value);
  return {};
}

export function untagResource({ catalogs }: Glue, caller: Caller, input: UntagResourceCommandInput): Output<UntagResourceCommandOutput> {
  const tags = tagsOf(catalogs, caller, input.ResourceArn);
  for (const key of input.TagsToRemove ?? []) tags.delete(key);
  return {};
}

export function getTags({ catalogs }: Glue, caller: Caller, input: GetTagsCommandInput): Output<GetTagsCommandOutput> {
  return { Tags: Object.fromEntries(tagsOf(catalogs, caller, input.ResourceArn)) };
}

/** Databases and crawlers take tags, tables do not (AWS Glue developer guide, "AWS tags in AWS Glue"). */
function tagsOf(catalogs: Glue['catalogs'], caller: Caller, arn: string | undefined): Map<string, string> {
  const [, , service, , account, rest = ''] = (arn ?? '').split(':');
  const [kind = '', ...path] = rest.split('/');
  const name = path.join('/');
  if (service !== 'glue' || (kind !== 'database' && kind !== 'crawler')) throw invalidInput(`Tags are not supported for ${arn}.`);
  const catalog = catalogs.of(caller.accountId);
  const record = account !== caller.accountId ? undefined : kind === 'database' ? catalog.databases.get(name) : catalog.crawlers.get(name);
  if (!record) throw notFound(`${arn} not found.`);
  return record.tags;
}
