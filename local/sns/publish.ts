import type { Cloud } from '../core/cloud.ts';
import { AwsError } from '../core/service.ts';
import type { Caller } from '../core/service.ts';
import type { Subscription, Topic } from './topics.ts';

export interface Notification {
  readonly message: string;
  readonly subject: string | undefined;
}

// Ours: SNS names no latency.
const LATENCY = 100;

/** Sends a message to all subscribers, a moment later. Answers its id. */
export function publish(cloud: Cloud, topic: Topic, { message, subject }: Notification): string {
  const id = cloud.dice.uuid();
  const envelope = {
    Type: 'Notification',
    MessageId: id,
    TopicArn: topic.arn,
    ...(subject !== undefined && { Subject: subject }),
    Message: message,
    Timestamp: new Date(cloud.clock.now()).toISOString(),
  };
  for (const subscription of topic.subscriptions.values()) {
    cloud.clock.timer(() => hand(cloud, topic, subscription, envelope), LATENCY);
  }
  return id;
}

function hand(cloud: Cloud, topic: Topic, subscription: Subscription, envelope: { readonly Message: string }): void {
  const caller: Caller = {
    accountId: topic.account,
    arn: 'sns.amazonaws.com',
    accessKeyId: '',
    servicePrincipal: 'sns.amazonaws.com',
    sourceArn: topic.arn,
  };
  const drop = (why: string): void =>
    cloud.watch.emit({ kind: 'dropped', at: cloud.clock.now(), account: topic.account, what: `notification of topic ${topic.name}`, why });
  try {
    if (subscription.protocol === 'sqs') {
      cloud.sqs.send(subscription.endpoint, subscription.raw ? envelope.Message : JSON.stringify(envelope), caller);
    } else if (subscription.protocol === 'lambda') {
      const { arn } = subscription;
      cloud.lambda.invokeAsync(
        subscription.endpoint,
        { Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: arn, Sns: envelope }] },
        caller,
      );
    } else {
      drop(`the local cloud sends nothing by ${subscription.protocol} (to ${subscription.endpoint})`);
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    drop(`${error.code}: ${error.message}`);
  }
}
