import type { Message as PrintedMessage, ReceiveMessageCommandInput } from '@aws-sdk/client-sqs';
import type { Cloud } from '../core/cloud.ts';
import { md5, md5OfAttributes } from './md5.ts';
import { add, forgetOld, remove } from './queue.ts';
import type { Message, Queue } from './queue.ts';
import type { Queues } from './queues.ts';

export interface Take {
  readonly most: number;
  /** Seconds for which nobody else sees what is taken. */
  readonly visibility: number | undefined;
  /** Seconds to wait for a message. */
  readonly wait: number;
}

/** Takes visible messages; one that was received too often goes to the dead-letter queue instead. */
export async function take(cloud: Cloud, queues: Queues, queue: Queue, { most, visibility, wait }: Take): Promise<readonly Message[]> {
  const until = cloud.clock.now() + wait * 1000;
  for (;;) {
    const now = cloud.clock.now();
    forgetOld(queue, now);
    buryExhausted(queues, queue, now);
    const taken = queue.messages.filter((message) => message.visibleAt <= now).slice(0, most);
    for (const message of taken) {
      message.visibleAt = now + (visibility ?? queue.settings.visibilityTimeout) * 1000;
      message.receiveCount += 1;
      message.firstReceivedAt ??= now;
      message.receipt = `receipt-${cloud.dice.uuid()}`;
    }
    queue.backlog.count(queue.messages);
    if (taken.length > 0 || now >= until) return taken;
    await nextChance(cloud, queue, until);
  }
}

// Until a message comes, one becomes visible, or the time is up.
function nextChance(cloud: Cloud, queue: Queue, until: number): Promise<void> {
  const now = cloud.clock.now();
  const next = Math.min(until, ...queue.messages.map(({ visibleAt }) => visibleAt).filter((visibleAt) => visibleAt > now));
  return new Promise((resolve) => {
    const wake = (): void => {
      timer.cancel();
      queue.waiting.delete(wake);
      resolve();
    };
    const timer = cloud.clock.timer(wake, next - now);
    queue.waiting.add(wake);
  });
}

function buryExhausted(queues: Queues, queue: Queue, now: number): void {
  const { redrive } = queue.settings;
  const target = redrive && queues.find(redrive.deadLetterTargetArn);
  if (redrive === undefined || target === undefined) return;
  for (const message of queue.messages.filter(
    ({ visibleAt, receiveCount }) => visibleAt <= now && receiveCount >= redrive.maxReceiveCount,
  )) {
    remove(queue, message);
    add(target, { ...message, deadLetterSource: queue.arn, receiveCount: 0, receipt: undefined });
  }
}

/** As ReceiveMessage prints it, with the attributes asked for. */
export function printMessage(message: Message, input: ReceiveMessageCommandInput): PrintedMessage {
  const system: Record<string, string | undefined> = {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    DeadLetterQueueSourceArn: message.deadLetterSource,
    AWSTraceHeader: message.traceHeader,
  };
  const wanted: readonly string[] = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
  const shown = Object.entries(system).filter(([name, value]) => value !== undefined && (wanted.includes('All') || wanted.includes(name)));
  const attributes = Object.fromEntries(
    Object.entries(message.attributes).filter(([name]) => isAskedFor(name, input.MessageAttributeNames ?? [])),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(shown.length > 0 && { Attributes: Object.fromEntries(shown) }),
    ...(Object.keys(attributes).length > 0 && {
      MessageAttributes: { ...attributes },
      MD5OfMessageAttributes: md5OfAttributes(attributes),
    }),
  };
}

function isAskedFor(name: string, wanted: readonly string[]): boolean {
  return wanted.some(
    (pattern) =>
      pattern === 'All' || pattern === '.*' || pattern === name || (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -2))),
  );
}
