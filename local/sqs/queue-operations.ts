import type {
  CreateQueueCommandInput,
  CreateQueueCommandOutput,
  DeleteQueueCommandInput,
  GetQueueAttributesCommandInput,
  GetQueueAttributesCommandOutput,
  GetQueueUrlCommandInput,
  GetQueueUrlCommandOutput,
  ListDeadLetterSourceQueuesCommandInput,
  ListDeadLetterSourceQueuesCommandOutput,
  ListQueuesCommandInput,
  ListQueuesCommandOutput,
  ListQueueTagsCommandInput,
  ListQueueTagsCommandOutput,
  PurgeQueueCommandInput,
  SetQueueAttributesCommandInput,
  TagQueueCommandInput,
  UntagQueueCommandInput,
} from '@aws-sdk/client-sqs';
import { page } from '../core/pages.ts';
import { AwsError } from '../core/service.ts';
import type { Call, Output } from '../core/service.ts';
import { printAttributes, readAttributes } from './attributes.ts';
import { Backlog } from './backlog.ts';
import type { Settings } from './queue.ts';
import { queueArn } from './queues.ts';
import type { Queues } from './queues.ts';

// SQS API reference, PurgeQueue: once in 60 seconds.
const PURGE_PAUSE = 60_000;
// AWS General Reference, "Tag naming limits and requirements": tags per resource.
const MOST_TAGS = 50;

export function queueOperations(queues: Queues) {
  return {
    CreateQueue(input: CreateQueueCommandInput, { cloud, caller, region }: Call): Output<CreateQueueCommandOutput> {
      const name = input.QueueName ?? '';
      if (name.endsWith('.fifo')) throw new AwsError('InvalidParameterValue', 'FIFO queues are not served by the local cloud.');
      if (!/^[a-zA-Z0-9_-]{1,80}$/.test(name)) {
        throw new AwsError('InvalidParameterValue', 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
      }
      const arn = queueArn(caller.accountId, region, name);
      const given = textsOf(input.Attributes);
      const existing = queues.find(arn);
      if (existing !== undefined) {
        const differs = Object.entries(given).find(([attribute, value]) => (existing.given[attribute] ?? value) !== value);
        if (differs)
          throw new AwsError(
            'QueueNameExists',
            `A queue already exists with the same name and a different value for attribute ${differs[0]}`,
          );
        return { QueueUrl: existing.url };
      }
      const read = readAttributes(given);
      assertDeadLetterQueue(queues, read.settings.redrive, given['RedrivePolicy']);
      const now = cloud.clock.now();
      const url = `https://sqs.${region}.amazonaws.com/${caller.accountId}/${name}`;
      const tags = new Map(Object.entries(input.tags ?? {}));
      const backlog = new Backlog(cloud, caller.accountId, name);
      backlog.count([]);
      queues.add({
        name,
        arn,
        url,
        account: caller.accountId,
        createdAt: now,
        changedAt: now,
        tags,
        messages: [],
        waiting: new Set(),
        backlog,
        given,
        purgedAt: undefined,
        ...read,
      });
      return { QueueUrl: url };
    },

    GetQueueUrl(input: GetQueueUrlCommandInput, { cloud, caller, region }: Call): Output<GetQueueUrlCommandOutput> {
      const arn = queueArn(input.QueueOwnerAWSAccountId ?? caller.accountId, region, input.QueueName ?? '');
      return { QueueUrl: queues.openArn(arn, 'GetQueueUrl', cloud, caller).url };
    },

    ListQueues(input: ListQueuesCommandInput, { caller }: Call): Output<ListQueuesCommandOutput> {
      const found = queues.of(caller.accountId).filter(({ name }) => name.startsWith(input.QueueNamePrefix ?? ''));
      const { items, nextToken } = page(found, input.NextToken, input.MaxResults ?? 1000, 'InvalidParameterValue');
      return { QueueUrls: items.map(({ url }) => url), NextToken: nextToken };
    },

    GetQueueAttributes(input: GetQueueAttributesCommandInput, call: Call): Output<GetQueueAttributesCommandOutput> {
      const all = printAttributes(queues.open(input.QueueUrl, 'GetQueueAttributes', call), call.cloud.clock.now());
      const wanted: readonly string[] = input.AttributeNames ?? [];
      if (wanted.includes('All')) return { Attributes: all };
      const asked = Object.entries(all).filter(([name]) => wanted.includes(name));
      return asked.length > 0 ? { Attributes: Object.fromEntries(asked) } : {};
    },

    SetQueueAttributes(input: SetQueueAttributesCommandInput, call: Call): void {
      const queue = queues.open(input.QueueUrl, 'SetQueueAttributes', call);
      const given = { ...queue.given, ...textsOf(input.Attributes) };
      const read = readAttributes(given);
      assertDeadLetterQueue(queues, read.settings.redrive, given['RedrivePolicy']);
      Object.assign(queue, read, { given, changedAt: call.cloud.clock.now() });
    },

    DeleteQueue(input: DeleteQueueCommandInput, call: Call): void {
      const queue = queues.open(input.QueueUrl, 'DeleteQueue', call);
      queues.delete(queue);
      queue.backlog.stop();
    },

    PurgeQueue(input: PurgeQueueCommandInput, call: Call): void {
      const queue = queues.open(input.QueueUrl, 'PurgeQueue', call);
      const now = call.cloud.clock.now();
      if (queue.purgedAt !== undefined && now - queue.purgedAt < PURGE_PAUSE) {
        throw new AwsError('PurgeQueueInProgress', `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`, 403);
      }
      queue.purgedAt = now;
      queue.messages.length = 0;
      queue.backlog.count(queue.messages);
    },

    ListDeadLetterSourceQueues(input: ListDeadLetterSourceQueuesCommandInput, call: Call): Output<ListDeadLetterSourceQueuesCommandOutput> {
      const queue = queues.open(input.QueueUrl, 'ListDeadLetterSourceQueues', call);
      return { queueUrls: queues.sourcesOf(queue.arn).map(({ url }) => url) };
    },

    TagQueue(input: TagQueueCommandInput, call: Call): void {
      const queue = queues.open(input.QueueUrl, 'TagQueue', call);
      assertGiven('Tags', Object.keys(input.Tags ?? {}));
      const names = new Set([...queue.tags.keys(), ...Object.keys(input.Tags ?? {})]);
      if (names.size > MOST_TAGS) throw new AwsError('InvalidParameterValue', `Too many tags added for queue ${queue.name}.`);
      for (const [key, value] of Object.entries(input.Tags ?? {})) queue.tags.set(key, value);
    },

    UntagQueue(input: UntagQueueCommandInput, call: Call): void {
      const queue = queues.open(input.QueueUrl, 'UntagQueue', call);
      // Observed wording, also for none at all.
      if ((input.TagKeys ?? []).length === 0) throw new AwsError('InvalidParameterValue', 'Tag keys must be between 1 and 128 characters in length.');
      for (const key of input.TagKeys ?? []) queue.tags.delete(key);
    },

    ListQueueTags(input: ListQueueTagsCommandInput, call: Call): Output<ListQueueTagsCommandOutput> {
      return { Tags: Object.fromEntries(queues.open(input.QueueUrl, 'ListQueueTags', call).tags) };
    },
  };
}

function assertDeadLetterQueue(queues: Queues, redrive: Settings['redrive'], policy: string | undefined): void {
  if (redrive === undefined || queues.find(redrive.deadLetterTargetArn) !== undefined) return;
  throw new AwsError('InvalidParameterValue', `Value ${policy} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`);
}

function assertGiven(name: string, values: readonly unknown[]): void {
  if (values.length === 0) throw new AwsError('MissingParameter', `The request must contain the parameter ${name}.`);
}

function textsOf(attributes: CreateQueueCommandInput['Attributes']): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes ?? {}).filter(([, value]) => value !== undefined));
}
