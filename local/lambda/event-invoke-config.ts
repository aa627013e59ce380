import type { FunctionEventInvokeConfig, PutFunctionEventInvokeConfigCommandInput } from '@aws-sdk/client-lambda';
import { inRange, invalid } from './create.ts';
import { destinationAction } from './destination.ts';
import { DEFAULT_EVENT_INVOKE_CONFIG } from './function.ts';
import type { EventInvokeConfig, LambdaFunction } from './function.ts';
import { roleCaller } from './role.ts';
import type { Cloud } from '../core/cloud.ts';

/** The settings that PutFunctionEventInvokeConfig makes. Lambda refuses a destination that the function's role may not send to. */
export function newEventInvokeConfig(cloud: Cloud, fn: LambdaFunction, input: PutFunctionEventInvokeConfigCommandInput): EventInvokeConfig {
  const onFailure = input.DestinationConfig?.OnFailure?.Destination;
  const onSuccess = input.DestinationConfig?.OnSuccess?.Destination;
  for (const destination of [onFailure, onSuccess]) if (destination !== undefined) checkDestination(cloud, fn, destination);
  return {
    maximumRetryAttempts: inRange(
      'maximumRetryAttempts',
      input.MaximumRetryAttempts ?? DEFAULT_EVENT_INVOKE_CONFIG.maximumRetryAttempts,
      0,
      2,
    ),
    maximumEventAge: inRange(
      'maximumEventAgeInSeconds',
      input.MaximumEventAgeInSeconds ?? DEFAULT_EVENT_INVOKE_CONFIG.maximumEventAge,
      60,
      21_600,
    ),
    ...(onFailure !== undefined && { onFailure }),
    ...(onSuccess !== undefined && { onSuccess }),
  };
}

/** How the API describes the settings. */
export function describeEventInvokeConfig(fn: LambdaFunction, config: EventInvokeConfig): FunctionEventInvokeConfig {
  return {
    FunctionArn: `${fn.arn}:$LATEST`,
    LastModified: new Date(fn.lastModified),
    MaximumRetryAttempts: config.maximumRetryAttempts,
    MaximumEventAgeInSeconds: config.maximumEventAge,
    DestinationConfig: {
      ...(config.onFailure !== undefined && { OnFailure: { Destination: config.onFailure } }),
      ...(config.onSuccess !== undefined && { OnSuccess: { Destination: config.onSuccess } }),
    },
  };
}

function checkDestination(cloud: Cloud, fn: LambdaFunction, destination: string): void {
  const action = destinationAction(destination);
  if (action === undefined) throw invalid(`The local cloud serves queues and event buses as destinations, not ${destination}`);
  if (cloud.iam.allows(roleCaller(cloud, fn), { action, resources: [destination] })) return;
  const problem = `The function's execution role does not have permissions to call ${action.split(':')[1] ?? action} on ${destination}`;
  throw invalid(`The provided destination config DestinationConfig(${destination}) is invalid. ${problem}`);
}
