import { invocationContext } from './context.ts';
import { functionError, RuntimeError } from './errors.ts';
import type { FunctionError, Outcome } from './errors.ts';
import { callHandler, pickHandler } from './handler.ts';
import type { Handler } from './handler.ts';
import { TASK_ROOT } from './modules.ts';
import { consoleLine } from './output.ts';
import type { WriteLine } from './output.ts';
import { outsideOfEnvironments, withCrashOnRejection } from './unhandled.ts';
import type { BundleTicket, Host } from './bundles.ts';
import type { Sandbox } from './sandbox.ts';
import type { LambdaFunction } from './function.ts';
import type { Cloud, InvocationFate, SessionCredentials } from '../core/cloud.ts';

/** One execution environment: a module instance with its own variables and credentials, used by one invocation at a time. */
export class ExecutionEnvironment {
  readonly #cloud: Cloud;
  readonly #fn: LambdaFunction;
  readonly #ticket: BundleTicket;
  readonly #credentials: SessionCredentials;
  readonly #write: WriteLine;
  readonly #logStream: string;
  #requestId = '';
  #fate: InvocationFate | undefined;
  #requests = 0;
  #sandbox: Sandbox | undefined;
  #handler: Handler | undefined;
  #fail: ((error: unknown) => void) | undefined;
  #dead = false;

  constructor(cloud: Cloud, fn: LambdaFunction, ticket: BundleTicket, write: WriteLine) {
    this.#cloud = cloud;
    this.#fn = fn;
    this.#ticket = ticket;
    this.#credentials = cloud.sts.sessionFor(fn.roleArn, fn.name);
    this.#write = write;
    const day = new Date(cloud.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
    this.#logStream = `${day}/[$LATEST]${cloud.dice.text(32, '0123456789abcdef')}`;
  }

  /** False once it crashed, was stopped, or its credentials would end within an invocation: then the next one starts cold. */
  get usable(): boolean {
    const end = this.#credentials.expiration.getTime();
    return !this.#dead && this.#cloud.clock.now() + this.#fn.timeout * 1000 < end;
  }

  /** How many the present or last invocation has sent to AWS. */
  get requests(): number {
    return this.#requests;
  }

  /** Runs one invocation to its end, its timeout or its crash. */
  async invoke(requestId: string, payload: string, fate?: InvocationFate): Promise<Outcome> {
    const { clock } = this.#cloud;
    this.#requestId = requestId;
    this.#fate = fate;
    this.#requests = 0;
    const deadline = clock.now() + this.#fn.timeout * 1000;
    const ended = Promise.withResolvers<never>();
    // It loses the race when it fails while the bundle still loads; the failure then comes from there.
    ended.promise.catch(() => undefined);
    this.#fail = (error) => {
      this.stop();
      ended.reject(error);
    };
    const timer = clock.timer(() => this.#fail?.(this.#timedOut()), this.#fn.timeout * 1000);
    try {
      const handler = this.#inside(() => this.#load());
      const context = invocationContext(this.#fn, requestId, this.#logStream, deadline, clock);
      const answered = this.#inside(() => callHandler(this.#fn, handler, JSON.parse(payload), context));
      const answer = await Promise.race([answered, ended.promise]);
      return { ok: true, payload: marshal(answer) };
    } catch (thrown) {
      const error = functionError(thrown);
      this.#report(error);
      return { ok: false, error };
    } finally {
      timer.cancel();
      this.#fail = undefined;
    }
  }

  #inside<T>(run: () => T): T {
    return withCrashOnRejection((error) => this.#crash(error), run);
  }

  #crash(error: unknown): void {
    if (this.#fail) this.#fail(error);
    else this.stop();
  }

  stop(): void {
    this.#dead = true;
    this.#sandbox?.stop();
  }

  #load(): Handler {
    if (this.#handler) return this.#handler;
    try {
      const { sandbox, exportName } = this.#ticket.load(this.#host());
      this.#sandbox = sandbox;
      this.#handler = pickHandler(this.#fn, sandbox.exports, exportName);
      return this.#handler;
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  #host(): Host {
    return {
      clock: this.#cloud.clock,
      dice: this.#cloud.dice,
      variables: this.#variables(),
      write: this.#write,
      requestId: () => this.#requestId,
      onCrash: (error) => this.#crash(error),
      handle: (request) => this.#request(() => this.#cloud.handle(request)),
      perform: (call) => this.#request(() => this.#cloud.perform(call)),
      alive: () => !this.#dead,
    };
  }

  /** One request of the code to AWS, with what a plan of faults has in store for it. */
  async #request<T>(send: () => Promise<T>): Promise<T> {
    const fate = this.#fate;
    const nth = (this.#requests += 1);
    if (this.#dead || fate?.timesOutAt === nth) return noAnswer();
    if (fate?.killedBefore === nth) return this.#die();
    try {
      return await outsideOfEnvironments(send);
    } finally {
      if (fate?.killedAfter === nth) await this.#die();
      // Nobody listens any more.
      if (this.#dead) await noAnswer();
    }
  }

  #die(): Promise<never> {
    this.#crash(new RuntimeError('Runtime.ExitError', `RequestId: ${this.#requestId} Error: Runtime exited with error: signal: killed`));
    return noAnswer();
  }

  /** Lambda developer guide, "Defined runtime environment variables". */
  #variables(): Record<string, string> {
    const { accessKeyId, secretAccessKey, sessionToken } = this.#credentials;
    return {
      ...this.#fn.environment,
      AWS_REGION: this.#fn.region,
      AWS_DEFAULT_REGION: this.#fn.region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
      AWS_EXECUTION_ENV: `AWS_Lambda_${this.#fn.runtime}`,
      AWS_LAMBDA_FUNCTION_NAME: this.#fn.name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(this.#fn.memory),
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: this.#fn.logGroup,
      AWS_LAMBDA_LOG_STREAM_NAME: this.#logStream,
      LAMBDA_TASK_ROOT: TASK_ROOT,
      LAMBDA_RUNTIME_DIR: '/var/runtime',
      _HANDLER: this.#fn.handler,
      LANG: 'en_US.UTF-8',
      PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
      TZ: ':UTC',
    };
  }

  #timedOut(): Error {
    return new RuntimeError(
      'Sandbox.Timedout',
      `RequestId: ${this.#requestId} Error: Task timed out after ${this.#fn.timeout.toFixed(2)} seconds`,
    );
  }

  #report({ trace, ...error }: FunctionError): void {
    if (error.errorType === 'Sandbox.Timedout') {
      const at = new Date(this.#cloud.clock.now()).toISOString();
      this.#write(`${at} ${this.#requestId} Task timed out after ${this.#fn.timeout.toFixed(2)} seconds`);
    } else
      this.#write(consoleLine(this.#cloud.clock, this.#requestId, 'ERROR', `Invoke Error \t${JSON.stringify({ ...error, stack: trace })}`));
  }
}

function noAnswer(): Promise<never> {
  return new Promise(() => undefined);
}

function marshal(answer: unknown): string {
  try {
    return JSON.stringify(answer ?? null);
  } catch {
    throw new RuntimeError('Runtime.MarshalError', 'Unable to stringify response body');
  }
}
