import type { Cloud } from './cloud.ts';
import { lowerCamel } from './protocol/problems.ts';
import { AwsError, type Call, type Operation } from './service.ts';

/** Members whose keys are a user's own and stay as they are. */
const MAPS = new Set(['Parameters', 'Tags', 'tags', 'TagsToAdd', 'SkewedColumnValueLocationMaps', 'AdditionalContext']);

/** As CloudTrail writes request parameters: member names in lower camel case, times as text. */
export function trailParameters(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(trailParameters);
  if (value instanceof Date) return TIME.format(value).replace('\u202f', ' ');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [lowerCamel(name), MAPS.has(name) ? member : trailParameters(member)]),
  );
}

const TIME = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });

export interface Audited {
  readonly eventSource: string;
  /** What the record says of the answer; without it `responseElements` is null. */
  readonly response?: (output: unknown) => unknown;
}

/**
 * Runs a changing operation and leaves its CloudTrail record in the account that called, also when it fails
 * (CloudTrail user guide, "CloudTrail record contents").
 */
export function audited<Input, Result>(cloud: Cloud, how: Audited, operation: Operation<Input, Result>): Operation<Input, Result> {
  return async (input: Input, call: Call) => {
    const record = (outcome: { responseElements?: unknown; error?: { code: string; message: string } }) =>
      cloud.trail.record({
        caller: call.caller,
        eventSource: how.eventSource,
        eventName: call.operation,
        readOnly: false,
        requestParameters: trailParameters(input),
        responseElements: null,
        ...outcome,
      });
    let output: Result;
    try {
      output = await operation(input, call);
    } catch (error) {
      if (error instanceof AwsError) record({ error: { code: error.code, message: error.message } });
      throw error;
    }
    record({ responseElements: how.response ? how.response(output) : null });
    return output;
  };
}
