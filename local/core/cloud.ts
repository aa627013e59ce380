import type { Clock } from './clock.ts';
import type { Dice } from './dice.ts';
import type { CatalogMetadata, CatalogRights, Ram } from './governance.ts';
import type { Authorization, Caller } from './service.ts';
import type { Handle } from './wire.ts';
import type { Perform } from './handle.ts';

/** An event as EventBridge delivers it. */
export interface CloudEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  /** ISO 8601, whole seconds, `Z`. */
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
  'replay-name'?: string;
}

/** What services may ask of each other inside the cloud. Each room implements its own part; nobody reaches past it. */
export interface Cloud {
  readonly clock: Clock;
  readonly dice: Dice;
  readonly region: string;
  /** Accounts of one Organization share through RAM without invitation. */
  readonly organization: readonly string[];
  readonly iam: Iam;
  readonly sts: Sts;
  readonly events: Events;
  readonly trail: Trail;
  readonly lambda: Lambda;
  readonly sqs: Sqs;
  readonly sns: Sns;
  readonly kms: Kms;
  readonly s3: S3;
  readonly glue: GlueCatalog & CatalogMetadata;
  readonly lakeformation: LakeFormation & CatalogRights;
  readonly ram: Ram;
  readonly logs: Logs;
  readonly metrics: Metrics;
  /** Watchers for timelines, tests and consoles; never for behaviour. */
  readonly watch: Watch;
  /** The cloud's one entrance, for SDK clients in this process: requests as they come over the wire. */
  readonly handle: Handle;
  /** The same for calls that need no wire: in a simulation. */
  readonly perform: Perform;
}

export interface Iam {
  /** Is told what policies answered to whom, for proofs of least privilege; never for behaviour. */
  readonly onDecision?: (decision: AccessDecision) => void;
  /** Throws AccessDenied in IAM's wording when the caller's identity or the resource policies do not allow it. Administrators of the account may do everything there. */
  authorize(caller: Caller, needed: Authorization): void;
  allows(caller: Caller, needed: Authorization): boolean;
  /** Whether the caller's own policies deny it explicitly, so that no resource policy can allow it. */
  denies(caller: Caller, needed: Authorization): boolean;
  /** Throws unless the caller's policies and the role's trust policy let it take the role's place; answers the longest session in seconds. */
  authorizeAssumeRole(caller: Caller, roleArn: string, context?: Authorization['context']): number;
  /** Throws when the role does not exist or does not trust the service. */
  assertRoleTrusts(roleArn: string, servicePrincipal: string): void;
  roleExists(roleArn: string): boolean;
  putRole(role: RoleDefinition): void;
  deleteRole(roleArn: string): void;
}

/** What policies answered to one question about one resource. */
export interface AccessDecision {
  /** `identity`: the policies of the caller's role. `trust`: those of the role that is assumed. `resource`: those of the resource. */
  readonly policy: 'identity' | 'trust' | 'resource';
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  /** The statements that allow it, each by itself; none when it is refused. */
  readonly allowedBy: readonly AllowingStatement[];
}

export interface AllowingStatement {
  /** Sid; empty for a statement without one. */
  readonly id: string;
  /** As in the policy, in its order; none in a trust policy. */
  readonly resources: readonly string[];
}

export interface RoleDefinition {
  readonly arn: string;
  readonly trust: unknown;
  readonly policies: readonly unknown[];
}

export interface Sts {
  /** Credentials of a session, without a trust check: for services that hold the role already. */
  sessionFor(roleArn: string, sessionName: string): SessionCredentials;
  /** An AWS service that acts as a role, without a trust check and with keys that nobody sees. Throws NoSuchEntity. */
  serviceAs(roleArn: string, sessionName: string): Caller;
  /** Undefined when the key is unknown or expired. A 12-digit key is that account's administrator. */
  callerOf(accessKeyId: string): Caller | undefined;
}

export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

export interface Events {
  /** An AWS service emits an event on the default bus of `account`. */
  emit(account: string, event: { source: string; detailType: string; detail: Record<string, unknown>; resources?: readonly string[] }): void;
  /** Puts an event on a bus on behalf of a role (schedules, cross-account rules). */
  put(busArn: string, event: { source: string; detailType: string; detail: Record<string, unknown>; resources?: readonly string[] }, caller: Caller): void;
  /**
   * Offers each event before a bus gets it, for plans of faults. Who answers true has taken it over and calls `arrive` when and as
   * often as it shall come. The answer ends it.
   */
  disturb(take: (event: CloudEvent, bus: { readonly name: string; readonly account: string }, arrive: () => void) => boolean): () => void;
}

export interface Trail {
  /** Records a management call: CloudTrail event on the default bus of the caller's account, where a trail is on. */
  record(entry: { caller: Caller; eventSource: string; eventName: string; readOnly: boolean; requestParameters: unknown; responseElements?: unknown; error?: { code: string; message: string }; resources?: readonly { arn: string; accountId: string; type: string }[]; additionalEventData?: Record<string, unknown>; recipientAccountId?: string; /** The service that made the call for the caller, for example athena.amazonaws.com. */ invokedBy?: string; /** The caller's ARN is kept from the record. */ isUnnamed?: boolean }): void;
}

export interface Lambda {
  /** Asynchronous invocation: queued, retried, sent to the failure destination. Throws when the function is missing or `caller` may not invoke it. */
  invokeAsync(functionArn: string, payload: unknown, caller: Caller): void;
  /** What CreateFunction finds under this bucket and key in place of a zip file: a folder on disk, and values in place of files in it. */
  registerCode(bucket: string, key: string, code: { readonly root: string; readonly files: Readonly<Record<string, unknown>> }): void;
  /** Asks before each invocation whether something goes wrong with it, for plans of faults. The answer ends it. */
  disturb(fateOf: (invocation: Invocation) => InvocationFate | undefined): () => void;
}

/** One attempt of an invocation. */
export interface Invocation {
  readonly functionName: string;
  readonly account: string;
  /** The same for all attempts of one event. */
  readonly requestId: string;
  readonly attempt: number;
}

/** What goes wrong with one invocation. Its requests to AWS count from 1. */
export interface InvocationFate {
  /** It starts in a new environment though there are warm ones. */
  readonly cold?: boolean;
  /** Its process dies before this request leaves. */
  readonly killedBefore?: number;
  /** Its process dies after this request took effect, before the answer comes. */
  readonly killedAfter?: number;
  /** This request gets no answer until the function's time is over. */
  readonly timesOutAt?: number;
}

export interface Sqs {
  /** Throws when the queue is missing or its policy does not admit the caller. */
  send(queueArn: string, body: string, caller: Caller, attributes?: Readonly<Record<string, string>>): void;
}

export interface Kms {
  createKey(account: string, policy: unknown): { readonly arn: string; readonly id: string };
  /**
   * Throws where `caller` may not do `actions` (without `kms:`) with the key, by ARN, id or alias of an AWS managed key, through the
   * service that holds what the key locks.
   */
  authorize(caller: Caller, key: string, actions: readonly string[], via: { readonly service: string; readonly context?: Readonly<Record<string, string>> }): void;
}

export interface Sns {
  /** Throws when the topic is missing or its policy does not admit the caller. */
  publish(topicArn: string, message: string, caller: Caller, subject?: string): void;
}

/** A stored object's description and content. */
export interface StoredObject {
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  readonly lastModified: number;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  body(): Uint8Array;
  /** A file on disk with the same content, for DuckDB and for steps. */
  file(): string;
}

export interface S3 {
  /** Inside the cloud, after the caller's right was checked by whoever calls. */
  get(bucket: string, key: string): StoredObject | undefined;
  list(bucket: string, prefix: string): readonly StoredObject[];
  put(bucket: string, key: string, body: Uint8Array | string, contentType?: string): StoredObject;
  bucketOwner(bucket: string): string | undefined;
  /** Throws AccessDenied when `caller` may not do `action` (for example `s3:PutObject`) to the bucket or the object: identity and bucket policy. */
  authorize(caller: Caller, action: string, bucket: string, key?: string): void;
  /** The directory of every `file()` of this cloud, for work that needs files; made when first asked for, removed when the cloud closes. */
  directory(): string;
}

/** A table as a query sees it: resource links resolved. */
export interface ResolvedTable {
  readonly catalogId: string;
  readonly database: string;
  readonly table: string;
  readonly location: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly partitionKeys: readonly { readonly name: string; readonly type: string }[];
  readonly partitions: readonly { readonly values: readonly string[]; readonly location: string }[];
  readonly format: 'csv' | 'parquet' | 'json';
  /** `SerdeInfo.SerializationLibrary`; tells OpenCSVSerde from LazySimpleSerDe. */
  readonly serde?: string;
  readonly serdeParameters: Readonly<Record<string, string>>;
  readonly tableParameters: Readonly<Record<string, string>>;
  /** The link database through which it was reached. */
  readonly throughLink?: string;
}

export interface GlueCatalog {
  /** Follows a resource link; undefined when the database, the table or the link's target does not exist. */
  resolveTable(catalogId: string, database: string, table: string): ResolvedTable | undefined;
  /** Creates or drops a table as `caller` would through the API, for CREATE TABLE AS SELECT and DROP TABLE. */
  createTable(caller: Caller, database: string, table: NewTable): void;
  dropTable(caller: Caller, database: string, table: string): void;
  /** What GetDatabases, GetTables, GetTable and GetPartitions show the caller of its own catalog, for SHOW and DESCRIBE. */
  databaseNames(caller: Caller): readonly string[];
  tableNames(caller: Caller, database: string): readonly string[];
  columnsShown(caller: Caller, database: string, table: string): { readonly columns: readonly ShownColumn[]; readonly partitionKeys: readonly ShownColumn[] };
  partitionValues(caller: Caller, database: string, table: string): readonly (readonly string[])[];
}

export interface ShownColumn {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
}

/** A table that a query creates in its caller's own catalog. */
export interface NewTable {
  readonly name: string;
  readonly location: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly format: 'parquet';
}

export interface LakeFormation {
  /** Columns that the caller may select, or an error in Athena's words. Records GetDataAccess. */
  selectableColumns(caller: Caller, table: ResolvedTable, via: { catalogId: string; database: string; table: string }, audit: { queryId: string }): readonly string[];
}

export interface Logs {
  /** One line that a function wrote. Lines in embedded metric format also become metrics. */
  write(logGroup: string, line: string, account: string): void;
}

export interface Metrics {
  /** One value of a CloudWatch metric (default 1, at the present time in milliseconds): what an AWS service counts about itself, or a function prints. */
  count(account: string, metric: { namespace: string; name: string; dimensions?: Readonly<Record<string, string>>; value?: number; unit?: string; at?: number }): void;
  /** How a metric that is read every minute stands from now on; undefined when there is nothing to read any more. */
  stands(account: string, metric: { namespace: string; name: string; dimensions?: Readonly<Record<string, string>>; unit?: string }, value: number | undefined): void;
}

export interface Watch {
  emit(observation: Observation): void;
  subscribe(listener: (observation: Observation) => void): () => void;
}

/** One thing that happened in the cloud. `at` is cloud time in milliseconds. */
export type Observation =
  | { kind: 'event'; at: number; account: string; bus: string; event: CloudEvent }
  | { kind: 'call'; at: number; account: string; caller: Caller; service: string; operation: string; input: unknown; error?: string }
  | { kind: 'invocation'; at: number; account: string; functionName: string; phase: 'started' | 'succeeded' | 'failed' | 'dead-lettered'; attempt: number; error?: string; /** Sent to AWS by an attempt that has ended. */ requests?: number }
  | { kind: 'log'; at: number; account: string; logGroup: string; line: string }
  | { kind: 'dropped'; at: number; account: string; what: string; why: string };
