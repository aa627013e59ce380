import type {
  AddTagsCommandInput,
  AddTagsCommandOutput,
  DeleteTagsCommandInput,
  ListTagsCommandInput,
  ListTagsCommandOutput,
  Tag,
} from '@aws-sdk/client-sagemaker';
import type { Output } from '../core/service.ts';
import { limitExceeded } from './errors.ts';

/** AWS General Reference, "Tag naming limits and requirements": tags per resource. */
const MOST_TAGS = 50;

/** Tags of resources, by ARN. */
export class Tags {
  readonly #tags = new Map<string, Map<string, string>>();

  /** Throws ResourceLimitExceeded when the resource would have too many. */
  add(arn: string, tags: readonly Tag[] | undefined): void {
    const all = new Map(this.#tags.get(arn));
    for (const { Key = '', Value = '' } of tags ?? []) all.set(Key, Value);
    if (all.size > MOST_TAGS) throw limitExceeded(`The resource ${arn} can have at most ${MOST_TAGS} tags.`);
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
    AddTags(input: AddTagsCommandInput): Output<AddTagsCommandOutput> {
      tags.add(input.ResourceArn ?? '', input.Tags);
      return { Tags: tags.of(input.ResourceArn ?? '') };
    },
    DeleteTags(input: DeleteTagsCommandInput) {
      tags.remove(input.ResourceArn ?? '', input.TagKeys ?? []);
      return {};
    },
    ListTags(input: ListTagsCommandInput): Output<ListTagsCommandOutput> {
      return { Tags: tags.of(input.ResourceArn ?? '') };
    },
  };
}
