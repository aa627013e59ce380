import type { Template } from '../local/cloudformation/index.ts';
import { pythonRunner } from '../local/sagemaker/python/runner.ts';
import { passTime, type StepRunner } from '../local/sagemaker/step-runner.ts';
import { withStopwatch, type StepSeconds } from '../local/scenario/stopwatch.ts';
import { ensureVenv } from './python-venv.ts';

export interface StepChoice {
  readonly runner: StepRunner;
  /** How long the steps took that were run. */
  readonly seconds: StepSeconds;
  /** Why the steps are not run; undefined when they are. */
  readonly reason: string | undefined;
}

export interface StepOptions {
  /** `simulated`: the steps are not run, whatever there is. */
  readonly mode: 'real' | 'simulated';
  /** Column names of every version of the table that may be trained on. */
  readonly tables: readonly (readonly string[])[];
  readonly label: string;
  /** Progress of the set-up. */
  readonly tell: (line: string) => void;
  /** Milliseconds of cloud time for each execution when the steps are not run, and for each step when they are. */
  readonly simulatedDuration?: number;
  readonly stepDuration?: number;
}

/** How the pipelines' steps run here: for real where Python can be had and the tables have the label. Sets Python up if need be. */
export async function chooseRunner({ mode, tables, label, tell, simulatedDuration = 600_000, stepDuration = 300_000 }: StepOptions): Promise<StepChoice> {
  const notRun = (reason: string): StepChoice => ({ runner: passTime(simulatedDuration, reason), seconds: () => undefined, reason });
  if (mode === 'simulated') return notRun('--steps simulated');
  if (tables.some((columns) => !columns.includes(label))) return notRun(`the table has no column "${label}" to learn`);
  const { python, reason } = await ensureVenv({ tell });
  return python === undefined ? notRun(reason) : { ...withStopwatch(pythonRunner({ python, duration: stepDuration })), reason: undefined };
}

/** The label that the stack's pipelines learn: the default of their parameter `Label`. Undefined where no pipeline has one. */
export function labelOf({ Resources }: Template): string | undefined {
  for (const { Type, Properties } of Object.values(Resources)) {
    if (Type !== 'AWS::SageMaker::Pipeline') continue;
    const found = /\{"Name":"Label","Type":"String","DefaultValue":"(?<label>[^"\\]+)"\}/.exec(bodyOf(Properties?.['PipelineDefinition']));
    if (found?.groups?.['label'] !== undefined) return found.groups['label'];
  }
  return undefined;
}

/** The definition's text, inside Fn::Sub or not. */
function bodyOf(definition: unknown): string {
  if (typeof definition === 'string') return definition;
  return typeof definition === 'object' && definition !== null ? Object.values(definition).map(bodyOf).join('') : '';
}
