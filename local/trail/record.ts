import { unnamedIdentity, userIdentity } from './identity.ts';
import type { Cloud, Trail } from '../core/cloud.ts';

export type TrailEntry = Parameters<Trail['record']>[0];

/** Fields beyond these sizes are left out (CloudTrail user guide, "CloudTrail record contents"). */
const LARGEST = 100 * 1024;
const LARGEST_ADDITIONAL = 28 * 1024;

/** The record of one call, as CloudTrail writes it. */
export function trailRecord(cloud: Cloud, entry: TrailEntry, recipientAccountId: string): Record<string, unknown> {
  const { caller, error } = entry;
  const service = entry.invokedBy ?? caller.servicePrincipal;
  const eventTime = wholeSeconds(cloud.clock.now());
  return {
    eventVersion: '1.11',
    userIdentity: entry.isUnnamed === true ? unnamedIdentity(caller) : userIdentity(caller, eventTime, entry.invokedBy),
    eventTime,
    eventSource: entry.eventSource,
    eventName: entry.eventName,
    awsRegion: cloud.region,
    sourceIPAddress: service ?? '127.0.0.1',
    userAgent: service ?? 'local-cloud',
    ...(error ? { errorCode: error.code, errorMessage: error.message } : {}),
    requestParameters: atMost(entry.requestParameters ?? null, 'requestParameters', LARGEST),
    responseElements: atMost(entry.responseElements ?? null, 'responseElements', LARGEST),
    ...(entry.additionalEventData
      ? { additionalEventData: atMost(entry.additionalEventData, 'additionalEventData', LARGEST_ADDITIONAL) }
      : {}),
    requestID: cloud.dice.uuid(),
    eventID: cloud.dice.uuid(),
    readOnly: entry.readOnly,
    ...(entry.resources ? { resources: entry.resources.map(({ arn, accountId, type }) => ({ accountId, type, ARN: arn })) } : {}),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId,
    eventCategory: 'Management',
  };
}

/** What is too large is replaced by a note of its size. */
function atMost(value: unknown, field: string, limit: number): unknown {
  if (mostBytes(value) <= limit) return value;
  const size = Buffer.byteLength(JSON.stringify(value));
  return size > limit ? { reason: `${field} too large`, omitted: 'true', originalSize: String(size) } : value;
}

/** No less than the size in JSON, and quickly known: a character takes at most six bytes there, a number 24. */
function mostBytes(value: unknown): number {
  if (typeof value === 'string') return 6 * value.length + 2;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + mostBytes(item) + 1, 2);
  if (typeof value !== 'object' || value === null) return 24;
  if ('toJSON' in value || ArrayBuffer.isView(value)) return Infinity;
  let sum = 2;
  for (const [name, member] of Object.entries(value)) sum += 6 * name.length + 4 + mostBytes(member);
  return sum;
}

function wholeSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
