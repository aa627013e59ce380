import type { Cloud } from './cloud.ts';

/** Who signed a request, as the access key id says. */
export interface Caller {
  readonly accountId: string;
  /** As AWS prints it: `arn:aws:iam::<account>:root` or `arn:aws:sts::<account>:assumed-role/<role>/<session>`. */
  readonly arn: string;
  /** The role behind a session; absent for an account's administrator. */
  readonly roleArn?: string;
  readonly accessKeyId: string;
  /** Set when an AWS service acts by itself (for example scheduler.amazonaws.com). */
  readonly servicePrincipal?: string;
  /** On behalf of which resource a service acts (aws:SourceArn), for example a rule. */
  readonly sourceArn?: string;
}

/** One request on its way through the local cloud. */
export interface Call {
  readonly cloud: Cloud;
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly caller: Caller;
  readonly requestId: string;
}

/** An error as AWS answers it. `code` is the shape's name, for example `EntityNotFoundException`. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Further members of the error's shape. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, members: Readonly<Record<string, unknown>> = {}) {
    // It is an answer and no defect: nobody asks where it was made, and a stack costs more than the rest of it.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = code;
    this.code = code;
    this.status = status;
    this.members = members;
  }
}

/** What IAM has to allow before an operation runs. */
export interface Authorization {
  readonly action: string;
  readonly resources: readonly string[];
  /** Condition keys, lower case, for example `{ 'iam:passedtoservice': 'scheduler.amazonaws.com' }`. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

export type Operation<Input, Output> = (input: Input, call: Call) => Output | Promise<Output>;

/**
 * One AWS service. Inputs arrive decoded and checked against the SDK's schema; outputs are encoded by the same schema.
 * `authorize` names the IAM actions of an operation; without an entry it is `<iamPrefix>:<Operation>` on `*`.
 */
export interface Service {
  /** The SDK client's name without `client-`, for example `lakeformation`. */
  readonly id: string;
  readonly iamPrefix: string;
  readonly operations: Readonly<Record<string, Operation<never, unknown>>>;
  readonly authorize?: Readonly<Record<string, (input: never, call: Call) => readonly Authorization[]>>;
}

/** An SDK output type as an operation returns it. */
export type Output<T> = Omit<T, '$metadata'>;
