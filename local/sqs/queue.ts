import type { Backlog } from './backlog.ts';
import type { ResourcePolicy } from '../eventbridge/resource-policy.ts';

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly sentAt: number;
  readonly senderId: string;
  /** Of AWS X-Ray. */
  readonly traceHeader: string | undefined;
  /** The queue from which it was moved as a dead letter. */
  readonly deadLetterSource: string | undefined;
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  receipt: string | undefined;
}

export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: Uint8Array | undefined;
}

/** Settings in the units of the API: seconds, bytes. */
export interface Settings {
  readonly visibilityTimeout: number;
  readonly retention: number;
  readonly delay: number;
  readonly wait: number;
  readonly maximumSize: number;
  readonly redrive: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number } | undefined;
}

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly account: string;
  readonly createdAt: number;
  readonly tags: Map<string, string>;
  readonly messages: Message[];
  readonly waiting: Set<() => void>;
  readonly backlog: Backlog;
  /** Attributes as they were given, by name. */
  given: Readonly<Record<string, string>>;
  settings: Settings;
  policy: ResourcePolicy | undefined;
  changedAt: number;
  purgedAt: number | undefined;
}

/** Drops what is older than the queue keeps. Times in milliseconds. */
export function forgetOld(queue: Queue, now: number): void {
  const oldest = now - queue.settings.retention * 1000;
  for (let index = queue.messages.length - 1; index >= 0; index -= 1) {
    if ((queue.messages[index]?.sentAt ?? now) <= oldest) queue.messages.splice(index, 1);
  }
}

export function remove(queue: Queue, message: Message): void {
  const index = queue.messages.indexOf(message);
  if (index >= 0) queue.messages.splice(index, 1);
  queue.backlog.count(queue.messages);
}

/** Adds a message and wakes who waits for one. */
export function add(queue: Queue, message: Message): void {
  queue.messages.push(message);
  queue.backlog.count(queue.messages);
  for (const wake of queue.waiting) wake();
}
