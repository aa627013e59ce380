import { document, objects, optionalText, pick, text, texts } from '../resource.ts';
import type { ResourceType } from '../resource.ts';

const ATTRIBUTES = ['DisplayName', 'KmsMasterKeyId', 'FifoTopic', 'ContentBasedDeduplication', 'SignatureVersion', 'TracingConfig'];

const topic: ResourceType = {
  type: 'AWS::SNS::Topic',
  properties: ['TopicName', 'Subscription', 'Tags', ...ATTRIBUTES],
  async create(making) {
    const { properties, api } = making;
    const name = optionalText(properties, 'TopicName') ?? making.physicalName(256);
    const { TopicArn } = await api.call('sns', 'CreateTopic', {
      Name: name,
      Attributes: pick(properties, ...ATTRIBUTES),
      ...pick(properties, 'Tags'),
    });
    for (const subscription of objects(properties, 'Subscription')) await api.call('sns', 'Subscribe', { TopicArn, ...subscription });
    return { ref: String(TopicArn), attributes: { TopicArn: String(TopicArn), TopicName: name } };
  },
};

const topicPolicy: ResourceType = {
  type: 'AWS::SNS::TopicPolicy',
  properties: ['Topics', 'PolicyDocument'],
  async create(making) {
    const AttributeValue = document(making.properties, 'PolicyDocument');
    for (const TopicArn of texts(making.properties, 'Topics')) {
      await making.api.call('sns', 'SetTopicAttributes', { TopicArn, AttributeName: 'Policy', AttributeValue });
    }
    return { ref: making.physicalName() };
  },
};

const subscription: ResourceType = {
  type: 'AWS::SNS::Subscription',
  properties: ['TopicArn', 'Protocol', 'Endpoint', 'RawMessageDelivery', 'FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy'],
  async create({ properties, api }) {
    const documents = ['FilterPolicy', 'RedrivePolicy']
      .map((name) => [name, document(properties, name)])
      .filter(([, value]) => value !== undefined);
    const { SubscriptionArn } = await api.call('sns', 'Subscribe', {
      TopicArn: text(properties, 'TopicArn'),
      ...pick(properties, 'Protocol', 'Endpoint'),
      Attributes: { ...pick(properties, 'RawMessageDelivery', 'FilterPolicyScope'), ...Object.fromEntries(documents) },
      ReturnSubscriptionArn: true,
    });
    return { ref: String(SubscriptionArn), attributes: { Arn: String(SubscriptionArn) } };
  },
};

export const snsTypes = [topic, topicPolicy, subscription];
