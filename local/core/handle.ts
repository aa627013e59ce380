import { AwsError } from './service.ts';
import { authenticate } from './authenticate.ts';
import { modelOf } from './protocol/model.ts';
import { notServed, plainError } from './plain-error.ts';
import { protocolFor } from './protocol/select.ts';
import { accepted } from './protocol/accept.ts';
import { structureFromObject } from './protocol/object.ts';
import { Problems } from './protocol/problems.ts';
import { bodyText } from './protocol/protocol.ts';
import { serviceById, serviceBySigningName } from './protocol/services.ts';
import { signatureOf } from './signature.ts';
import type { KeyRefusal } from './authenticate.ts';
import type { Authorization, Call, Caller, Service } from './service.ts';
import type { Cloud, Observation } from './cloud.ts';
import type { CloudRequest, CloudResponse, Handle } from './wire.ts';
import type { ServiceModel } from './protocol/model.ts';
import type { ServiceDefinition } from './protocol/services.ts';
import type { Signature } from './signature.ts';

/** What stands in place of an operation's answer. */
export interface Substitute {
  readonly output: unknown;
}

/** Stands around every operation, for plans of faults. Either half may throw an AwsError or take cloud time. */
export interface Interceptor {
  /** A substitute is answered, and the operation does not happen. */
  before?(call: Call, input: unknown): Substitute | void | Promise<Substitute | void>;
  /** The operation has happened; throwing here loses its answer. */
  after?(call: Call, input: unknown, output: unknown): void | Promise<void>;
}

export interface HandleOptions {
  readonly cloud: Cloud;
  /** Why a key is not accepted, when STS does not know it or its session is over. */
  readonly refusalOf: (signature: Signature) => KeyRefusal | undefined;
  readonly services: ReadonlyMap<string, Service>;
  readonly interceptors?: readonly Interceptor[];
}

/** Signed for whatever region the client has, or for us-east-1 where there is one endpoint for all. */
const global: ReadonlySet<string> = new Set(['iam', 'sts', 's3']);

/** Regions of the other partitions, with which nothing is shared (AWS General Reference, "AWS Regions": aws-cn, aws-us-gov, aws-iso…, aws-eusc). */
function isOfOtherPartition(region: string): boolean {
  return /^(cn|us-gov|us-iso[a-z]*|eu-isoe|eusc)-/.test(region);
}

/**
 * Ways to S3 that carry no signature of version 4: version 2, which it does not take for buckets made after 24 June 2020 (Amazon S3 user
 * guide, "Making requests using the REST API"), and forms.
 */
function unsupportedByS3({ method, query, headers }: CloudRequest): AwsError | undefined {
  if (new URLSearchParams(query).has('AWSAccessKeyId') || headers['authorization']?.startsWith('AWS '))
    return new AwsError('InvalidRequest', 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.');
  if (method !== 'POST' || !headers['content-type']?.startsWith('multipart/form-data')) return undefined;
  return notServed('s3:PostObject', 'Use PutObject, or a URL presigned for it');
}

/** The operations of STS that take no signature. */
const unsignedOperation = /(?:^|&)Action=(AssumeRoleWith(?:SAML|WebIdentity))(?:&|$)/;

/** Builds the cloud's one entrance: decode, authenticate, authorize, run, encode. */
export function createHandle(options: HandleOptions): Handle {
  const { cloud, services } = options;
  return async (request) => {
    const requestId = cloud.dice.uuid();
    const signature = signatureOf(request, cloud.region);
    const refuse = (error: AwsError) => plainError(error, requestId, request, signature?.signingName);
    if (!signature) {
      const [, unsigned] = unsignedOperation.exec(bodyText(request)) ?? [];
      if (unsigned) return refuse(notServed(`sts:${unsigned}`, 'Sign as an account’s administrator or take a role with AssumeRole'));
      const unsupported = unsupportedByS3(request);
      if (unsupported) return plainError(unsupported, requestId, request, 's3');
      return refuse(new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403));
    }
    const definition = serviceBySigningName(signature.signingName, request.headers['x-amz-target'] !== undefined);
    const service = definition && services.get(definition.id);
    if (!definition || !service) {
      const served = `Services served: ${[...services.keys()].sort().join(', ')}`;
      return refuse(notServed(definition?.id ?? signature.signingName, served));
    }
    // What would be another region's state in AWS must not seem to be this one's.
    if (signature.region !== cloud.region && (!global.has(definition.id) || isOfOtherPartition(signature.region)))
      return refuse(notServed(`the region ${signature.region}`, `Region served: ${cloud.region}`));
    return serve({ ...options, request, requestId, signature, definition, service });
  };
}

/** A call without a wire: what an SDK client was given, and whose keys it has. */
export interface DirectCall {
  readonly accessKeyId: string;
  readonly sessionToken?: string;
  /** The SDK client's name without `client-`. */
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

/** Throws AwsError; a defect of the local cloud comes as InternalFailure. */
export type Perform = (call: DirectCall) => Promise<unknown>;

/** A call by code of this process. Hardly any operation asks for its id, and no answer has it. */
export class DirectlyCalled implements Call {
  readonly cloud: Cloud;
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly caller: Caller;
  #requestId: string | undefined;

  constructor(cloud: Cloud, service: string, operation: string, caller: Caller) {
    this.cloud = cloud;
    this.service = service;
    this.operation = operation;
    this.region = cloud.region;
    this.caller = caller;
  }

  get requestId(): string {
    return (this.#requestId ??= this.cloud.dice.uuid());
  }
}

/** The same entrance for callers in this process that need no wire: authenticate, check the input, authorize, run. */
export function createPerform(options: HandleOptions): Perform {
  const { cloud, services, refusalOf } = options;
  return async ({ accessKeyId, sessionToken, service: id, operation: name, input }) => {
    const definition = serviceById(id);
    const service = services.get(id);
    const model = definition && modelOf(definition);
    const operation = model?.operations.get(name);
    if (!definition || !service || !model || !operation || !Object.hasOwn(service.operations, name)) {
      throw notServed(`${id}:${name}`, `Services served: ${[...services.keys()].sort().join(', ')}`);
    }
    try {
      const signature = { accessKeyId, region: cloud.region, signingName: definition.signingName, ...(sessionToken !== undefined && { sessionToken }) };
      const caller = authenticate(cloud, definition, signature, refusalOf);
      const problems = new Problems();
      const checked = accepted(model, operation, structureFromObject(operation.input, input, '', problems), problems);
      return await run(new DirectlyCalled(cloud, id, name, caller), options, service, model, checked);
    } catch (error) {
      throw asAwsError(error);
    }
  };
}

interface Serving extends HandleOptions {
  readonly request: CloudRequest;
  readonly requestId: string;
  readonly signature: Signature;
  readonly definition: ServiceDefinition;
  readonly service: Service;
}

async function serve(serving: Serving): Promise<CloudResponse> {
  const { request, requestId, definition, service } = serving;
  const model = modelOf(definition);
  const protocol = protocolFor(definition, request);
  try {
    const operation = protocol.route(model, request);
    const served = `Operations served: ${Object.keys(service.operations).sort().join(', ')}`;
    if (!operation) throw notServed(`${service.id} (no operation of its model fits the request)`, served);
    if (!Object.hasOwn(service.operations, operation.name)) throw notServed(`${service.id}:${operation.name}`, served);
    const caller = authenticate(serving.cloud, definition, serving.signature, serving.refusalOf);
    const input = protocol.decode(model, operation, request);
    const call: Call = { cloud: serving.cloud, service: service.id, operation: operation.name, region: serving.signature.region, caller, requestId };
    const output = await run(call, serving, service, model, input);
    return protocol.encode(model, operation, output, requestId);
  } catch (error) {
    return protocol.encodeError(model, asAwsError(error), request, requestId);
  }
}

async function run(call: Call, { interceptors = [] }: HandleOptions, service: Service, model: ServiceModel, input: Record<string, unknown>): Promise<unknown> {
  const { cloud, caller, operation } = call;
  const seen = (error?: unknown): Observation => ({
    kind: 'call', at: cloud.clock.now(), account: caller.accountId, caller, service: service.id, operation, input, ...(error !== undefined && { error: describe(error) }),
  });
  try {
    let substitute: Substitute | undefined;
    for (const interceptor of interceptors) {
      const answer = interceptor.before?.(call, input);
      // Most have nothing to say: a promise for each of them would be most of a call.
      if (answer !== undefined) substitute = (await answer) ?? substitute;
    }
    authorize(service, model, call, input);
    const output = substitute === undefined ? await operationOf(service, operation)(input, call) : substitute.output;
    for (const interceptor of interceptors) {
      const done = interceptor.after?.(call, input, output);
      if (done !== undefined) await done;
    }
    cloud.watch.emit(seen());
    return output;
  } catch (error) {
    cloud.watch.emit(seen(error));
    throw error;
  }
}

function authorize(service: Service, model: ServiceModel, call: Call, input: Record<string, unknown>): void {
  try {
    for (const needed of authorizationsOf(service, call, input)) call.cloud.iam.authorize(call.caller, needed);
  } catch (error) {
    // IAM has one refusal; each service answers it under its own code.
    if (error instanceof AwsError && error.code === 'AccessDenied')
      throw new AwsError(model.definition.denied, error.message, 403, error.members);
    throw error;
  }
}

function authorizationsOf(service: Service, call: Call, input: Record<string, unknown>): readonly Authorization[] {
  const named = service.authorize?.[call.operation];
  if (!named) return [{ action: `${service.iamPrefix}:${call.operation}`, resources: ['*'] }];
  // `never` admits every service's own input type; what was decoded by the operation's schema is that type.
  return named(input as never, call);
}

function operationOf(service: Service, name: string): (input: Record<string, unknown>, call: Call) => unknown {
  const operation = service.operations[name];
  if (!operation) throw new Error(`${service.id} lost its operation ${name}`);
  // As above: the input was decoded by this operation's schema.
  return (input, call) => operation(input as never, call);
}

function asAwsError(error: unknown): AwsError {
  return error instanceof AwsError ? error : new AwsError('InternalFailure', describe(error), 500);
}

function describe(error: unknown): string {
  if (error instanceof AwsError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
