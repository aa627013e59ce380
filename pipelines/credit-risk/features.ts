import { type PipelineContext, type ProcessingStep } from '../definition.ts';
import { parameter } from './parameters.ts';
import { codeInput, fileInput, options, outputOf, processingResources, retries, script, stopAfterAnHour } from './steps.ts';

/** Puts the prepared rows to the model's feature group. */
export function featuresStep({ roleArn, images }: PipelineContext): ProcessingStep {
  return {
    Name: 'Features',
    Type: 'Processing',
    RetryPolicies: retries,
    Arguments: {
      RoleArn: roleArn,
      ProcessingResources: processingResources,
      AppSpecification: {
        ImageUri: images.scikitLearn,
        ContainerEntrypoint: script('features.py'),
        ContainerArguments: options({
          group: parameter('FeatureGroup'),
          time: { Get: 'Execution.StartDateTime' },
          change: parameter('ChangeId'),
          key: parameter('KeyColumns'),
        }),
      },
      ProcessingInputs: [...['train', 'validation', 'test'].map((name) => fileInput(name, outputOf('Prepare', name))), codeInput()],
      StoppingCondition: stopAfterAnHour,
    },
  };
}
