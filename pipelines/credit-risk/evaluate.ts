import type { PipelineContext, ProcessingStep } from '../definition.ts';
import { modelUri, parameter, textOf } from './parameters.ts';
import { codeInput, fileInput, options, output, outputOf, processingResources, retries, script, stopAfterAnHour } from './steps.ts';

/** Measures the model, by itself and against the champion. In XGBoost's image, because it runs both. */
export function evaluateStep({ roleArn, images }: PipelineContext): ProcessingStep {
  return {
    Name: 'Evaluate',
    Type: 'Processing',
    RetryPolicies: retries,
    Arguments: {
      RoleArn: roleArn,
      ProcessingResources: processingResources,
      AppSpecification: {
        ImageUri: images.xgboost,
        ContainerEntrypoint: script('evaluate.py'),
        ContainerArguments: options({
          label: parameter('Label'),
          exclude: parameter('ExcludeColumns'),
          codes: parameter('CategoricalColumns'),
          seed: textOf('Seed'),
          group: parameter('ModelPackageGroupName'),
          attributes: parameter('GroupAttributes'),
        }),
      },
      ProcessingInputs: [
        ...['train', 'validation', 'test'].map((name) => fileInput(name, outputOf('Prepare', name))),
        fileInput('model', { Get: 'Steps.Train.ModelArtifacts.S3ModelArtifacts' }),
        codeInput(),
      ],
      ProcessingOutputConfig: { Outputs: [output('evaluation', modelUri('evaluation'))] },
      StoppingCondition: stopAfterAnHour,
    },
    PropertyFiles: [{ PropertyFileName: 'Evaluation', OutputName: 'evaluation', FilePath: 'evaluation.json' }],
  };
}
