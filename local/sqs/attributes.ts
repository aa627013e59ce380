import { readPolicy } from '../eventbridge/resource-policy.ts';
import type { ResourcePolicy } from '../eventbridge/resource-policy.ts';
import { AwsError } from '../core/service.ts';
import { forgetOld } from './queue.ts';
import type { Queue, Settings } from './queue.ts';

/** Numbers that a queue takes: name, default, least and most (SQS API reference, SetQueueAttributes). */
const NUMBERS = {
  VisibilityTimeout: [30, 0, 43_200],
  MessageRetentionPeriod: [345_600, 60, 1_209_600],
  DelaySeconds: [0, 0, 900],
  ReceiveMessageWaitTimeSeconds: [0, 0, 20],
  MaximumMessageSize: [1_048_576, 1_024, 1_048_576],
  KmsDataKeyReusePeriodSeconds: [300, 60, 86_400],
} as const;

const TEXTS = ['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId', 'SqsManagedSseEnabled'];

/** Reads attributes; throws InvalidAttributeName or InvalidAttributeValue. */
export function readAttributes(given: Readonly<Record<string, string>>): { settings: Settings; policy: ResourcePolicy | undefined } {
  for (const name of Object.keys(given)) {
    if (name === 'FifoQueue') throw new AwsError('InvalidAttributeName', 'FIFO queues are not served by the local cloud.');
    if (!(name in NUMBERS) && !TEXTS.includes(name)) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
  return {
    settings: {
      visibilityTimeout: number(given, 'VisibilityTimeout'),
      retention: number(given, 'MessageRetentionPeriod'),
      delay: number(given, 'DelaySeconds'),
      wait: number(given, 'ReceiveMessageWaitTimeSeconds'),
      maximumSize: number(given, 'MaximumMessageSize'),
      redrive: readRedrive(given['RedrivePolicy']),
    },
    policy: given['Policy'] ? readPolicy(given['Policy'], 'InvalidAttributeValue') : undefined,
  };
}

function number(given: Readonly<Record<string, string>>, name: keyof typeof NUMBERS): number {
  const [normal, least, most] = NUMBERS[name];
  const value = given[name] === undefined ? normal : Number(given[name]);
  if (!Number.isInteger(value) || value < least || value > most) throw invalidValue(name);
  return value;
}

function readRedrive(text: string | undefined): Settings['redrive'] {
  if (!text) return undefined;
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw invalidValue('RedrivePolicy');
  }
  if (typeof policy !== 'object' || policy === null || !('deadLetterTargetArn' in policy) || !('maxReceiveCount' in policy))
    throw invalidValue('RedrivePolicy');
  const maxReceiveCount = Number(policy.maxReceiveCount);
  if (typeof policy.deadLetterTargetArn !== 'string' || !(maxReceiveCount >= 1 && maxReceiveCount <= 1000))
    throw invalidValue('RedrivePolicy');
  return { deadLetterTargetArn: policy.deadLetterTargetArn, maxReceiveCount };
}

function invalidValue(name: string): AwsError {
  return new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
}

/** All attributes as GetQueueAttributes prints them. */
export function printAttributes(queue: Queue, now: number): Record<string, string> {
  forgetOld(queue, now);
  const delayed = queue.messages.filter((message) => message.visibleAt > now && message.receiveCount === 0).length;
  const inFlight = queue.messages.filter((message) => message.visibleAt > now && message.receiveCount > 0).length;
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(queue.messages.length - delayed - inFlight),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.changedAt / 1000)),
    VisibilityTimeout: String(queue.settings.visibilityTimeout),
    MaximumMessageSize: String(queue.settings.maximumSize),
    MessageRetentionPeriod: String(queue.settings.retention),
    DelaySeconds: String(queue.settings.delay),
    ReceiveMessageWaitTimeSeconds: String(queue.settings.wait),
    SqsManagedSseEnabled: queue.given['KmsMasterKeyId'] ? 'false' : 'true',
    ...shownTexts(queue),
  };
}

/** The redrive policy is shown with its count as a number, also where it was sent as text (observed). */
function shownTexts({ given, settings }: Queue): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(given).filter(([name, value]) => (TEXTS.includes(name) || name === 'KmsDataKeyReusePeriodSeconds') && value !== '')),
    ...(settings.redrive && /"maxReceiveCount"\s*:\s*"/.test(given['RedrivePolicy'] ?? '') && { RedrivePolicy: JSON.stringify(settings.redrive) }),
  };
}
