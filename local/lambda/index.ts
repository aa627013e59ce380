import { AsyncQueue } from './async-queue.ts';
import { freshBundles } from './bundles.ts';
import type { BundleSource } from './bundles.ts';
import type { FunctionCode } from './function.ts';
import { Invoker } from './invoker.ts';
import { lambdaOperations } from './operations.ts';
import { policyAdmits } from './permission.ts';
import { FunctionStore, functionArn, notFound } from './store.ts';
import type { Cloud, Lambda } from '../core/cloud.ts';
import type { Authorization, Call, Caller, Service } from '../core/service.ts';
import { AwsError } from '../core/service.ts';

export interface LambdaOptions {
  /** Where environments get their code from; by default each loads its bundle anew. */
  readonly bundles?: BundleSource;
}

/** AWS Lambda: functions from bundles on disk, run in this process. */
export function createLambda(cloud: Cloud, { bundles = freshBundles }: LambdaOptions = {}): { service: Service; lambda: Lambda; close: () => void } {
  const store = new FunctionStore();
  const code = new Map<string, FunctionCode>();
  const invoker = new Invoker(cloud, bundles);
  const queue = new AsyncQueue(cloud, invoker);
  const lambda: Lambda = {
    registerCode: (bucket, key, functionCode) => void code.set(`${bucket}/${key}`, functionCode),
    invokeAsync(arn, payload, caller) {
      const fn = store.find(arn);
      if (!fn) throw notFound(arn);
      assertMayInvoke(cloud, caller, fn.arn, policyAdmits(fn, caller), fn.accountId);
      queue.accept(fn, JSON.stringify(payload));
    },
    disturb: (fateOf) => invoker.disturb(fateOf),
  };
  const operations = lambdaOperations(store, invoker, queue, code);
  return { lambda, service: { id: 'lambda', iamPrefix: 'lambda', operations, authorize: AUTHORIZE }, close: () => bundles.close() };
}

/** Within an account the role's policies or the function's suffice; a service needs the function's, and another account both. */
function assertMayInvoke(cloud: Cloud, caller: Caller, arn: string, admitted: boolean, owner: string): void {
  const byIdentity =
    caller.servicePrincipal === undefined && cloud.iam.allows(caller, { action: 'lambda:InvokeFunction', resources: [arn] });
  const sameAccount = caller.servicePrincipal === undefined && caller.accountId === owner;
  if (caller.servicePrincipal !== undefined ? admitted : sameAccount ? byIdentity || admitted : byIdentity && admitted) return;
  const who = caller.servicePrincipal ?? caller.arn;
  throw new AwsError('AccessDeniedException', `User: ${who} is not authorized to perform: lambda:InvokeFunction on resource: ${arn}`, 403);
}

type Named = { FunctionName?: string };

function onFunction(action: string): (input: Named, call: Call) => readonly Authorization[] {
  return (input, { caller, region }) => [{ action, resources: [functionArn(input.FunctionName ?? '', caller.accountId, region)] }];
}

// Service authorization reference, "Actions, resources, and condition keys for AWS Lambda".
const AUTHORIZE: NonNullable<Service['authorize']> = {
  CreateFunction: (input: Named & { Role?: string }, call: Call) => [
    ...onFunction('lambda:CreateFunction')(input, call),
    { action: 'iam:PassRole', resources: [input.Role ?? ''], context: { 'iam:passedtoservice': 'lambda.amazonaws.com' } },
  ],
  UpdateFunctionCode: onFunction('lambda:UpdateFunctionCode'),
  UpdateFunctionConfiguration: onFunction('lambda:UpdateFunctionConfiguration'),
  DeleteFunction: onFunction('lambda:DeleteFunction'),
  GetFunction: onFunction('lambda:GetFunction'),
  AddPermission: onFunction('lambda:AddPermission'),
  GetPolicy: onFunction('lambda:GetPolicy'),
  PutFunctionEventInvokeConfig: onFunction('lambda:PutFunctionEventInvokeConfig'),
  PutFunctionConcurrency: onFunction('lambda:PutFunctionConcurrency'),
  Invoke: onFunction('lambda:InvokeFunction'),
};
