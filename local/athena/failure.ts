/** Numbers of the Athena user guide, "Athena error catalog". */
export const ErrorType = {
  internal: 200,
  lakeFormation: 234,
  data: 1001,
  typeMismatch: 1002,
  syntax: 1006,
  invalidArgument: 1100,
  invalidFunctionArgument: 1106,
  tableExists: 1110,
  notSupported: 1200,
  notFound: 1301,
  functionNotFound: 1303,
  bucketNotFound: 1306,
  permission: 1500,
  s3Permission: 1501,
} as const;

const SYSTEM = 1;
const USER = 2;

/** Why a query failed, as GetQueryExecution and the state event report it. */
export class QueryFailure extends Error {
  readonly category: number;
  readonly type: number;
  readonly retryable: boolean;

  /** @param message begins with Athena's error name where it has one, for example `TABLE_NOT_FOUND: line 1:15: …` */
  constructor(type: number, message: string, options: { category?: number; retryable?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'QueryFailure';
    this.type = type;
    this.category = options.category ?? (type < 1000 ? SYSTEM : USER);
    this.retryable = options.retryable ?? false;
  }
}

/** The statement cannot be read: StartQueryExecution refuses it and no execution comes to be. */
export class MalformedQuery extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MalformedQuery';
  }
}
