import type {
  ChangeMessageVisibilityCommandInput,
  DeleteMessageBatchCommandInput,
  DeleteMessageBatchCommandOutput,
  DeleteMessageCommandInput,
  ReceiveMessageCommandInput,
  ReceiveMessageCommandOutput,
  SendMessageBatchCommandInput,
  SendMessageBatchCommandOutput,
  SendMessageCommandInput,
  SendMessageCommandOutput,
} from '@aws-sdk/client-sqs';
import { AwsError } from '../core/service.ts';
import type { Call, Output } from '../core/service.ts';
import { md5, md5OfAttributes } from './md5.ts';
import { remove } from './queue.ts';
import type { Message, Queue } from './queue.ts';
import type { Queues } from './queues.ts';
import { printMessage, take } from './receive.ts';
import { assertKey } from './key.ts';
import { sendTo, sizeOf } from './send.ts';
import type { Outgoing } from './send.ts';

export function messageOperations(queues: Queues) {
  return {
    SendMessage(input: SendMessageCommandInput, call: Call): Output<SendMessageCommandOutput> {
      return sent(sendTo(call.cloud, queues.open(input.QueueUrl, 'SendMessage', call), call.caller, input));
    },

    SendMessageBatch(input: SendMessageBatchCommandInput, call: Call): Output<SendMessageBatchCommandOutput> {
      const queue = queues.open(input.QueueUrl, 'SendMessage', call);
      assertBatchSize(input.Entries ?? []);
      return batch('SendMessage', input.Entries, (entry) => sent(sendTo(call.cloud, queue, call.caller, entry)));
    },

    async ReceiveMessage(input: ReceiveMessageCommandInput, call: Call): Promise<Output<ReceiveMessageCommandOutput>> {
      const queue = queues.open(input.QueueUrl, 'ReceiveMessage', call);
      const most = input.MaxNumberOfMessages ?? 1;
      if (most < 1 || most > 10)
        throw new AwsError(
          'InvalidParameterValue',
          `Value ${most} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`,
        );
      assertWithin('WaitTimeSeconds', input.WaitTimeSeconds, 20);
      assertWithin('VisibilityTimeout', input.VisibilityTimeout, LONGEST_VISIBILITY);
      assertKey(call.cloud, queue, call.caller, ['Decrypt']);
      const messages = await take(call.cloud, queues, queue, {
        most,
        visibility: input.VisibilityTimeout,
        wait: input.WaitTimeSeconds ?? queue.settings.wait,
      });
      return messages.length === 0 ? {} : { Messages: messages.map((message) => printMessage(message, input)) };
    },

    DeleteMessage(input: DeleteMessageCommandInput, call: Call): void {
      deleteByReceipt(queues.open(input.QueueUrl, 'DeleteMessage', call), input.ReceiptHandle);
    },

    DeleteMessageBatch(input: DeleteMessageBatchCommandInput, call: Call): Output<DeleteMessageBatchCommandOutput> {
      const queue = queues.open(input.QueueUrl, 'DeleteMessage', call);
      return batch('DeleteMessage', input.Entries, (entry) => {
        // In a batch the message names the handle (observed).
        if (!isReceipt(entry.ReceiptHandle))
          throw new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${entry.ReceiptHandle}" is not a valid receipt handle.`, 404);
        deleteByReceipt(queue, entry.ReceiptHandle);
        return {};
      });
    },

    ChangeMessageVisibility(input: ChangeMessageVisibilityCommandInput, call: Call): void {
      const queue = queues.open(input.QueueUrl, 'ChangeMessageVisibility', call);
      assertWithin('VisibilityTimeout', input.VisibilityTimeout, LONGEST_VISIBILITY);
      assertReceipt(input.ReceiptHandle);
      const message = queue.messages.find(({ receipt }) => receipt === input.ReceiptHandle);
      const now = call.cloud.clock.now();
      if (message === undefined || message.visibleAt <= now)
        throw new AwsError('MessageNotInflight', 'The message referred to is not in flight.');
      message.visibleAt = now + (input.VisibilityTimeout ?? 0) * 1000;
      queue.backlog.count(queue.messages);
    },
  };
}

const LONGEST_BATCH = 1_048_576;

/** Seconds (SQS API reference, ChangeMessageVisibility). */
const LONGEST_VISIBILITY = 43_200;

/** Throws InvalidParameterValue for seconds that SQS does not take (SQS API reference, ReceiveMessage). */
function assertWithin(name: string, value: number | undefined, most: number): void {
  if (value !== undefined && (value < 0 || value > most))
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${value} for parameter ${name} is invalid. Reason: Must be >= 0 and <= ${most}, if provided.`,
    );
}

function sent(message: Message): { MessageId: string; MD5OfMessageBody: string; MD5OfMessageAttributes: string | undefined } {
  return { MessageId: message.id, MD5OfMessageBody: md5(message.body), MD5OfMessageAttributes: md5OfAttributes(message.attributes) };
}

function isReceipt(receipt: string | undefined): boolean {
  return receipt?.startsWith('receipt-') ?? false;
}

/** Bytes of all messages together (SQS API reference, SendMessageBatch: BatchRequestTooLong). */
function assertBatchSize(entries: readonly Outgoing[]): void {
  const size = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (size > LONGEST_BATCH)
    throw new AwsError('BatchRequestTooLong', `Batch requests cannot be longer than ${LONGEST_BATCH} bytes. You have sent ${size} bytes.`);
}

function assertReceipt(receipt: string | undefined): void {
  if (!isReceipt(receipt)) throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.', 404);
}

// A receipt of an earlier receive no longer deletes anything, and that is no error (SQS API reference, DeleteMessage).
function deleteByReceipt(queue: Queue, receipt: string | undefined): void {
  assertReceipt(receipt);
  const message = queue.messages.find((candidate) => candidate.receipt === receipt);
  if (message !== undefined) remove(queue, message);
}

// Up to ten entries with ids of their own; each may fail by itself.
function batch<Entry extends { Id: string | undefined }, Result>(action: string, entries: readonly Entry[] | undefined, each: (entry: Entry) => Result) {
  const all = entries ?? [];
  if (all.length === 0) throw new AwsError('EmptyBatchRequest', `There should be at least one ${action}BatchRequestEntry in the request.`);
  if (all.length > 10)
    throw new AwsError('TooManyEntriesInBatchRequest', `Maximum number of entries per request are 10. You have sent ${all.length}.`);
  // SQS API reference, SendMessageBatch: InvalidBatchEntryId, BatchEntryIdsNotDistinct; observed wording.
  if (all.some(({ Id = '' }) => !/^[\w-]{1,80}$/.test(Id)))
    throw new AwsError('InvalidBatchEntryId', 'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.');
  const repeated = all.find(({ Id }, index) => all.findIndex((other) => other.Id === Id) < index);
  if (repeated) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${repeated.Id} repeated.`);
  const successful: (Result & { Id: string })[] = [];
  const failed: { Id: string; Code: string; Message: string; SenderFault: boolean }[] = [];
  for (const entry of all) {
    const id = entry.Id ?? '';
    try {
      successful.push({ ...each(entry), Id: id });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id: id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful: successful, Failed: failed };
}
