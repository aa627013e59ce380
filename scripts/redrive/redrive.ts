import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetter } from './dead-letter.ts';
import { putBack, remove, type Queue } from './queues.ts';

export interface Redriven {
  readonly letter: DeadLetter;
  /** Why it failed again; undefined when it is done. */
  readonly failed: string | undefined;
}

/**
 * Invokes each failed function again with its recorded event, oldest event first, and takes the message out of the queue when the
 * function has ended well. What lies there twice is done once; what fails again stays.
 */
export async function redrive(sqs: SQSClient, lambda: LambdaClient, { url, letters }: Queue): Promise<readonly Redriven[]> {
  const groups = Map.groupBy(
    [...letters].sort((a, b) => a.at.getTime() - b.at.getTime()),
    ({ functionName, eventId }) => `${functionName} ${eventId}`,
  );
  const done: Redriven[] = [];
  for (const copies of groups.values()) {
    const [letter] = copies;
    if (letter === undefined) continue;
    const failed = await invoke(lambda, letter);
    done.push({ letter, failed });
    if (failed !== undefined) await putBack(sqs, url, copies);
    else for (const copy of copies) await remove(sqs, url, copy);
  }
  return done;
}

async function invoke(lambda: LambdaClient, { functionName, event }: DeadLetter): Promise<string | undefined> {
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }));
  if (FunctionError === undefined) return undefined;
  const answer: unknown = JSON.parse(Payload?.transformToString() || 'null');
  const message = typeof answer === 'object' && answer !== null && 'errorMessage' in answer ? String(answer.errorMessage) : '';
  return message === '' ? FunctionError : message;
}
