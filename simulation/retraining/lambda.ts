import { AsyncLocalStorage } from 'node:async_hooks';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { LocalCloud } from '../../local/core/assemble.ts';
import { AwsError } from '../../local/core/service.ts';
import { accounts, ownBucket, region } from '../places.ts';
import type { Handler } from './code.ts';
import type { HandlerName } from './story.ts';
import type { Troubles } from './troubles.ts';

/** As Lambda invokes for events: twice more after a failure, a minute and then two later; what still fails waits for a person. */
const retryAfter = [60_000, 120_000];
const timeout = 60_000;
/** When somebody sends what is in the dead-letter queue again. */
const redriveAfter = 3 * 3_600_000;

interface Invocation {
  readonly handler: HandlerName;
  readonly nth: number;
  calls: number;
  /** Nobody listens to it any more. */
  dead: boolean;
}

const current = new AsyncLocalStorage<Invocation>();

/** Runs the handlers against a cloud. One at a time in a process, since the SDK and the clock are the process's own. */
export class Functions {
  /** Failed attempts, in words, with their times. */
  readonly failures: { readonly time: number; readonly text: string }[] = [];
  readonly #cloud: LocalCloud;
  readonly #handlers: Readonly<Record<HandlerName, Handler>>;
  readonly #troubles: Troubles;

  constructor(cloud: LocalCloud, handlers: Readonly<Record<HandlerName, Handler>>, troubles: Troubles) {
    this.#cloud = cloud;
    this.#handlers = handlers;
    this.#troubles = troubles;
    stage.current = (service, operation, input) => this.#send(service, operation, input);
    stage.now = () => cloud.clock.now();
  }

  invoke(handler: HandlerName, event: object): void {
    void this.#attempt(handler, event, 0);
  }

  async #attempt(handler: HandlerName, event: object, retries: number): Promise<void> {
    const invocation: Invocation = { handler, nth: this.#troubles.count(`invocation ${handler}`), calls: 0, dead: false };
    const error = await this.#run(invocation, event);
    if (error === undefined) return;
    this.failures.push({ time: this.#cloud.clock.now(), text: `${handler}: ${error}` });
    const pause = retryAfter[retries];
    this.#cloud.clock.timer(() => void this.#attempt(handler, event, pause === undefined ? 0 : retries + 1), pause ?? redriveAfter);
  }

  /** Answers what went wrong. */
  #run(invocation: Invocation, event: object): Promise<string | undefined> {
    return new Promise((resolve) => {
      const end = (error: string | undefined) => {
        if (invocation.dead) return;
        invocation.dead = true;
        timer.cancel();
        resolve(error);
      };
      const timer = this.#cloud.clock.timer(() => end('timed out'), timeout);
      const context = { functionName: invocation.handler, awsRequestId: 'simulated' };
      current.run(invocation, () => this.#handlers[invocation.handler](event, context)).then(
        () => end(undefined),
        (error: unknown) => end(error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
      );
    });
  }

  /** What a client of the SDK sends: takes time, may fail, and nobody hears the answer of a process that is dead. */
  async #send(service: string, operation: string, input: unknown): Promise<unknown> {
    const invocation = current.getStore();
    if (invocation === undefined) throw new Error(`${operation} was called outside of an invocation`);
    invocation.calls += 1;
    const killed = this.#troubles.kills(invocation.handler, invocation.nth, invocation.calls);
    if (killed === 'before') return await nothing();
    await this.#pass(invocation);
    const trouble = this.#troubles.callFails(operation);
    if (trouble === 'throttled') throw sdkError(new AwsError('ThrottlingException', 'Rate exceeded', 400));
    if (trouble === 'quota') throw sdkError(new AwsError('ResourceLimitExceeded', 'The account-level service limit is reached.', 400));
    if (trouble === 'conflict') throw sdkError(new AwsError('ConflictException', 'There was a conflict.', 400));
    const output = await this.#perform(service, operation, input);
    if (killed === 'after') return await nothing();
    await this.#pass(invocation);
    if (trouble === 'answer lost') throw sdkError(new AwsError('InternalFailure', 'The answer was lost.', 500));
    return answer(output);
  }

  async #perform(service: string, operation: string, input: unknown): Promise<unknown> {
    try {
      return await this.#cloud.perform({ accessKeyId: accounts.consumer, service, operation, input });
    } catch (error) {
      throw error instanceof AwsError ? sdkError(error) : error;
    }
  }

  /** A few milliseconds, now and then seconds: what happens at once comes in any order. */
  async #pass(invocation: Invocation): Promise<void> {
    const { clock, dice } = this.#cloud;
    await new Promise<void>((resolve) => void clock.timer(resolve, dice.next() < 0.02 ? dice.next() * 5000 : dice.next() * 40));
    if (invocation.dead) await nothing();
  }
}

/** A process that died answers nobody. A promise of its own for each: a shared one would keep all who ever waited for it, with their clouds. */
const nothing = (): Promise<never> => new Promise(() => undefined);

/** Who answers the SDK's clients now, and what time it is. */
const stage: { current: (service: string, operation: string, input: unknown) => Promise<unknown>; now: () => number } = {
  current: () => Promise.reject(new Error('no simulation runs')),
  now: () => 0,
};

/** Once for a process: the SDK's clients, the clock and the environment become the simulation's. */
export function takeOver(): void {
  for (const client of [CloudWatchClient, EventBridgeClient, S3Client, SageMakerClient, SchedulerClient]) {
    Object.defineProperty(client.prototype, 'send', {
      value(this: { readonly config: { readonly serviceId: string } }, command: { readonly input: unknown; readonly constructor: { readonly name: string } }) {
        return stage.current(this.config.serviceId.toLowerCase(), command.constructor.name.replace(/Command$/, ''), command.input);
      },
    });
  }
  Date.now = () => stage.now();
  // Nobody reads logs here.
  console.log = () => undefined;
  Object.assign(process.env, {
    AWS_REGION: region, AWS_ACCESS_KEY_ID: accounts.consumer, AWS_SECRET_ACCESS_KEY: 'none', POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true',
    STAGE: 'dev', MESH_BUS_NAME: 'meshloop-dev', MESH_BUS_ARN: `arn:aws:events:${region}:${accounts.consumer}:event-bus/meshloop-dev`, BUCKET: ownBucket,
    SCHEDULE_GROUP: 'meshloop-dev', SCHEDULER_ROLE_ARN: `arn:aws:iam::${accounts.consumer}:role/scheduler`, ACCESS_WORK_GROUP: 'none', PROFILE_WORK_GROUP: 'none',
    READER_ROLE_PREFIX: 'none', PIPELINE_ROLE_ARN: `arn:aws:iam::${accounts.consumer}:role/pipeline`, POWERTOOLS_SERVICE_NAME: 'simulated',
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
