import type { Outcome } from './errors.ts';
import type { LambdaFunction } from './function.ts';
import { roleCaller } from './role.ts';
import type { Cloud } from '../core/cloud.ts';
import { AwsError } from '../core/service.ts';

export type Condition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';

export interface Settled {
  readonly requestId: string;
  readonly payload: string;
  readonly attempts: number;
  readonly condition: Condition;
  /** Absent when the event ran out of time before any attempt. */
  readonly outcome?: Outcome;
}

/** The invocation record (Lambda developer guide, "Capturing records of Lambda asynchronous invocations"). */
export function invocationRecord(fn: LambdaFunction, settled: Settled, now: number): Record<string, unknown> {
  const { outcome } = settled;
  return {
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: settled.requestId,
      functionArn: `${fn.arn}:$LATEST`,
      condition: settled.condition,
      approximateInvokeCount: settled.attempts,
    },
    requestPayload: JSON.parse(settled.payload) as unknown,
    ...(outcome && {
      responseContext: { statusCode: 200, executedVersion: '$LATEST', ...(!outcome.ok && { functionError: 'Unhandled' }) },
      responsePayload: outcome.ok ? (JSON.parse(outcome.payload) as unknown) : outcome.error,
    }),
  };
}

/**
 * Sends the record to a queue or bus under the function's role. A refused delivery is lost, as in AWS; it shows in
 * DestinationDeliveryFailures.
 */
export function sendToDestination(cloud: Cloud, fn: LambdaFunction, destination: string, settled: Settled): void {
  const record = invocationRecord(fn, settled, cloud.clock.now());
  const caller = roleCaller(cloud, fn);
  try {
    if (serviceOf(destination) === 'sqs') {
      cloud.iam.authorize(caller, { action: 'sqs:SendMessage', resources: [destination] });
      cloud.sqs.send(destination, JSON.stringify(record), caller);
    } else {
      cloud.iam.authorize(caller, { action: 'events:PutEvents', resources: [destination] });
      const detailType = `Lambda Function Invocation Result - ${settled.condition === 'Success' ? 'Success' : 'Failure'}`;
      cloud.events.put(
        destination,
        { source: 'lambda', detailType, detail: record, resources: [`${fn.arn}:$LATEST`, destination] },
        caller,
      );
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    cloud.metrics.count(fn.accountId, {
      namespace: 'AWS/Lambda',
      name: 'DestinationDeliveryFailures',
      dimensions: { FunctionName: fn.name },
    });
    const what = `the invocation record of ${fn.name} for ${destination}`;
    cloud.watch.emit({ kind: 'dropped', at: cloud.clock.now(), account: fn.accountId, what, why: `${error.code}: ${error.message}` });
  }
}

/** The IAM action that a function's role needs for a destination; undefined for a kind that the local cloud does not serve. */
export function destinationAction(destination: string): string | undefined {
  return { sqs: 'sqs:SendMessage', events: 'events:PutEvents' }[serviceOf(destination)];
}

function serviceOf(arn: string): string {
  return arn.split(':')[2] ?? '';
}
