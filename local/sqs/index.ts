import type { Cloud, Sqs } from '../core/cloud.ts';
import type { Call, Service } from '../core/service.ts';
import { messageOperations } from './message-operations.ts';
import { moveOperations } from './move-operations.ts';
import { queueOperations } from './queue-operations.ts';
import { queueArn, Queues } from './queues.ts';
import { sendTo } from './send.ts';

/** Amazon SQS: standard queues. */
export function createSqs(cloud: Cloud): { service: Service; sqs: Sqs } {
  const queues = new Queues();
  const sqs: Sqs = {
    send(arn, body, caller, attributes = {}) {
      const queue = queues.openArn(arn, 'SendMessage', cloud, caller);
      const texts = Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }] as const);
      sendTo(cloud, queue, caller, { MessageBody: body, MessageAttributes: Object.fromEntries(texts) });
    },
  };
  const operations = { ...queueOperations(queues), ...messageOperations(queues), ...moveOperations(queues) };
  // The other operations are checked with the queue's policy when they open the queue.
  const checkedInside = Object.fromEntries(Object.keys(operations).map((operation) => [operation, () => []]));
  const authorize: NonNullable<Service['authorize']> = {
    ...checkedInside,
    CreateQueue: (input: { QueueName?: string }, { caller, region }: Call) => [
      { action: 'sqs:CreateQueue', resources: [queueArn(caller.accountId, region, input.QueueName ?? '')] },
    ],
    ListQueues: () => [{ action: 'sqs:ListQueues', resources: ['*'] }],
  };
  return { sqs, service: { id: 'sqs', iamPrefix: 'sqs', operations, authorize } };
}
