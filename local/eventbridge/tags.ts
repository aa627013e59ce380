import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  Tag,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-eventbridge';
import type { Output } from '../core/service.ts';

/** Tags of resources, by ARN. */
export class Tags {
  readonly #tags = new Map<string, Map<string, string>>();

  set(arn: string, tags: readonly Tag[] | undefined): void {
    const all = this.#tags.get(arn) ?? new Map<string, string>();
    for (const { Key, Value } of tags ?? []) all.set(Key ?? '', Value ?? '');
    this.#tags.set(arn, all);
  }

  of(arn: string): Tag[] {
    return [...(this.#tags.get(arn) ?? [])].map(([Key, Value]) => ({ Key, Value }));
  }

  remove(arn: string, keys: readonly string[]): void {
    for (const key of keys) this.#tags.get(arn)?.delete(key);
  }
}

export function tagOperations(tags: Tags) {
  return {
    TagResource(input: TagResourceCommandInput) {
      tags.set(input.ResourceARN ?? '', input.Tags);
      return {};
    },
    UntagResource(input: UntagResourceCommandInput) {
      tags.remove(input.ResourceARN ?? '', input.TagKeys ?? []);
      return {};
    },
    ListTagsForResource(input: ListTagsForResourceCommandInput): Output<ListTagsForResourceCommandOutput> {
      return { Tags: tags.of(input.ResourceARN ?? '') };
    },
  };
}
