import { rm } from 'node:fs/promises';
import { sleep } from '../../core/clock.ts';
import type { RunnableStep, StepContext, StepResult, StepRunner } from '../step-runner.ts';
import { JobFailure, newJob } from './job.ts';
import type { Job } from './job.ts';
import { runProcessing } from './processing.ts';
import { runTraining } from './training.ts';

export interface PythonOptions {
  /** The interpreter that stands for the one of every container. */
  readonly python: string;
  /** Milliseconds of cloud time that a step takes, whatever it takes in fact. Default five minutes. */
  readonly duration?: number;
}

/**
 * Runs processing and training steps for real: each a Python process that finds the container's folders below its own root and
 * the container's variables, with its inputs copied from S3 and its outputs copied to S3.
 */
export function pythonRunner({ python, duration = 300_000 }: PythonOptions): StepRunner {
  return {
    async run(step, context) {
      const started = context.cloud.clock.now();
      const job = await newJob(step, context, python);
      try {
        const finish = await begin(step, job);
        await untilOver(context, started + duration);
        return context.signal.aborted ? stopped(job) : finish();
      } catch (error) {
        if (error instanceof JobFailure) return { ...stopped(job), reason: error.message };
        throw error;
      } finally {
        await context.cloud.clock.outside(rm(job.folder, { recursive: true, force: true }));
      }
    },
  };
}

/** Does the work; the answer writes its outputs to S3, as SageMaker does when a job ends. */
function begin(step: RunnableStep, job: Job): Promise<() => StepResult> {
  if (step.type === 'Processing') return runProcessing(step, job);
  if (step.type === 'Training') return runTraining(step, job);
  throw new JobFailure(`ClientError: the local cloud does not run steps of type ${step.type}`);
}

function stopped({ metadata }: Job): StepResult & { status: 'Failed' } {
  return { status: 'Failed', reason: 'the job was stopped', metadata };
}

async function untilOver({ cloud, signal }: StepContext, end: number): Promise<void> {
  const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const left = end - cloud.clock.now();
  if (!signal.aborted && left > 0) await Promise.race([sleep(cloud.clock, left), aborted]);
}
