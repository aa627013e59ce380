import type { PipelineContext, ProcessingStep } from '../definition.ts';
import { executionUri, parameter } from './parameters.ts';

const container = '/opt/ml/processing';

/** Reads the table through the link by Athena and splits it into training and validation data. */
export function prepareStep({ roleArn, workGroup, images }: PipelineContext): ProcessingStep {
  return {
    Name: 'Prepare',
    Type: 'Processing',
    Arguments: {
      RoleArn: roleArn,
      ProcessingResources: {
        ClusterConfig: { InstanceType: { Get: 'Parameters.ProcessingInstanceType' }, InstanceCount: 1, VolumeSizeInGB: 30 },
      },
      AppSpecification: { ImageUri: images.scikitLearn, ContainerEntrypoint: ['python3', `${container}/code/prepare.py`] },
      ProcessingInputs: [
        {
          InputName: 'dataset',
          AppManaged: true,
          DatasetDefinition: {
            AthenaDatasetDefinition: {
              Catalog: 'AwsDataCatalog',
              Database: parameter('LinkDatabase'),
              // A quote in a name would end the identifier: mesh.yml refuses it for the table and database of a model.
              QueryString: {
                'Std:Join': {
                  On: '',
                  Values: ['SELECT * FROM "', parameter('LinkDatabase'), '"."', parameter('Table'), '"'],
                },
              },
              WorkGroup: workGroup,
              OutputS3Uri: executionUri('dataset'),
              OutputFormat: 'PARQUET',
              OutputCompression: 'SNAPPY',
            },
            LocalPath: `${container}/input/dataset`,
            DataDistributionType: 'FullyReplicated',
            InputMode: 'File',
          },
        },
        {
          InputName: 'code',
          S3Input: {
            S3Uri: { 'Std:Join': { On: '/', Values: ['s3:/', parameter('Bucket'), 'code/pipelines/credit-risk'] } },
            LocalPath: `${container}/code`,
            S3DataType: 'S3Prefix',
            S3InputMode: 'File',
            S3DataDistributionType: 'FullyReplicated',
          },
        },
      ],
      ProcessingOutputConfig: { Outputs: [output('train'), output('validation')] },
      StoppingCondition: { MaxRuntimeInSeconds: 3_600 },
    },
  };
}

function output(name: string) {
  return {
    OutputName: name,
    S3Output: { S3Uri: executionUri(name), LocalPath: `${container}/output/${name}`, S3UploadMode: 'EndOfJob' as const },
  };
}
