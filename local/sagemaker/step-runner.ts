import type { PipelineExecutionStepMetadata } from '@aws-sdk/client-sagemaker';
import type { Cloud } from '../core/cloud.ts';
import { sleep } from '../core/clock.ts';
import type { Caller } from '../core/service.ts';
import type { PropertyFile } from './definition.ts';
import type { Scope } from './reference.ts';

/** A step about to run: its references are resolved. */
export interface RunnableStep {
  readonly name: string;
  /** `Processing`, `Training`, …; steps that only steer (Condition, Fail) or register (RegisterModel) never come here. */
  readonly type: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The arguments as SageMaker's own operation for such a job reads them. Empty for types that call none. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly propertyFiles: readonly PropertyFile[];
}

export interface StepContext {
  readonly cloud: Cloud;
  readonly account: string;
  readonly executionArn: string;
  readonly executionId: string;
  /** The pipeline's execution role. */
  readonly caller: Caller;
  /** How many steps the execution has, for a runner that only pretends. */
  readonly stepCount: number;
  /** Aborted when the execution is stopped. */
  readonly signal: AbortSignal;
}

export type StepResult =
  | {
      readonly status: 'Succeeded';
      readonly outputs: StepOutputs;
      readonly metadata?: PipelineExecutionStepMetadata;
      readonly description?: string;
    }
  | {
      readonly status: 'Failed';
      readonly reason: string;
      readonly metadata?: PipelineExecutionStepMetadata;
      /** What the step's retry policies may name, for example SageMaker.JOB_INTERNAL_ERROR. */
      readonly exception?: string;
    };

/** What later steps may refer to: the properties of the step's job, and its property files. */
export interface StepOutputs {
  get(path: string): unknown;
  propertyFile(name: string, path: string): unknown;
}

/** What runs the steps of a pipeline. Takes cloud time; work outside it goes through `cloud.clock.outside`. */
export interface StepRunner {
  run(step: RunnableStep, context: StepContext): Promise<StepResult>;
}

/** How the description of every step begins that was not really run. */
export const NOT_RUN = 'steps not run';

/**
 * Runs nothing: `duration` milliseconds of cloud time pass over all steps of an execution, every step succeeds and says why it
 * was not run, and what would refer to its outputs gets a URI that says that there are none.
 */
export function passTime(duration: number, reason = 'the local cloud only lets their time pass'): StepRunner {
  return {
    async run(step, { cloud, executionId, signal, stepCount }) {
      const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      if (!signal.aborted) await Promise.race([sleep(cloud.clock, duration / stepCount), stopped]);
      const place = (path: string): string =>
        `s3://steps-not-run/${executionId}/${step.name}/${path.replaceAll(/[^A-Za-z0-9.]+/g, '-').replaceAll(/^-|-$/g, '')}`;
      const outputs = { get: place, propertyFile: (name: string, path: string) => place(`${name}.${path}`) };
      return { status: 'Succeeded', description: `${NOT_RUN}: ${reason}`, outputs };
    },
  };
}

/** The scope of an execution: parameters, the execution itself, and the outputs of steps that ended. */
export function scopeOf(
  parameters: ReadonlyMap<string, unknown>,
  execution: Readonly<Record<string, unknown>>,
  outputs: ReadonlyMap<string, StepOutputs>,
): Scope {
  const stepPart = (path: string): { step: StepOutputs; rest: string } => {
    const { name = '', rest = '' } = /^Steps\.(?<name>[^.[]+)\.?(?<rest>.*)$/.exec(path)?.groups ?? {};
    const step = outputs.get(name);
    if (step === undefined) throw new Error(`step ${name} has no outputs: it did not run`);
    return { step, rest };
  };
  return {
    get(path) {
      const [kind = '', ...rest] = path.split('.');
      if (kind === 'Parameters') return parameters.get(rest.join('.'));
      if (kind === 'Execution') return execution[rest.join('.')];
      const part = stepPart(path);
      return part.step.get(part.rest);
    },
    propertyFile(reference, path) {
      const part = stepPart(reference);
      return part.step.propertyFile(part.rest.replace(/^PropertyFiles\./, ''), path);
    },
  };
}
