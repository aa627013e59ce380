/** What runs: a folder on disk in place of a zip file, and values in place of files in it. */
export interface FunctionCode {
  readonly root: string;
  /** By path below `root`, for example `dist/link-product/mesh.json`. */
  readonly files: Readonly<Record<string, unknown>>;
}

export interface EventInvokeConfig {
  /** 0 to 2. */
  readonly maximumRetryAttempts: number;
  /** 60 to 21600 seconds. */
  readonly maximumEventAge: number;
  /** ARN of a queue or of an event bus. */
  readonly onFailure?: string;
  readonly onSuccess?: string;
}

/** Lambda developer guide, "How Lambda handles errors and retries with asynchronous invocation": two retries, six hours. */
export const DEFAULT_EVENT_INVOKE_CONFIG: EventInvokeConfig = { maximumRetryAttempts: 2, maximumEventAge: 21_600 };

export interface PermissionStatement {
  readonly sid: string;
  readonly action: string;
  /** A service principal, an account id, a role's ARN or `*`. */
  readonly principal: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
}

/** One function as CreateFunction and its companions leave it. */
export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  runtime: string;
  handler: string;
  description: string;
  roleArn: string;
  architecture: string;
  /** Seconds. */
  timeout: number;
  /** Megabytes. */
  memory: number;
  environment: Readonly<Record<string, string>>;
  logGroup: string;
  code: FunctionCode;
  lastModified: number;
  revisionId: string;
  tags: Readonly<Record<string, string>>;
  readonly vpc?: { readonly SubnetIds: readonly string[]; readonly SecurityGroupIds: readonly string[] };
  reservedConcurrency?: number;
  eventInvokeConfig?: EventInvokeConfig;
  readonly policy: Map<string, PermissionStatement>;
}
