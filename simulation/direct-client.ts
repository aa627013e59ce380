import type { Host } from '../local/lambda/bundles.ts';
import { AwsError } from '../local/core/service.ts';

interface Credentials {
  readonly accessKeyId: string;
  readonly sessionToken?: string;
}

/** What a function gives its client, as far as it is looked at. */
interface ClientConfig {
  readonly credentials?: Credentials;
}

/** A command of the SDK. */
interface Command {
  readonly input: unknown;
  /** `[9, namespace, operation, …]`, as the SDK's schemas are written. */
  readonly schema: readonly unknown[];
}

const ATTEMPTS = 3;

/**
 * An SDK package whose clients hand each command straight to the local cloud: no middleware, signature or wire, which take most of the time
 * of a simulation. What the wire would check is checked all the same. Commands are the SDK's own.
 *
 * @param host who asks now
 */
export function directPackage(sdk: object, service: string, host: () => Host): object {
  class DirectClient {
    readonly #credentials: Credentials | undefined;
    /** What a function puts around its requests to count them: nobody reads that here. */
    readonly middlewareStack = { add: () => undefined };

    constructor({ credentials }: ClientConfig = {}) {
      this.#credentials = credentials;
    }

    send(command: Command): Promise<unknown> {
      return sendDirectly(host(), service, this.#credentials, command);
    }
  }
  const clients = Object.keys(sdk).filter((name) => /^[A-Z]\w+Client$/.test(name));
  return { ...sdk, ...Object.fromEntries(clients.map((name) => [name, DirectClient])) };
}

async function sendDirectly(host: Host, service: string, credentials: Credentials | undefined, { input, schema }: Command): Promise<unknown> {
  const { AWS_ACCESS_KEY_ID = '', AWS_SESSION_TOKEN } = host.variables;
  const { accessKeyId, sessionToken } = credentials ?? { accessKeyId: AWS_ACCESS_KEY_ID, sessionToken: AWS_SESSION_TOKEN };
  const call = { accessKeyId, ...(sessionToken !== undefined && { sessionToken }), service, operation: String(schema[2]), input };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return answer(await host.perform(call));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (attempt === ATTEMPTS || !isRetryable(error)) throw sdkError(error);
      await pause(host, attempt - 1, isThrottling(error));
    }
  }
}
/** The SDK's standard mode: a random part of 100 ms (throttled: 500 ms), doubled with each retry, at most 20 seconds. */
function pause(host: Host, retries: number, throttled: boolean): Promise<void> {
  const delay = Math.floor(Math.min(20_000, host.dice.next() * 2 ** retries * (throttled ? 500 : 100)));
  return new Promise((resolve) => {
    host.clock.timer(() => {
      if (host.alive()) resolve();
    }, delay);
  });
}

/** AWS SDKs and Tools reference guide, "Retry behavior"; the codes are those of the SDK for JavaScript. */
const THROTTLING = new Set([
  'BandwidthLimitExceeded', 'EC2ThrottledException', 'LimitExceededException', 'PriorRequestNotComplete', 'ProvisionedThroughputExceededException',
  'RequestLimitExceeded', 'RequestThrottled', 'RequestThrottledException', 'SlowDown', 'ThrottledException', 'Throttling', 'ThrottlingException',
  'TooManyRequestsException', 'TransactionInProgressException',
]);
const TRANSIENT = new Set(['TimeoutError', 'RequestTimeout', 'RequestTimeoutException']);

function isThrottling({ code, status }: AwsError): boolean {
  return THROTTLING.has(code) || status === 429;
}

function isRetryable(error: AwsError): boolean {
  return isThrottling(error) || TRANSIENT.has(error.code) || [500, 502, 503, 504].includes(error.status);
}

function sdkError({ code, message, status, members }: AwsError): Error {
  const { stackTraceLimit } = Error;
  // Most are expected, such as a document that is not there yet, and the stack costs more than the call.
  Error.stackTraceLimit = 0;
  const error = new Error(message);
  Error.stackTraceLimit = stackTraceLimit;
  error.name = code;
  return Object.assign(error, members, { $fault: status >= 500 ? 'server' : 'client', $metadata: { httpStatusCode: status } });
}

/** S3's content is a stream in Node.js, read by the SDK's own method. */
function answer(output: unknown): unknown {
  if (typeof output !== 'object' || output === null) return {};
  if (!('Body' in output) || !(output.Body instanceof Uint8Array)) return output;
  const bytes = output.Body;
  return { ...output, Body: { transformToString: async () => new TextDecoder().decode(bytes) } };
}
