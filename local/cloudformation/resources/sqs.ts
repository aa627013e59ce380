import { document, optionalText, tagMap, texts } from '../resource.ts';
import type { ResourceType } from '../resource.ts';
import { isRecord } from '../../core/protocol/shape.ts';
import { StackError } from '../stack-error.ts';
import { asText } from '../text-value.ts';

/** Properties that the API calls attributes by the same names. */
const ATTRIBUTES = [
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'DelaySeconds',
  'FifoQueue',
  'FifoThroughputLimit',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
  'VisibilityTimeout',
];

const queue: ResourceType = {
  type: 'AWS::SQS::Queue',
  properties: ['QueueName', 'Tags', ...ATTRIBUTES],
  async create(making) {
    const { properties, api } = making;
    const QueueName = optionalText(properties, 'QueueName') ?? making.physicalName(80);
    const attributes = ATTRIBUTES.filter((name) => properties[name] !== undefined).map((name) => [name, attributeText(properties[name])]);
    const { QueueUrl } = await api.call('sqs', 'CreateQueue', {
      QueueName,
      ...(attributes.length > 0 && { Attributes: Object.fromEntries(attributes) }),
      ...(properties['Tags'] !== undefined && { tags: tagMap(properties) }),
    });
    const { Attributes } = await api.call('sqs', 'GetQueueAttributes', { QueueUrl, AttributeNames: ['QueueArn'] });
    const arn = isRecord(Attributes) ? Attributes['QueueArn'] : undefined;
    if (typeof arn !== 'string' || typeof QueueUrl !== 'string') throw new StackError('SQS gave no queue URL and ARN');
    return { ref: QueueUrl, attributes: { Arn: arn, QueueName, QueueUrl } };
  },
};

const queuePolicy: ResourceType = {
  type: 'AWS::SQS::QueuePolicy',
  properties: ['Queues', 'PolicyDocument'],
  async create(making) {
    const Policy = document(making.properties, 'PolicyDocument');
    for (const QueueUrl of texts(making.properties, 'Queues'))
      await making.api.call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy } });
    return { ref: making.physicalName() };
  },
};

function attributeText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : asText(value);
}

export const sqsTypes = [queue, queuePolicy];
