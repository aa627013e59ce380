import type { Message } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { classify } from '../../shared/runtime/failure.ts';

/** What a dead-letter queue of ours holds: an event that a function did not get, or did not finish. */
export interface DeadLetter {
  readonly messageId: string;
  readonly receiptHandle: string;
  /** The function to invoke again, by its name. */
  readonly functionName: string;
  /** The event as it was to be delivered. */
  readonly event: unknown;
  readonly eventId: string;
  /** Its detail type. */
  readonly step: string;
  /** `database.table`, where the event says it. */
  readonly product: string | undefined;
  readonly changeId: string | undefined;
  /** The failure's class, or EventBridge's error code where the function was never reached. */
  readonly failure: string;
  readonly reason: string;
  /** When the event happened. */
  readonly at: Date;
}

/** A message that is none of ours: left where it is. */
export interface Unknown {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly why: string;
}

const catalogItem = z.object({ database: z.string(), table: z.optional(z.string()) });

const recordedEvent = z.object({
  id: z.string(),
  'detail-type': z.string(),
  time: z.iso.datetime(),
  detail: z.looseObject({
    // Other people's events may use these names for something else (Amazon DataZone's have a metadata of their own).
    metadata: z.catch(z.optional(z.object({ product: catalogItem, changeId: z.string() })), undefined),
    databaseName: z.catch(z.optional(z.string()), undefined),
    tableName: z.catch(z.optional(z.string()), undefined),
  }),
});

/** What Lambda sends to a failure destination (Lambda developer guide, "Capturing records of Lambda asynchronous invocations"). */
const invocation = z.object({
  requestContext: z.object({ functionArn: z.string(), condition: z.string() }),
  requestPayload: z.unknown(),
  responsePayload: z.optional(z.looseObject({ errorType: z.optional(z.string()), errorMessage: z.optional(z.string()) })),
});

/** Reads a message of a dead-letter queue: a rule's (EventBridge user guide, "Dead-letter queues") or a function's. */
export function readDeadLetter({ MessageId: messageId = '', ReceiptHandle: receiptHandle = '', Body: body = '', MessageAttributes = {} }: Message): DeadLetter | Unknown {
  const unknown = (why: string): Unknown => ({ messageId, receiptHandle, why });
  const content = parse(body);
  const record = invocation.safeParse(content);
  const target = MessageAttributes['TARGET_ARN']?.StringValue;
  const functionArn = record.data?.requestContext.functionArn ?? target;
  if (functionArn === undefined) return unknown('it names neither a function nor the target of a rule');
  const functionName = /^arn:[^:]+:lambda:[^:]+:\d+:function:([^:]+)/.exec(functionArn)?.[1];
  if (functionName === undefined) return unknown(`its target is no function: ${functionArn}`);
  const event = record.success ? record.data.requestPayload : content;
  const parsed = recordedEvent.safeParse(event);
  if (!parsed.success) return unknown('what it holds is no event');
  const { id, time, detail, 'detail-type': step } = parsed.data;
  const named = detail.metadata?.product ?? (detail.databaseName === undefined ? undefined : { database: detail.databaseName, table: detail.tableName });
  return {
    messageId,
    receiptHandle,
    functionName,
    event,
    eventId: id,
    step,
    product: named && [named.database, named.table].filter((part) => part !== undefined).join('.'),
    changeId: detail.metadata?.changeId,
    at: new Date(time),
    ...(record.success ? failureOf(record.data) : { failure: MessageAttributes['ERROR_CODE']?.StringValue ?? 'unknown', reason: MessageAttributes['ERROR_MESSAGE']?.StringValue ?? '' }),
  };
}

function failureOf({ requestContext, responsePayload }: z.infer<typeof invocation>): Pick<DeadLetter, 'failure' | 'reason'> {
  if (responsePayload === undefined) return { failure: requestContext.condition, reason: '' };
  const { errorType = 'Error', errorMessage = '' } = responsePayload;
  const { failure } = classify(Object.assign(new Error(errorMessage), { name: errorType }));
  return { failure, reason: `${errorType}: ${errorMessage}` };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
