import type { Cloud } from '../core/cloud.ts';
import { AwsError } from '../core/service.ts';
import type { Caller } from '../core/service.ts';
import { authorizeWithPolicy } from '../eventbridge/resource-policy.ts';
import type { ResourcePolicy } from '../eventbridge/resource-policy.ts';

export interface Topic {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly subscriptions: Map<string, Subscription>;
  readonly tags: Map<string, string>;
  /** Attributes as they were given, by name. */
  attributes: Readonly<Record<string, string>>;
  policy: ResourcePolicy | undefined;
}

export interface Subscription {
  readonly arn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly owner: string;
  readonly raw: boolean;
}

/** Topics of all accounts. */
export class Topics {
  readonly #topics = new Map<string, Topic>();

  find(arn: string): Topic | undefined {
    return this.#topics.get(arn);
  }

  add(topic: Topic): void {
    this.#topics.set(topic.arn, topic);
  }

  delete(topic: Topic): void {
    this.#topics.delete(topic.arn);
  }

  of(account: string): readonly Topic[] {
    return [...this.#topics.values()].filter((topic) => topic.account === account);
  }

  all(): readonly Topic[] {
    return [...this.#topics.values()];
  }

  /** The topic, after the caller's right was checked. Throws NotFound or AuthorizationError. */
  open(arn: string | undefined, action: string, cloud: Cloud, caller: Caller): Topic {
    const topic = this.find(arn ?? '');
    if (topic === undefined) throw new AwsError('NotFound', 'Topic does not exist', 404);
    authorizeWithPolicy(cloud, caller, { action: `sns:${action}`, resources: [topic.arn] }, topic, 'AuthorizationError');
    return topic;
  }
}

export function topicArn(account: string, region: string, name: string): string {
  return `arn:aws:sns:${region}:${account}:${name}`;
}
