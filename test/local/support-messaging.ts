import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createCloudWatch } from '../../local/cloudwatch/index.ts';
import { clientConfig } from '../../local/core/clients.ts';
import type { Caller } from '../../local/core/service.ts';
import { AwsError } from '../../local/core/service.ts';
import { createEvents } from '../../local/eventbridge/index.ts';
import { createScheduler } from '../../local/scheduler/index.ts';
import { createSqs } from '../../local/sqs/index.ts';
import { testCloud } from './core/rooms.ts';
import type { CloudEvent, Observation } from '../../local/core/cloud.ts';

export const CENTRAL = '111111111111';
export const CONSUMER = '222222222222';

export interface Invocation {
  readonly functionArn: string;
  readonly payload: unknown;
  readonly caller: Caller;
}

/** A cloud with EventBridge, Scheduler, SQS and functions that only note what they are given. */
export function messagingCloud() {
  const invocations: Invocation[] = [];
  const failures = new Map<string, AwsError[]>();
  const cloud = testCloud(
    (rooms) => createEvents(rooms),
    createSqs,
    createCloudWatch,
    createScheduler,
    () => ({
      lambda: {
        disturb: () => () => undefined,
        invokeAsync(functionArn, payload, caller) {
          const failure = failures.get(functionArn)?.shift();
          if (failure) throw failure;
          if (functionArn.endsWith(':absent')) throw new AwsError('ResourceNotFoundException', `Function not found: ${functionArn}`, 404);
          invocations.push({ functionArn, payload, caller });
        },
        registerCode: () => undefined,
      },
    }),
  );
  const observations: Observation[] = [];
  cloud.watch.subscribe((observation) => observations.push(observation));
  return {
    cloud,
    invocations,
    observations,
    /** What a function answers to its next invocations. */
    fail: (functionArn: string, errors: AwsError[]) => failures.set(functionArn, errors),
    events: (account: string) => new EventBridgeClient(clientConfig(cloud, account)),
    scheduler: (account: string) => new SchedulerClient(clientConfig(cloud, account)),
    sqs: (account: string) => new SQSClient(clientConfig(cloud, account)),
    /** Events that came to a bus, in order. */
    eventsOn: (account: string, bus: string): CloudEvent[] =>
      observations.flatMap((one) => (one.kind === 'event' && one.account === account && one.bus === bus ? [one.event] : [])),
  };
}

/** A role's ARN; the role trusts `service` and may do `action` on `resource`. */
export function putRole(
  cloud: ReturnType<typeof messagingCloud>['cloud'],
  role: { account: string; name: string; service: string; action: string; resource: string },
): string {
  const arn = `arn:aws:iam::${role.account}:role/${role.name}`;
  cloud.iam.putRole({
    arn,
    trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: role.service }, Action: 'sts:AssumeRole' }] },
    policies: [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: role.action, Resource: role.resource }] }],
  });
  return arn;
}

export function functionArn(name: string): string {
  return `arn:aws:lambda:eu-central-1:${CONSUMER}:function:${name}`;
}

/** A queue that a service may send to; its ARN and URL. */
export function queuePolicy(queueArn: string, service: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sqs:SendMessage', Resource: queueArn }],
  });
}
