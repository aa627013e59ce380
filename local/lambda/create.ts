import type { CreateFunctionCommandInput, FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { FunctionCode, LambdaFunction } from './function.ts';
import type { Call } from '../core/service.ts';
import { AwsError } from '../core/service.ts';

/** Members of CreateFunction that the local cloud takes; others change behaviour that it does not have. */
const SERVED = new Set([
  'FunctionName',
  'Runtime',
  'Role',
  'Handler',
  'Code',
  'Description',
  'Timeout',
  'MemorySize',
  'Publish',
  'PackageType',
  'Environment',
  'TracingConfig',
  'Tags',
  'Architectures',
  'EphemeralStorage',
  'LoggingConfig',
  'VpcConfig',
]);

/** nodejs20.x and older are closed for new functions (Lambda developer guide, "Lambda runtimes"). */
const RUNTIMES = ['nodejs22.x', 'nodejs24.x'];

/** Lambda developer guide, "Defined runtime environment variables": reserved, apart from those that a function may override. */
const RESERVED = /^(AWS_(?!LAMBDA_EXEC_WRAPPER)[A-Z_]*|_HANDLER|_X_AMZN_TRACE_ID|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR)$/;
const ENVIRONMENT_BYTES = 4096;
const NO_ENVIRONMENT = 'Lambda was unable to configure your environment variables because the environment variables you have provided';

/** Throws for what the function would have to have and the local cloud does not. */
export function assertServed(input: CreateFunctionCommandInput): void {
  const unserved = Object.entries(input).filter(([member, value]) => value !== undefined && !SERVED.has(member));
  if (unserved.length > 0) throw invalid(`Not served by the local cloud: ${unserved.map(([member]) => member).join(', ')}`);
}

/** The function that CreateFunction makes, after Lambda's own checks. */
export function newFunction(input: CreateFunctionCommandInput, code: FunctionCode, call: Call): LambdaFunction {
  const { cloud, caller } = call;
  const name = input.FunctionName ?? '';
  if (!/^[a-zA-Z0-9-_]{1,64}$/.test(name))
    throw invalid(`Value '${name}' at 'functionName' failed to satisfy constraint`, 'ValidationException');
  const runtime = checkRuntime(input.Runtime);
  if (!input.Handler) throw invalid('Handler cannot be empty');
  const environment = checkEnvironment(input.Environment?.Variables ?? {});
  const roleArn = input.Role ?? '';
  checkRole(call, roleArn);
  if (isInVpc(input)) assertNetworkRights(call, roleArn);
  return {
    name,
    arn: `arn:aws:lambda:${call.region}:${caller.accountId}:function:${name}`,
    accountId: caller.accountId,
    region: call.region,
    runtime,
    handler: input.Handler,
    description: input.Description ?? '',
    roleArn,
    architecture: input.Architectures?.[0] ?? 'x86_64',
    timeout: inRange('timeout', input.Timeout ?? 3, 1, 900),
    memory: inRange('memorySize', input.MemorySize ?? 128, 128, 10_240),
    environment,
    logGroup: input.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    code,
    lastModified: cloud.clock.now(),
    revisionId: cloud.dice.uuid(),
    tags: input.Tags ?? {},
    policy: new Map(),
    ...(isInVpc(input) && { vpc: { SubnetIds: input.VpcConfig?.SubnetIds ?? [], SecurityGroupIds: input.VpcConfig?.SecurityGroupIds ?? [] } }),
  };
}

/** How the API describes a function. */
export function describeFunction(fn: LambdaFunction): FunctionConfiguration {
  return {
    FunctionName: fn.name,
    FunctionArn: fn.arn,
    Runtime: fn.runtime as NonNullable<FunctionConfiguration['Runtime']>,
    Role: fn.roleArn,
    Handler: fn.handler,
    Description: fn.description,
    Timeout: fn.timeout,
    MemorySize: fn.memory,
    LastModified: new Date(fn.lastModified).toISOString().replace('Z', '+0000'),
    Version: '$LATEST',
    Environment: { Variables: { ...fn.environment } },
    RevisionId: fn.revisionId,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: [fn.architecture === 'arm64' ? 'arm64' : 'x86_64'],
    ...(fn.vpc && { VpcConfig: { SubnetIds: [...fn.vpc.SubnetIds], SecurityGroupIds: [...fn.vpc.SecurityGroupIds], VpcId: 'vpc-0local' } }),
    LoggingConfig: { LogFormat: 'Text', LogGroup: fn.logGroup },
  };
}

export function checkEnvironment(variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const reserved = Object.keys(variables).filter((name) => RESERVED.test(name));
  if (reserved.length > 0) {
    throw invalid(
      `${NO_ENVIRONMENT} contains reserved keys that are currently not supported for modification. ` +
        `Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  if (Buffer.byteLength(JSON.stringify(variables)) > ENVIRONMENT_BYTES) {
    throw invalid(`${NO_ENVIRONMENT} exceeded the 4KB limit.`);
  }
  return variables;
}

export function inRange(member: string, value: number, low: number, high: number): number {
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  const bound = value > high ? `less than or equal to ${high}` : `greater than or equal to ${low}`;
  throw invalid(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have value ${bound}`,
    'ValidationException',
  );
}

export function invalid(message: string, code = 'InvalidParameterValueException'): AwsError {
  return new AwsError(code, message, 400, { Type: 'User' });
}

function checkRuntime(runtime: string | undefined): string {
  if (runtime === undefined) throw invalid('Runtime and Handler are mandatory parameters for functions created with deployment packages.');
  if (!runtime.startsWith('nodejs')) throw invalid(`The runtime ${runtime} is not served by the local cloud, which runs Node.js.`);
  if (!RUNTIMES.includes(runtime)) {
    throw invalid(
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. ` +
        'We recommend you use a supported runtime while creating or updating functions.',
    );
  }
  return runtime;
}

function checkRole({ cloud }: Call, roleArn: string): void {
  try {
    cloud.iam.assertRoleTrusts(roleArn, 'lambda.amazonaws.com');
  } catch (error) {
    if (error instanceof AwsError) throw invalid('The role defined for the function cannot be assumed by Lambda.');
    throw error;
  }
}

function isInVpc({ VpcConfig }: CreateFunctionCommandInput): boolean {
  return (VpcConfig?.SubnetIds ?? []).length > 0;
}

/**
 * The VPC is kept and shown; there is no network here. That the role lets Lambda make network interfaces is checked, as AWS does (Lambda
 * developer guide, "Giving Lambda functions access to resources in an Amazon VPC"; the wording is observed).
 */
function assertNetworkRights({ cloud, caller }: Call, roleArn: string): void {
  const role = { accountId: caller.accountId, arn: roleArn, roleArn, accessKeyId: '' };
  const onAll = `arn:aws:ec2:${cloud.region}:${caller.accountId}:network-interface/*`;
  for (const [action, resource] of [['CreateNetworkInterface', onAll], ['DescribeNetworkInterfaces', '*'], ['DeleteNetworkInterface', onAll]] as const) {
    if (!cloud.iam.allows(role, { action: `ec2:${action}`, resources: [resource] }))
      throw invalid(`The provided execution role does not have permissions to call ${action} on EC2`);
  }
}
