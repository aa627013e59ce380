import type { Cloud } from '../core/cloud.ts';
import { AwsError } from '../core/service.ts';
import type { Call, Caller } from '../core/service.ts';
import { authorizeWithPolicy } from '../eventbridge/resource-policy.ts';
import type { Queue } from './queue.ts';

/** Queues of all accounts. */
export class Queues {
  readonly #queues = new Map<string, Queue>();

  find(arn: string): Queue | undefined {
    return this.#queues.get(arn);
  }

  add(queue: Queue): void {
    this.#queues.set(queue.arn, queue);
  }

  delete(queue: Queue): void {
    this.#queues.delete(queue.arn);
  }

  of(account: string): readonly Queue[] {
    return [...this.#queues.values()]
      .filter((queue) => queue.account === account)
      .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** Queues whose dead letters come to this one. */
  sourcesOf(arn: string): readonly Queue[] {
    return [...this.#queues.values()].filter(({ settings }) => settings.redrive?.deadLetterTargetArn === arn);
  }

  /** The queue behind a URL (its host is not looked at), after the caller's right was checked. Throws QueueDoesNotExist or AccessDenied. */
  open(url: string | undefined, action: string, { cloud, caller, region }: Call): Queue {
    const { account = caller.accountId, name = '' } = /(?:\/(?<account>\d{12}))?\/(?<name>[^/]+)$/.exec(url ?? '')?.groups ?? {};
    return this.openArn(queueArn(account, region, name), action, cloud, caller);
  }

  openArn(arn: string, action: string, cloud: Cloud, caller: Caller): Queue {
    const queue = this.find(arn);
    if (queue === undefined) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    authorizeWithPolicy(cloud, caller, { action: `sqs:${action}`, resources: [arn] }, queue, 'AccessDenied');
    return queue;
  }
}

export function queueArn(account: string, region: string, name: string): string {
  return `arn:aws:sqs:${region}:${account}:${name}`;
}
