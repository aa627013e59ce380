import type {
  PutEventsCommandInput,
  PutEventsCommandOutput,
  PutEventsRequestEntry,
  PutEventsResultEntry,
  TestEventPatternCommandInput,
  TestEventPatternCommandOutput,
} from '@aws-sdk/client-eventbridge';
import type { Cloud, CloudEvent } from '../core/cloud.ts';
import { AwsError } from '../core/service.ts';
import type { Call, Output } from '../core/service.ts';
import { readEventPattern } from './event-pattern.ts';
import { isObject } from './pattern-json.ts';
import { busArn, readBusReference, validation } from './names.ts';
import type { Router } from './router.ts';

// EventBridge quotas: PutEvents entries and request size (1 MB since 2026, 256 KB before).
const MOST_ENTRIES = 10;
const LARGEST_REQUEST = 1_048_576;

export function eventOperations(cloud: Cloud, router: Pick<Router, 'authorize' | 'accept'>) {
  return {
    PutEvents(input: PutEventsCommandInput, call: Call): Output<PutEventsCommandOutput> {
      const entries = input.Entries ?? [];
      if (entries.length === 0 || entries.length > MOST_ENTRIES) {
        const allowed = entries.length === 0 ? 'greater than or equal to 1' : 'less than or equal to 10';
        throw validation(
          `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${allowed}`,
        );
      }
      if (entries.reduce((sum, entry) => sum + entrySize(entry), 0) > LARGEST_REQUEST)
        throw validation('Total size of the entries in the request is over the limit.');
      const read = entries.map((entry) => readEntry(cloud, entry, call));
      const puts = read.filter((entry) => 'event' in entry);
      // One refusal refuses the request, before anything is put.
      for (const { bus, event } of puts) router.authorize(bus, event, call.caller);
      for (const { bus, event } of puts) router.accept(bus, event);
      const results = read.map((entry): PutEventsResultEntry => ('event' in entry ? { EventId: entry.event.id } : entry));
      return { FailedEntryCount: read.length - puts.length, Entries: results };
    },

    TestEventPattern(input: TestEventPatternCommandInput): Output<TestEventPatternCommandOutput> {
      const matches = readEventPattern(input.EventPattern ?? '');
      return { Result: matches(readTestEvent(input.Event ?? '')) };
    },
  };
}

interface Refused {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

function readEntry(cloud: Cloud, entry: PutEventsRequestEntry, { caller }: Call): { bus: string; event: CloudEvent } | Refused {
  const { Source: source, DetailType: detailType, Detail: text } = entry;
  if (!source) return missing('Source');
  if (!detailType) return missing('DetailType');
  if (!text) return missing('Detail');
  if (isReserved(source)) return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  const detail = parseDetail(text);
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  return {
    bus: busArn(readBusReference(entry.EventBusName, caller.accountId, cloud.region)),
    event: newEvent(cloud, caller.accountId, { source, detailType, detail, resources: entry.Resources ?? [] }, entry.Time?.getTime()),
  };
}

function missing(name: string): Refused {
  return { ErrorCode: 'InvalidArgument', ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.` };
}

/** The namespace of AWS's own events, which nobody else may use (EventBridge API reference, PutEvents). */
export function isReserved(source: string): boolean {
  return source === 'aws' || source.startsWith('aws.');
}

/**
 * An event as buses carry it. `time` in milliseconds, default now; events carry whole seconds. The detail has to be the event's
 * own: see `jsonCopy`.
 */
export function newEvent(
  cloud: Cloud,
  account: string,
  {
    source,
    detailType,
    detail,
    resources,
  }: { source: string; detailType: string; detail: Record<string, unknown>; resources?: readonly string[] },
  time = cloud.clock.now(),
): CloudEvent {
  return {
    version: '0',
    id: cloud.dice.uuid(),
    'detail-type': detailType,
    source,
    account,
    time: `${new Date(time).toISOString().slice(0, 19)}Z`,
    region: cloud.region,
    resources: [...(resources ?? [])],
    detail,
  };
}

/** What JSON makes of an event's detail: nothing else travels, and nobody shares it. */
export function jsonCopy(detail: Record<string, unknown>): Record<string, unknown> {
  const copy = plainCopy(detail);
  return isObject(copy) ? copy : {};
}

/** `JSON.parse(JSON.stringify(value))`, in a third of the time for what events mostly are made of. */
function plainCopy(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  // JSON has no negative zero.
  if (typeof value === 'number' && Number.isFinite(value)) return value + 0;
  if (Array.isArray(value)) return value.map(plainCopy);
  if (!isPlainObject(value)) return throughText(value);
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (member !== undefined && typeof member !== 'function' && typeof member !== 'symbol') copy[name] = plainCopy(member);
  }
  return copy;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return !('toJSON' in value) && !Object.hasOwn(value, '__proto__');
}

/** Numbers that JSON does not know, times, bytes: whatever JSON makes of them. */
function throughText(value: unknown): unknown {
  const text: string | undefined = JSON.stringify(value);
  return text === undefined ? null : JSON.parse(text);
}

function parseDetail(text: string): Record<string, unknown> | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return isObject(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
}

/** EventBridge user guide, "Calculating PutEvents event entry size". */
function entrySize({ Time, Source, DetailType, Detail, Resources }: PutEventsRequestEntry): number {
  const texts = [Source, DetailType, Detail, ...(Resources ?? [])];
  return (Time === undefined ? 0 : 14) + texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);
}

const REQUIRED = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];

function readTestEvent(text: string): Record<string, unknown> {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    throw new AwsError('InvalidEventPatternException', 'Event is not valid JSON.');
  }
  const missing = isObject(event) ? REQUIRED.filter((name) => !(name in event)) : REQUIRED;
  if (!isObject(event) || missing.length > 0) throw validation(`Parameter(s) ${missing.join(', ')} must be specified.`);
  return event;
}
