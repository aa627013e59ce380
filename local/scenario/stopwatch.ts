import type { StepRunner } from '../sagemaker/step-runner.ts';

/** Seconds on the machine that a step took, whatever the cloud's clock said; undefined where the runner did not run it. */
export type StepSeconds = (executionArn: string, step: string) => number | undefined;

/** The runner, and how long its steps took. */
export function withStopwatch(runner: StepRunner): { readonly runner: StepRunner; readonly seconds: StepSeconds } {
  const taken = new Map<string, number>();
  const key = (executionArn: string, step: string) => `${executionArn} ${step}`;
  return {
    seconds: (executionArn, step) => taken.get(key(executionArn, step)),
    runner: {
      async run(step, context) {
        const begun = performance.now();
        try {
          return await runner.run(step, context);
        } finally {
          taken.set(key(context.executionArn, step.name), (performance.now() - begun) / 1000);
        }
      },
    },
  };
}
