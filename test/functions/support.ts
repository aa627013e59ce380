import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'aws-lambda';
import { provideMesh } from '../../shared/mesh/runtime.ts';
import { creditRisk, meshOf } from '../shared/catalog/meshes.ts';

export const functionEnvironment = {
  STAGE: 'dev',
  MESH_BUS_NAME: 'meshloop-dev',
  MESH_BUS_ARN: 'arn:aws:events:eu-central-1:222222222222:event-bus/meshloop-dev',
  BUCKET: 'meshloop-dev-222222222222-eu-central-1',
  SCHEDULE_GROUP: 'meshloop-dev',
  SCHEDULER_ROLE_ARN: 'arn:aws:iam::222222222222:role/meshloop-dev-scheduler',
  ACCESS_WORK_GROUP: 'meshloop-dev-access',
  PROFILE_WORK_GROUP: 'meshloop-dev-profile',
  READER_ROLE_PREFIX: 'arn:aws:iam::222222222222:role/meshloop-dev-reader-',
  PIPELINE_ROLE_ARN: 'arn:aws:iam::222222222222:role/meshloop-dev-pipeline',
  POWERTOOLS_SERVICE_NAME: 'test',
};

/** What Lambda and the deployment give a function. Call it before a handler gets its first event. */
export function deploy(): void {
  Object.assign(process.env, functionEnvironment, {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: '222222222222',
    AWS_SECRET_ACCESS_KEY: 'secret',
  });
  provideMesh(meshOf(creditRisk));
}

/** The sample of a contract, with another detail or envelope where one is given. */
export function sampleEvent(id: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  const sample: Record<string, unknown> = JSON.parse(readFileSync(join(import.meta.dirname, `../../events/samples/${id}.json`), 'utf8'));
  return { ...sample, ...changes };
}

export const lambdaContext: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'meshloop-dev-test',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:222222222222:function:meshloop-dev-test',
  memoryLimitInMB: '512',
  awsRequestId: '5d2f7a10-1c1c-4d4d-8e8e-0f0f1a1a2b2b',
  logGroupName: '/aws/lambda/meshloop-dev-test',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => 60_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};

/** An error as the SDK throws it. */
export function awsError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}
