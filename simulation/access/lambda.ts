import { AsyncLocalStorage } from 'node:async_hooks';
import { AthenaClient } from '@aws-sdk/client-athena';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GlueClient } from '@aws-sdk/client-glue';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { RAMClient } from '@aws-sdk/client-ram';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { STSClient } from '@aws-sdk/client-sts';
import { AwsError } from '../../local/core/service.ts';
import type { LocalCloud } from '../../local/core/assemble.ts';
import { accounts, ownBucket, region } from '../places.ts';
import type { Code, HandlerName } from './code.ts';
import type { Troubles } from './troubles.ts';

/** As Lambda invokes for events: twice more after a failure, a minute and then two later. */
const retryAfter = [60_000, 120_000];

export const role = (name: string): string => `arn:aws:iam::${accounts.consumer}:role/${name}`;
/** All three functions run as one role, an administrator of the data lake. */
export const ownRole = role('meshloop');

interface Credentials {
  readonly accessKeyId: string;
  readonly sessionToken?: string;
}

interface Invocation {
  readonly handler: HandlerName;
  readonly nth: number;
  calls: number;
  dead: boolean;
}

const current = new AsyncLocalStorage<Invocation>();

/** Runs the handlers against a cloud. One cloud at a time in a process, since the SDK and the clock are the process's own. */
export class Functions {
  /** Attempts that failed, in words. */
  readonly failures: string[] = [];
  /** Events whose last attempt failed. */
  givenUp = 0;
  /** Calls by operation; those that failed too. */
  readonly calls = new Map<string, number>();
  readonly #cloud: LocalCloud;
  readonly #code: Code;
  readonly #troubles: Troubles;

  constructor(cloud: LocalCloud, code: Code, troubles: Troubles) {
    this.#cloud = cloud;
    this.#code = code;
    this.#troubles = troubles;
    stage.send = (service, operation, input, credentials) => this.#send(service, operation, input, credentials);
    stage.now = () => cloud.clock.now();
    stage.timer = (run, delay) => void cloud.clock.timer(run, delay);
  }

  invoke(handler: HandlerName, event: object): void {
    void this.#attempt(handler, event, 0);
  }

  async #attempt(handler: HandlerName, event: object, retries: number): Promise<void> {
    const invocation: Invocation = { handler, nth: this.#troubles.count(`invocation ${handler}`), calls: 0, dead: false };
    try {
      await Promise.race([
        current.run(invocation, () => this.#code.handlers[handler](event, { functionName: handler, awsRequestId: 'simulated' })),
        new Promise((_, reject) => this.#deaths.set(invocation, () => reject(new Error('the process died')))),
      ]);
    } catch (error) {
      this.failures.push(`${handler}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`);
      const pause = retryAfter[retries];
      if (pause === undefined) this.givenUp += 1;
      else this.#cloud.clock.timer(() => void this.#attempt(handler, event, retries + 1), pause);
    } finally {
      invocation.dead = true;
      this.#deaths.delete(invocation);
    }
  }

  readonly #deaths = new Map<Invocation, () => void>();

  /** What a client of the SDK sends. It may fail; and nobody hears the answer of a process that is dead. */
  async #send(service: string, operation: string, input: unknown, credentials: Credentials | undefined): Promise<unknown> {
    const invocation = current.getStore();
    if (invocation === undefined) throw new Error(`${operation} was called outside of an invocation`);
    if (invocation.dead) return await nothing();
    invocation.calls += 1;
    this.calls.set(operation, (this.calls.get(operation) ?? 0) + 1);
    const killed = this.#troubles.kills(invocation.handler, invocation.nth, invocation.calls);
    if (killed === 'before') return await this.#die(invocation);
    const trouble = this.#troubles.callFails(operation);
    if (trouble === 'throttled') throw sdkError(new AwsError('InvalidInputException', 'Rate exceeded (Error Code: ThrottlingException)', 400));
    if (trouble === 'conflict') throw sdkError(new AwsError('ConcurrentModificationException', 'Please retry in a short while', 400));
    const output = await this.#perform(service, operation, input, credentials);
    if (killed === 'after') return await this.#die(invocation);
    if (trouble === 'answer lost') throw sdkError(new AwsError('InternalServiceException', 'The answer was lost.', 500));
    return answer(output);
  }

  async #die(invocation: Invocation): Promise<never> {
    this.#deaths.get(invocation)?.();
    return await nothing();
  }

  async #perform(service: string, operation: string, input: unknown, credentials: Credentials | undefined): Promise<unknown> {
    // The query that proves access is not what is simulated here.
    if (service === 'athena') return operation === 'StartQueryExecution' ? { QueryExecutionId: 'none' } : { QueryExecution: { Status: { State: 'SUCCEEDED' } } };
    const { accessKeyId, sessionToken } = credentials ?? this.#cloud.sts.sessionFor(ownRole, 'function');
    try {
      return await this.#cloud.perform({ accessKeyId, ...(sessionToken !== undefined && { sessionToken }), service, operation, input });
    } catch (error) {
      throw error instanceof AwsError ? sdkError(error) : error;
    }
  }
}

const nothing = (): Promise<never> => new Promise(() => undefined);

/** Who answers the SDK's clients now, and what time it is. */
const stage: {
  send: (service: string, operation: string, input: unknown, credentials: Credentials | undefined) => Promise<unknown>;
  now: () => number;
  timer: (run: () => void, delay: number) => void;
} = {
  send: () => Promise.reject(new Error('no simulation runs')),
  now: () => 0,
  timer: () => undefined,
};

interface Client {
  readonly config: { readonly serviceId: string; readonly credentials: () => Promise<Credentials> };
}

/** Once for a process: the SDK's clients, the clock and the environment become the simulation's. */
export function takeOver(): void {
  for (const client of [AthenaClient, EventBridgeClient, GlueClient, LakeFormationClient, RAMClient, S3Client, SchedulerClient, STSClient]) {
    Object.defineProperty(client.prototype, 'send', {
      async value(this: Client, command: { readonly input: unknown; readonly constructor: { readonly name: string } }) {
        const { accessKeyId, sessionToken } = await this.config.credentials();
        const given = accessKeyId === accounts.consumer ? undefined : { accessKeyId, ...(sessionToken !== undefined && { sessionToken }) };
        return stage.send(this.config.serviceId.toLowerCase(), command.constructor.name.replace(/Command$/, ''), command.input, given);
      },
    });
  }
  Date.now = () => stage.now();
  // The functions' pauses pass on the cloud's clock. Timers that something else set stay as they are.
  const real = globalThis.setTimeout;
  Object.assign(globalThis, {
    setTimeout: (run: () => void, delay = 0, ...rest: unknown[]) => (current.getStore() === undefined ? Reflect.apply(real, globalThis, [run, delay, ...rest]) : stage.timer(run, delay)),
  });
  const write = process.stdout.write.bind(process.stdout);
  // Metrics: nobody reads them here.
  process.stdout.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => (current.getStore() === undefined ? Reflect.apply(write, process.stdout, [chunk, ...rest]) === true : true);
  Object.assign(process.env, {
    AWS_REGION: region, AWS_ACCESS_KEY_ID: accounts.consumer, AWS_SECRET_ACCESS_KEY: 'none', POWERTOOLS_LOG_LEVEL: 'SILENT',
    STAGE: 'dev', MESH_BUS_NAME: 'meshloop-dev', MESH_BUS_ARN: `arn:aws:events:${region}:${accounts.consumer}:event-bus/meshloop-dev`, BUCKET: ownBucket,
    SCHEDULE_GROUP: 'meshloop-dev', SCHEDULER_ROLE_ARN: role('scheduler'), ACCESS_WORK_GROUP: 'none', PROFILE_WORK_GROUP: 'none',
    READER_ROLE_PREFIX: role('reader-'), PIPELINE_ROLE_ARN: role('pipeline'), POWERTOOLS_SERVICE_NAME: 'meshloop',
  });
}

function sdkError({ code, message, members }: AwsError): Error {
  return Object.assign(new Error(message), members, { name: code });
}

/** S3's content is read by the SDK's own method. */
function answer(output: unknown): unknown {
  if (typeof output !== 'object' || output === null) return {};
  if (!('Body' in output) || !(output.Body instanceof Uint8Array)) return output;
  const bytes = output.Body;
  return { ...output, Body: { transformToString: async () => new TextDecoder().decode(bytes) } };
}
