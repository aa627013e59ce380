import type { PipelineContext, PipelineDefinition } from '../definition.ts';
import { parameters } from './parameters.ts';
import { prepareStep } from './prepare.ts';
import { registerStep } from './register.ts';
import { trainStep } from './train.ts';

/**
 * Trains the credit-risk model on a table that is read through its link, and registers it with the profile of its data.
 * The script of the Prepare step is not part of the project yet, so an execution in AWS fails there; the local cloud does not run steps.
 */
export default function creditRisk(context: PipelineContext): PipelineDefinition {
  return {
    Version: '2020-12-01',
    Metadata: {},
    Parameters: parameters,
    Steps: [prepareStep(context), trainStep(context), registerStep(context)],
  };
}
