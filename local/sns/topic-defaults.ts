import type { Topic } from './topics.ts';

/** The owner's right in the topic's own policy (Amazon SNS developer guide, "Example cases for Amazon SNS access control"). */
const OWNERS_ACTIONS = ['GetTopicAttributes', 'SetTopicAttributes', 'AddPermission', 'RemovePermission', 'DeleteTopic', 'Subscribe', 'ListSubscriptionsByTopic', 'Publish'];

/** Amazon SNS developer guide, "Amazon SNS message delivery retries": the policy for HTTP endpoints. */
const DELIVERY = {
  http: {
    defaultHealthyRetryPolicy: { minDelayTarget: 20, maxDelayTarget: 20, numRetries: 3, numMaxDelayRetries: 0, numNoDelayRetries: 0, numMinDelayRetries: 0, backoffFunction: 'linear' },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
};

/**
 * What GetTopicAttributes shows of a topic for which nothing else was set (SNS API reference, GetTopicAttributes). The policy is shown;
 * what the owner's own roles may do is decided by their policies alone, which is narrower.
 */
export function defaultAttributes({ arn, account }: Topic): Readonly<Record<string, string>> {
  const policy = {
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: OWNERS_ACTIONS.map((action) => `SNS:${action}`),
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': account } },
      },
    ],
  };
  return { DisplayName: '', Policy: JSON.stringify(policy), EffectiveDeliveryPolicy: JSON.stringify(DELIVERY) };
}
