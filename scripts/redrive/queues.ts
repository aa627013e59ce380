import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  paginateListQueues,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { readDeadLetter, type DeadLetter, type Unknown } from './dead-letter.ts';

/** How long a message that is being looked at stays hidden from others, in seconds: longer than a function may run. */
const hidden = 900;

export interface Queue {
  readonly url: string;
  readonly letters: readonly DeadLetter[];
  readonly unknown: readonly Unknown[];
}

/** What lies in the dead-letter queues of a stage, or in those of some functions. Hidden from others until `putBack`, `remove` or a quarter of an hour later. */
export async function readQueues(sqs: SQSClient, stage: string, functions: readonly string[] = []): Promise<readonly Queue[]> {
  const wanted = (url: string) => url.endsWith('-dlq') && (functions.length === 0 || functions.some((name) => url.endsWith(`/meshloop-${stage}-${name}-dlq`)));
  const urls: string[] = [];
  for await (const page of paginateListQueues({ client: sqs, pageSize: 1000 }, { QueueNamePrefix: `meshloop-${stage}-` })) {
    urls.push(...(page.QueueUrls ?? []).filter(wanted));
  }
  const queues: Queue[] = [];
  for (const url of urls.sort()) {
    const read = await readQueue(sqs, url);
    queues.push({ url, letters: read.filter((each) => 'functionName' in each), unknown: read.filter((each) => 'why' in each) });
  }
  return queues;
}

async function readQueue(sqs: SQSClient, url: string): Promise<readonly (DeadLetter | Unknown)[]> {
  const found = new Map<string, DeadLetter | Unknown>();
  // A short poll asks only some of SQS's servers and may find nothing where there is something; a long one asks all.
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 1, VisibilityTimeout: hidden, MessageAttributeNames: ['All'] }),
    );
    if (Messages.length === 0) return [...found.values()];
    for (const message of Messages) found.set(message.MessageId ?? '', readDeadLetter(message));
  }
}

/** Lets others see messages again. */
export async function putBack(sqs: SQSClient, url: string, messages: readonly { readonly receiptHandle: string }[]): Promise<void> {
  for (const { receiptHandle } of messages) {
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: receiptHandle, VisibilityTimeout: 0 }));
  }
}

export async function remove(sqs: SQSClient, url: string, { receiptHandle }: DeadLetter): Promise<void> {
  await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receiptHandle }));
}
