import type { PipelineContext, Reference, TrainingStep } from '../definition.ts';
import { executionUri } from './parameters.ts';

/** SageMaker's built-in XGBoost on CSV whose first column is the label. */
export function trainStep({ roleArn, images }: PipelineContext): TrainingStep {
  return {
    Name: 'Train',
    Type: 'Training',
    Arguments: {
      RoleArn: roleArn,
      AlgorithmSpecification: { TrainingImage: images.xgboost, TrainingInputMode: 'File' },
      HyperParameters: { objective: 'binary:logistic', eval_metric: 'auc', num_round: '100', max_depth: '4', eta: '0.1', seed: '1' },
      InputDataConfig: [channel('train'), channel('validation')],
      OutputDataConfig: { S3OutputPath: executionUri('model') },
      ResourceConfig: { InstanceType: { Get: 'Parameters.TrainingInstanceType' }, InstanceCount: 1, VolumeSizeInGB: 30 },
      StoppingCondition: { MaxRuntimeInSeconds: 3_600 },
    },
  };
}

function channel(name: string) {
  const uri: Reference = { Get: `Steps.Prepare.ProcessingOutputConfig.Outputs['${name}'].S3Output.S3Uri` };
  return {
    ChannelName: name,
    ContentType: 'text/csv',
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix' as const, S3Uri: uri, S3DataDistributionType: 'FullyReplicated' as const } },
  };
}
