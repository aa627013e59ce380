import type { PipelineContext, TrainingStep } from '../definition.ts';
import { modelUri, parameter, textOf } from './parameters.ts';
import { outputOf, retries, stopAfterAnHour } from './steps.ts';

const code = '/opt/ml/input/data/code';

/** XGBoost in script mode. Its image takes script and folder from these hyperparameters and gives the others to the script. */
export function trainStep({ roleArn, images }: PipelineContext): TrainingStep {
  return {
    Name: 'Train',
    Type: 'Training',
    RetryPolicies: retries,
    Arguments: {
      RoleArn: roleArn,
      AlgorithmSpecification: { TrainingImage: images.xgboost, TrainingInputMode: 'File' },
      HyperParameters: {
        sagemaker_program: 'train.py',
        sagemaker_submit_directory: code,
        label: parameter('Label'),
        eta: textOf('Eta'),
        max_depth: textOf('MaxDepth'),
        gamma: textOf('Gamma'),
        min_child_weight: textOf('MinChildWeight'),
        subsample: textOf('Subsample'),
        num_round: textOf('Rounds'),
        early_stopping_rounds: textOf('EarlyStoppingRounds'),
        seed: textOf('Seed'),
      },
      InputDataConfig: [
        ...['train', 'validation', 'encoder'].map((name) => channel(name, outputOf('Prepare', name))),
        channel('code', parameter('CodeUri')),
      ],
      OutputDataConfig: { S3OutputPath: modelUri() },
      ResourceConfig: { InstanceType: { Get: 'Parameters.TrainingInstanceType' }, InstanceCount: 1, VolumeSizeInGB: 30 },
      StoppingCondition: stopAfterAnHour,
    },
  };
}

function channel(name: string, uri: ReturnType<typeof outputOf>) {
  return {
    ChannelName: name,
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix' as const, S3Uri: uri, S3DataDistributionType: 'FullyReplicated' as const } },
  };
}
