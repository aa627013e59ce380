import type { Host } from './bundles.ts';
import type { Seam } from './compile.ts';
import { AwsError } from '../core/service.ts';

/** What the seam hands over: the SDK's client and command, as far as they are looked at. */
interface Client {
  readonly config: {
    readonly serviceId: string;
    readonly credentials: () => Promise<{ readonly accessKeyId: string; readonly sessionToken?: string }>;
  };
}

interface Command {
  readonly input: unknown;
  /** `[9, namespace, operation, …]`, as the SDK's schemas are written. */
  readonly schema: readonly unknown[];
}

const ATTEMPTS = 3;

/**
 * Where the SDK's `Client.send` begins, the call goes straight to the local cloud: no middleware, signature or wire, which take
 * most of the time of a simulation. What the wire would check is checked all the same.
 */
export function directSeam(host: Host): Seam {
  // The bundle calls it with its own client and command.
  const send = (client: unknown, command: unknown) => sendDirectly(host, client as Client, command as Command);
  return { change: cutSend, globals: { sendDirectly: send } };
}

function cutSend(source: string): string {
  const cut = source.replace(/\bsend\((command\w*),optionsOrCb,cb\)\{/, (head, command: string) => `${head}if(optionsOrCb===undefined)return globalThis.sendDirectly(this,${command});`);
  if (cut === source) throw new Error('the bundle has no Client.send of the SDK where the simulation expects it');
  return cut;
}

async function sendDirectly(host: Host, client: Client, { input, schema }: Command): Promise<unknown> {
  const { accessKeyId, sessionToken } = await client.config.credentials();
  const service = client.config.serviceId.toLowerCase();
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
  const error = new Error(message);
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
