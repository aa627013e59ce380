import type { Cloud } from '../core/cloud.ts';
import { AwsError } from '../core/service.ts';
import type { Caller } from '../core/service.ts';
import { assertKey } from './key.ts';
import { add } from './queue.ts';
import type { Message, MessageAttribute, Queue } from './queue.ts';

type SentAttribute = { readonly DataType?: string | undefined; readonly StringValue?: string | undefined; readonly BinaryValue?: Uint8Array | undefined };

export interface Outgoing {
  readonly MessageBody?: string | undefined;
  readonly DelaySeconds?: number | undefined;
  readonly MessageAttributes?: Readonly<Record<string, SentAttribute>> | undefined;
  readonly MessageSystemAttributes?: Readonly<Partial<Record<string, SentAttribute>>> | undefined;
}

/** Puts a message on a queue after the right was checked. Throws InvalidParameterValue. */
export function sendTo(cloud: Cloud, queue: Queue, caller: Caller, message: Outgoing): Message {
  const body = message.MessageBody ?? '';
  assertKey(cloud, queue, caller, ['GenerateDataKey', 'Decrypt']);
  const attributes = readAttributes(message.MessageAttributes);
  const size = sizeOf(message);
  if (body === '') throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  // SQS API reference, SendMessage: what XML 1.0 does not admit in a document.
  if (/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(body))
    throw new AwsError('InvalidMessageContents', 'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.');
  if (size > queue.settings.maximumSize) {
    throw new AwsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${queue.settings.maximumSize} bytes.`,
    );
  }
  const delay = message.DelaySeconds ?? queue.settings.delay;
  if (delay < 0 || delay > 900)
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${delay} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
    );
  const now = cloud.clock.now();
  const sent: Message = {
    id: cloud.dice.uuid(),
    body,
    attributes,
    sentAt: now,
    senderId: caller.servicePrincipal ?? caller.roleArn ?? caller.accountId,
    traceHeader: readTraceHeader(message.MessageSystemAttributes),
    deadLetterSource: undefined,
    visibleAt: now + delay * 1000,
    receiveCount: 0,
    firstReceivedAt: undefined,
    receipt: undefined,
  };
  add(queue, sent);
  return sent;
}

/** The one system attribute that can be sent; it does not count towards the size (SQS API reference, SendMessage: MessageSystemAttributes). */
function readTraceHeader(given: Outgoing['MessageSystemAttributes']): string | undefined {
  const header = given?.['AWSTraceHeader'];
  if (header === undefined) return undefined;
  if (header.DataType !== 'String' || !header.StringValue)
    throw new AwsError('InvalidParameterValue', "The message system attribute 'AWSTraceHeader' has an invalid message attribute type, the set of supported type prefixes is String.");
  return header.StringValue;
}

function readAttributes(given: Outgoing['MessageAttributes']): Record<string, MessageAttribute> {
  const entries = Object.entries(given ?? {});
  // SQS developer guide, "Amazon SQS message metadata".
  if (entries.length > 10)
    throw new AwsError('InvalidParameterValue', `Number of message attributes [${entries.length}] exceeds the allowed maximum [10].`);
  return Object.fromEntries(
    entries.map(([name, { DataType, StringValue, BinaryValue }]) => {
      if (!/^[A-Za-z0-9_.-]{1,256}$/.test(name))
        throw new AwsError(
          'InvalidParameterValue',
          `The message attribute name '${name}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters.`,
        );
      if (!DataType || !/^(String|Number|Binary)(\..+)?$/.test(DataType))
        throw new AwsError('InvalidParameterValue', `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`);
      if (!StringValue && BinaryValue === undefined)
        throw new AwsError('InvalidParameterValue', `Message (user) attribute '${name}' must contain a non-empty value.`);
      return [name, { DataType, StringValue, BinaryValue }];
    }),
  );
}

/** Bytes of body and attributes (SQS API reference, SendMessage). */
export function sizeOf({ MessageBody = '', MessageAttributes = {} }: Outgoing): number {
  return Object.entries(MessageAttributes).reduce((sum, [name, value]) => sum + attributeSize(name, value), Buffer.byteLength(MessageBody));
}

function attributeSize(name: string, { DataType, StringValue, BinaryValue }: SentAttribute): number {
  return Buffer.byteLength(name) + Buffer.byteLength(DataType ?? '') + Buffer.byteLength(StringValue ?? '') + (BinaryValue?.byteLength ?? 0);
}
