import type { Clock } from '../core/clock.ts';
import type { LambdaFunction } from './function.ts';

export interface InvocationContext {
  callbackWaitsForEmptyEventLoop: boolean;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  getRemainingTimeInMillis(): number;
}

/** The context object of one invocation. `deadline` is in milliseconds since the epoch. */
export function invocationContext(
  fn: LambdaFunction,
  requestId: string,
  logStream: string,
  deadline: number,
  clock: Clock,
): InvocationContext {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: fn.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: fn.arn,
    memoryLimitInMB: String(fn.memory),
    awsRequestId: requestId,
    logGroupName: fn.logGroup,
    logStreamName: logStream,
    getRemainingTimeInMillis: () => Math.max(0, Math.trunc(deadline - clock.now())),
  };
}
