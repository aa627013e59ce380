import type * as Sdk from '@aws-sdk/client-lambda';
import type { AsyncQueue } from './async-queue.ts';
import { assertServed, checkEnvironment, describeFunction, inRange, invalid, newFunction } from './create.ts';
import { describeEventInvokeConfig, newEventInvokeConfig } from './event-invoke-config.ts';
import type { FunctionCode, LambdaFunction } from './function.ts';
import type { Invoker } from './invoker.ts';
import { policyDocument } from './permission.ts';
import type { FunctionStore } from './store.ts';
import type { Call, Output } from '../core/service.ts';
import { AwsError } from '../core/service.ts';

/** Lambda developer guide, "Lambda quotas": payload of a synchronous and of an asynchronous invocation. */
const SYNC_BYTES = 6_291_456;
const ASYNC_BYTES = 1_048_576;

/** The operations of the Lambda API that deployments, people and tests use. */
export function lambdaOperations(store: FunctionStore, invoker: Invoker, queue: AsyncQueue, packages: ReadonlyMap<string, FunctionCode>) {
  const CreateFunction = (input: Sdk.CreateFunctionCommandInput, call: Call): Output<Sdk.CreateFunctionCommandOutput> => {
    assertServed(input);
    const fn = newFunction(input, codeIn(input.Code ?? {}, call), call);
    store.add(fn);
    return describeFunction(fn);
  };

  const UpdateFunctionCode = (input: Sdk.UpdateFunctionCodeCommandInput, call: Call): Output<Sdk.UpdateFunctionCodeCommandOutput> => {
    const fn = get(input, call);
    fn.code = codeIn(input, call);
    touch(fn, call);
    return describeFunction(fn);
  };

  const UpdateFunctionConfiguration = (
    input: Sdk.UpdateFunctionConfigurationCommandInput,
    call: Call,
  ): Output<Sdk.UpdateFunctionConfigurationCommandOutput> => {
    const fn = get(input, call);
    if (input.Environment) fn.environment = checkEnvironment(input.Environment.Variables ?? {});
    if (input.Timeout !== undefined) fn.timeout = inRange('timeout', input.Timeout, 1, 900);
    if (input.MemorySize !== undefined) fn.memory = inRange('memorySize', input.MemorySize, 128, 10_240);
    touch(fn, call);
    return describeFunction(fn);
  };

  const DeleteFunction = (input: Sdk.DeleteFunctionCommandInput, call: Call): Output<Sdk.DeleteFunctionCommandOutput> => {
    const fn = get(input, call);
    invoker.discard(fn);
    store.remove(fn);
    return { StatusCode: 204 };
  };

  const GetFunction = (input: Sdk.GetFunctionCommandInput, call: Call): Output<Sdk.GetFunctionCommandOutput> => {
    const fn = get(input, call);
    const concurrency = fn.reservedConcurrency !== undefined && { Concurrency: { ReservedConcurrentExecutions: fn.reservedConcurrency } };
    return { Configuration: describeFunction(fn), Tags: { ...fn.tags }, ...concurrency };
  };

  const ListFunctions = (_input: Sdk.ListFunctionsCommandInput, call: Call): Output<Sdk.ListFunctionsCommandOutput> => ({
    Functions: store.list(call.caller.accountId).map(describeFunction),
  });

  const AddPermission = (input: Sdk.AddPermissionCommandInput, call: Call): Output<Sdk.AddPermissionCommandOutput> => {
    const fn = get(input, call);
    const sid = input.StatementId ?? '';
    if (fn.policy.has(sid)) {
      throw new AwsError(
        'ResourceConflictException',
        `The statement id (${sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        409,
      );
    }
    fn.policy.set(sid, {
      sid,
      action: input.Action ?? '',
      principal: input.Principal ?? '',
      ...(input.SourceArn !== undefined && { sourceArn: input.SourceArn }),
      ...(input.SourceAccount !== undefined && { sourceAccount: input.SourceAccount }),
    });
    return { Statement: JSON.stringify({ Sid: sid, Effect: 'Allow', Action: input.Action, Resource: fn.arn }) };
  };

  const GetPolicy = (input: Sdk.GetPolicyCommandInput, call: Call): Output<Sdk.GetPolicyCommandOutput> => {
    const fn = get(input, call);
    if (fn.policy.size === 0)
      throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404, { Type: 'User' });
    return { Policy: policyDocument(fn), RevisionId: fn.revisionId };
  };

  const PutFunctionEventInvokeConfig = (
    input: Sdk.PutFunctionEventInvokeConfigCommandInput,
    call: Call,
  ): Output<Sdk.PutFunctionEventInvokeConfigCommandOutput> => {
    const fn = get(input, call);
    fn.eventInvokeConfig = newEventInvokeConfig(call.cloud, fn, input);
    return describeEventInvokeConfig(fn, fn.eventInvokeConfig);
  };

  const PutFunctionConcurrency = (
    input: Sdk.PutFunctionConcurrencyCommandInput,
    call: Call,
  ): Output<Sdk.PutFunctionConcurrencyCommandOutput> => {
    const fn = get(input, call);
    fn.reservedConcurrency = inRange('reservedConcurrentExecutions', input.ReservedConcurrentExecutions ?? 0, 0, 1000);
    return { ReservedConcurrentExecutions: fn.reservedConcurrency };
  };

  const Invoke = async (input: Sdk.InvokeCommandInput, call: Call): Promise<Output<Sdk.InvokeCommandOutput>> => {
    const fn = get(input, call);
    const payload = invocationPayload(input);
    if (input.InvocationType === 'DryRun') return { StatusCode: 204 };
    if (input.InvocationType === 'Event') {
      queue.accept(fn, payload);
      return { StatusCode: 202 };
    }
    if (!invoker.hasRoom(fn)) {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
        Type: 'User',
      });
    }
    const outcome = await invoker.run(fn, call.requestId, payload, 1);
    const encode = (value: string) => Buffer.from(value) as unknown as NonNullable<Sdk.InvokeCommandOutput['Payload']>;
    if (outcome.ok) return { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: encode(outcome.payload) };
    return { StatusCode: 200, ExecutedVersion: '$LATEST', FunctionError: 'Unhandled', Payload: encode(JSON.stringify(outcome.error)) };
  };

  function codeIn({ S3Bucket, S3Key }: Sdk.FunctionCode, { cloud }: Call): FunctionCode {
    if (S3Bucket === undefined || S3Key === undefined)
      throw invalid('Code in the request (ZipFile, ImageUri) is not served by the local cloud: functions come with a packaged stack.');
    const code = packages.get(`${S3Bucket}/${S3Key}`);
    if (code) return code;
    if (cloud.s3.get(S3Bucket, S3Key)) throw invalid('Archives are not served by the local cloud as code: functions come with a packaged stack.');
    const [missing, what] = cloud.s3.bucketOwner(S3Bucket) === undefined ? ['NoSuchBucket', 'bucket'] : ['NoSuchKey', 'key'];
    throw invalid(`Error occurred while GetObject. S3 Error Code: ${missing}. S3 Error Message: The specified ${what} does not exist`);
  }

  function get(input: { FunctionName: string | undefined }, { caller, region }: Call): LambdaFunction {
    return store.get(input.FunctionName, caller.accountId, region);
  }

  function touch(fn: LambdaFunction, { cloud }: Call): void {
    fn.lastModified = cloud.clock.now();
    fn.revisionId = cloud.dice.uuid();
    invoker.discard(fn);
  }

  return {
    CreateFunction,
    UpdateFunctionCode,
    UpdateFunctionConfiguration,
    DeleteFunction,
    GetFunction,
    ListFunctions,
    AddPermission,
    GetPolicy,
    PutFunctionEventInvokeConfig,
    PutFunctionConcurrency,
    Invoke,
  };
}

function invocationPayload({ Payload, InvocationType }: Sdk.InvokeCommandInput): string {
  // The wire gives bytes or nothing; the SDK's input type also allows what its client would turn into bytes.
  const text = (Payload instanceof Uint8Array ? Buffer.from(Payload).toString('utf8') : '') || '{}';
  const limit = InvocationType === 'Event' ? ASYNC_BYTES : SYNC_BYTES;
  if (Buffer.byteLength(text) > limit) {
    throw new AwsError('RequestTooLargeException', `Request must be smaller than ${limit} bytes for the InvokeFunction operation`, 413, {
      Type: 'User',
    });
  }
  try {
    JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${why}`, 400, { Type: 'User' });
  }
  return text;
}
