import { createHash } from 'node:crypto';
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
    // Nobody can verify it: AWS alone has the key of its certificate.
    SignatureVersion: topic.attributes['SignatureVersion'] ?? '1',
    Signature: createHash('sha512').update(id).digest('base64'),
  };
  for (const subscription of topic.subscriptions.values()) {
    cloud.clock.timer(() => hand(cloud, topic, subscription, envelope), LATENCY);
  }
  return id;
}

/** What every notification carries (Amazon SNS developer guide, "HTTP/HTTPS notification JSON format"). */
interface Envelope {
  readonly Message: string;
}

function hand(cloud: Cloud, topic: Topic, subscription: Subscription, envelope: Envelope): void {
  const host = `https://sns.${cloud.region}.amazonaws.com`;
  const certificate = `${host}/SimpleNotificationService-local.pem`;
  const unsubscribe = `${host}/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`;
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
      cloud.sqs.send(subscription.endpoint, subscription.raw ? envelope.Message : JSON.stringify({ ...envelope, SigningCertURL: certificate, UnsubscribeURL: unsubscribe }), caller);
    } else if (subscription.protocol === 'lambda') {
      const { arn } = subscription;
      cloud.lambda.invokeAsync(
        subscription.endpoint,
        // Lambda's event spells the two otherwise (Lambda developer guide, "Invoking Lambda functions with Amazon SNS notifications").
        { Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: arn, Sns: { ...envelope, SigningCertUrl: certificate, UnsubscribeUrl: unsubscribe } }] },
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
