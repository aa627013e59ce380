import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  Tag,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-eventbridge';
import type { Output } from '../core/service.ts';
import { validation } from './names.ts';

/** AWS General Reference, "Tag naming limits and requirements": tags per resource. */
const MOST_TAGS = 50;

/** Tags of resources, by ARN. */
export class Tags {
  readonly #tags = new Map<string, Map<string, string>>();

  /** Throws ValidationException when the resource would have too many. */
  set(arn: string, tags: readonly Tag[] | undefined): void {
    const all = new Map(this.#tags.get(arn));
    for (const { Key, Value } of tags ?? []) all.set(Key ?? '', Value ?? '');
    if (all.size > MOST_TAGS) throw validation(`A resource can have at most ${MOST_TAGS} tags.`);
    this.#tags.set(arn, all);
  }

  of(arn: string): Tag[] {
    return [...(this.#tags.get(arn) ?? [])].map(([Key, Value]) => ({ Key, Value }));
  }

  remove(arn: string, keys: readonly string[]): void {
    for (const key of keys) this.#tags.get(arn)?.delete(key);
  }
}

/** @param assertExists throws ResourceNotFoundException for an ARN of nothing */
export function tagOperations(tags: Tags, assertExists: (arn: string) => void) {
  return {
    TagResource(input: TagResourceCommandInput) {
      assertExists(input.ResourceARN ?? '');
      tags.set(input.ResourceARN ?? '', input.Tags);
      return {};
    },
    UntagResource(input: UntagResourceCommandInput) {
      assertExists(input.ResourceARN ?? '');
      tags.remove(input.ResourceARN ?? '', input.TagKeys ?? []);
      return {};
    },
    ListTagsForResource(input: ListTagsForResourceCommandInput): Output<ListTagsForResourceCommandOutput> {
      assertExists(input.ResourceARN ?? '');
      return { Tags: tags.of(input.ResourceARN ?? '') };
    },
  };
}
