import type {
  CreateTopicCommandInput,
  CreateTopicCommandOutput,
  DeleteTopicCommandInput,
  GetTopicAttributesCommandInput,
  GetTopicAttributesCommandOutput,
  ListSubscriptionsByTopicCommandInput,
  ListSubscriptionsByTopicCommandOutput,
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  ListTopicsCommandInput,
  ListTopicsCommandOutput,
  PublishCommandInput,
  PublishCommandOutput,
  SetTopicAttributesCommandInput,
  SubscribeCommandInput,
  SubscribeCommandOutput,
  TagResourceCommandInput,
  UnsubscribeCommandInput,
} from '@aws-sdk/client-sns';
import type { Cloud } from '../core/cloud.ts';
import { page } from '../core/pages.ts';
import { AwsError } from '../core/service.ts';
import type { Call, Caller, Output } from '../core/service.ts';
import { readPolicy } from '../eventbridge/resource-policy.ts';
import { publish } from './publish.ts';
import { topicArn } from './topics.ts';
import { defaultAttributes } from './topic-defaults.ts';
import type { Topic, Topics } from './topics.ts';

// SNS API reference, Publish: bytes of a message; a subject is up to 100 characters of one line.
const LONGEST_MESSAGE = 262_144;

function isSubject(subject: string | undefined): boolean {
  return subject === undefined || (subject.length <= 100 && /^[\x21-\x7e][\x20-\x7e]*$/.test(subject));
}

/** A phone number, which single marks may part (SNS API reference, Subscribe: Endpoint). */
const PHONE = /^\+?\d+([-/.]\d+)*$/;

// SNS API reference, TagResource: TagLimitExceeded.
const MOST_TAGS = 50;

const PROTOCOLS = ['sqs', 'lambda', 'email', 'email-json', 'http', 'https', 'sms'];

/** Operations on tags have an error of their own for what is missing (SNS API reference, TagResource: ResourceNotFound). */
function taggable(topics: Topics, arn: string | undefined, action: string, cloud: Cloud, caller: Caller): Topic {
  if (topics.find(arn ?? '') === undefined) throw new AwsError('ResourceNotFound', 'Resource does not exist', 404);
  return topics.open(arn, action, cloud, caller);
}

export function topicOperations(topics: Topics) {
  return {
    CreateTopic(input: CreateTopicCommandInput, { caller, region }: Call): Output<CreateTopicCommandOutput> {
      const name = input.Name ?? '';
      if (name.endsWith('.fifo')) throw new AwsError('InvalidParameter', 'FIFO topics are not served by the local cloud.');
      if (!/^[a-zA-Z0-9_-]{1,256}$/.test(name)) throw new AwsError('InvalidParameter', 'Invalid parameter: Topic Name');
      const arn = topicArn(caller.accountId, region, name);
      if (topics.find(arn) !== undefined) return { TopicArn: arn };
      const { FifoTopic: _fifo, ContentBasedDeduplication: _deduplication, ...attributes } = { ...input.Attributes };
      const policy = attributes['Policy'] === undefined ? undefined : readPolicy(attributes['Policy'], 'InvalidParameter');
      const tags = new Map((input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
      topics.add({ name, arn, account: caller.accountId, subscriptions: new Map(), tags, attributes, policy });
      return { TopicArn: arn };
    },

    DeleteTopic(input: DeleteTopicCommandInput, { cloud, caller }: Call): void {
      // Deleting what is not there succeeds (SNS API reference, DeleteTopic).
      if (topics.find(input.TopicArn ?? '') !== undefined) topics.delete(topics.open(input.TopicArn, 'DeleteTopic', cloud, caller));
    },

    ListTopics(input: ListTopicsCommandInput, { caller }: Call): Output<ListTopicsCommandOutput> {
      const { items, nextToken } = page(topics.of(caller.accountId), input.NextToken, 100, 'InvalidParameter');
      return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), NextToken: nextToken };
    },

    GetTopicAttributes(input: GetTopicAttributesCommandInput, { cloud, caller }: Call): Output<GetTopicAttributesCommandOutput> {
      const topic = topics.open(input.TopicArn, 'GetTopicAttributes', cloud, caller);
      const counts = { SubscriptionsConfirmed: String(topic.subscriptions.size), SubscriptionsPending: '0', SubscriptionsDeleted: '0' };
      return { Attributes: { ...defaultAttributes(topic), TopicArn: topic.arn, Owner: topic.account, ...counts, ...topic.attributes } };
    },

    SetTopicAttributes(input: SetTopicAttributesCommandInput, { cloud, caller }: Call): void {
      const topic = topics.open(input.TopicArn, 'SetTopicAttributes', cloud, caller);
      const { AttributeName: name = '', AttributeValue: value = '' } = input;
      if (name === 'Policy') topic.policy = readPolicy(value, 'InvalidParameter');
      topic.attributes = { ...topic.attributes, [name]: value };
    },

    Subscribe(input: SubscribeCommandInput, { cloud, caller }: Call): Output<SubscribeCommandOutput> {
      const topic = topics.open(input.TopicArn, 'Subscribe', cloud, caller);
      const { Protocol: protocol = '', Endpoint: endpoint = '' } = input;
      const unserved = Object.keys(input.Attributes ?? {}).find((name) => name !== 'RawMessageDelivery');
      if (unserved) throw new AwsError('InvalidParameter', `Invalid parameter: Attributes Reason: ${unserved} is not served by the local cloud`);
      if (protocol === 'sqs' && !/^arn:aws:sqs:[a-z0-9-]+:\d{12}:/.test(endpoint)) throw new AwsError('InvalidParameter', 'Invalid parameter: SQS endpoint ARN');
      if (protocol === 'sms' && !PHONE.test(endpoint)) throw new AwsError('InvalidParameter', `Invalid SMS endpoint: ${endpoint}`);
      if (!PROTOCOLS.includes(protocol)) throw new AwsError('InvalidParameter', 'Invalid parameter: Does not support this protocol string');
      const existing = [...topic.subscriptions.values()].find((other) => other.protocol === protocol && other.endpoint === endpoint);
      if (existing !== undefined) return { SubscriptionArn: existing.arn };
      const arn = `${topic.arn}:${cloud.dice.uuid()}`;
      topic.subscriptions.set(arn, {
        arn,
        protocol,
        endpoint,
        owner: caller.accountId,
        raw: input.Attributes?.['RawMessageDelivery'] === 'true',
      });
      return { SubscriptionArn: arn };
    },

    Unsubscribe(input: UnsubscribeCommandInput): void {
      for (const topic of topics.all()) topic.subscriptions.delete(input.SubscriptionArn ?? '');
    },

    ListSubscriptionsByTopic(
      input: ListSubscriptionsByTopicCommandInput,
      { cloud, caller }: Call,
    ): Output<ListSubscriptionsByTopicCommandOutput> {
      const topic = topics.open(input.TopicArn, 'ListSubscriptionsByTopic', cloud, caller);
      const { items, nextToken } = page([...topic.subscriptions.values()], input.NextToken, 100, 'InvalidParameter');
      return {
        Subscriptions: items.map(({ arn, protocol, endpoint, owner }) => ({
          SubscriptionArn: arn,
          Protocol: protocol,
          Endpoint: endpoint,
          Owner: owner,
          TopicArn: topic.arn,
        })),
        NextToken: nextToken,
      };
    },

    Publish(input: PublishCommandInput, { cloud, caller }: Call): Output<PublishCommandOutput> {
      const unserved = (['MessageAttributes', 'MessageStructure', 'MessageGroupId', 'MessageDeduplicationId', 'PhoneNumber'] as const).find((name) => input[name] !== undefined);
      if (unserved) throw new AwsError('InvalidParameter', `Invalid parameter: ${unserved} is not served by the local cloud`);
      const topic = topics.open(input.TopicArn ?? input.TargetArn, 'Publish', cloud, caller);
      if (!isSubject(input.Subject)) throw new AwsError('InvalidParameter', 'Invalid parameter: Subject');
      if (Buffer.byteLength(input.Message ?? '') > LONGEST_MESSAGE) throw new AwsError('InvalidParameter', 'Invalid parameter: Message too long');
      if (!input.Message) throw new AwsError('InvalidParameter', 'Invalid parameter: Empty message');
      return { MessageId: publish(cloud, topic, { message: input.Message, subject: input.Subject }) };
    },

    TagResource(input: TagResourceCommandInput, { cloud, caller }: Call) {
      const topic = taggable(topics, input.ResourceArn, 'TagResource', cloud, caller);
      const names = new Set([...topic.tags.keys(), ...(input.Tags ?? []).map(({ Key }) => Key)]);
      if (names.size > MOST_TAGS) throw new AwsError('TagLimitExceeded', 'Could not complete request: tag quota of per resource exceeded');
      for (const { Key = '', Value = '' } of input.Tags ?? []) topic.tags.set(Key, Value);
      return {};
    },

    ListTagsForResource(input: ListTagsForResourceCommandInput, { cloud, caller }: Call): Output<ListTagsForResourceCommandOutput> {
      const topic = taggable(topics, input.ResourceArn, 'ListTagsForResource', cloud, caller);
      return { Tags: [...topic.tags].map(([Key, Value]) => ({ Key, Value })) };
    },
  };
}
