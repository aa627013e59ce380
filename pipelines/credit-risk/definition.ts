import { join, type PipelineContext, type PipelineDefinition } from '../definition.ts';
import { decisionSteps } from './decide.ts';
import { evaluateStep } from './evaluate.ts';
import { featuresStep } from './features.ts';
import { parameter, parametersWith } from './parameters.ts';
import { prepareStep } from './prepare.ts';
import { trainStep } from './train.ts';

/** Trains the credit-risk model on a table that is read through its link, and registers it if it is good enough. docs/retraining.md shows the steps. */
export default function creditRisk(context: PipelineContext): PipelineDefinition {
  return {
    Version: '2020-12-01',
    Metadata: {},
    Parameters: parametersWith(context),
    PipelineExperimentConfig: {
      ExperimentName: { Get: 'Execution.PipelineName' },
      TrialName: join('-', parameter('ChangeId'), { Get: 'Execution.PipelineExecutionId' }),
    },
    Steps: [prepareStep(context), ...(context.features === true ? [featuresStep(context)] : []), trainStep(context), evaluateStep(context), ...decisionSteps(context)],
  };
}
