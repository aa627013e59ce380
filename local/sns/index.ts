import type { Cloud, Sns } from '../core/cloud.ts';
import type { Call, Service } from '../core/service.ts';
import { topicArn, Topics } from './topics.ts';
import { assertKey } from './key.ts';
import { publish } from './publish.ts';
import { topicOperations } from './topic-operations.ts';

/** Amazon SNS: standard topics with queues and functions as subscribers. Mail and the like are noted and go nowhere. */
export function createSns(cloud: Cloud): { service: Service; sns: Sns } {
  const topics = new Topics();
  const operations = topicOperations(topics);
  const checkedInside = Object.fromEntries(Object.keys(operations).map((operation) => [operation, () => []]));
  const authorize: NonNullable<Service['authorize']> = {
    ...checkedInside,
    CreateTopic: (input: { Name?: string }, { caller, region }: Call) => [
      { action: 'sns:CreateTopic', resources: [topicArn(caller.accountId, region, input.Name ?? '')] },
    ],
    ListTopics: () => [{ action: 'sns:ListTopics', resources: ['*'] }],
    Unsubscribe: (input: { SubscriptionArn?: string }) => [{ action: 'sns:Unsubscribe', resources: [input.SubscriptionArn ?? ''] }],
  };
  return {
    sns: {
      publish: (arn, message, caller, subject) => {
        const topic = topics.open(arn, 'Publish', cloud, caller);
        assertKey(cloud, topic, caller);
        publish(cloud, topic, { message, subject });
      },
    },
    service: { id: 'sns', iamPrefix: 'sns', operations, authorize },
  };
}
