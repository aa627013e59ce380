import { join, type PipelineContext, type ProcessingStep } from '../definition.ts';
import { executionUri, ownProfileUri, parameter, textOf } from './parameters.ts';
import { codeInput, container, fileInput, options, output, processingResources, retries, script, stopAfterAnHour } from './steps.ts';

/** Reads the table through the link by Athena, and splits it into training, validation and test rows. */
export function prepareStep({ roleArn, workGroup, images }: PipelineContext): ProcessingStep {
  return {
    Name: 'Prepare',
    Type: 'Processing',
    RetryPolicies: retries,
    Arguments: {
      RoleArn: roleArn,
      ProcessingResources: processingResources,
      AppSpecification: {
        ImageUri: images.scikitLearn,
        ContainerEntrypoint: script('prepare.py'),
        ContainerArguments: options({
          label: parameter('Label'),
          database: parameter('LinkDatabase'),
          table: parameter('Table'),
          exclude: parameter('ExcludeColumns'),
          codes: parameter('CategoricalColumns'),
          key: parameter('KeyColumns'),
          group: parameter('ModelPackageGroupName'),
          added: parameter('AddedColumns'),
          dropped: parameter('DroppedColumns'),
          retyped: parameter('RetypedColumns'),
          seed: textOf('Seed'),
          validation: textOf('ValidationRatio'),
          test: textOf('TestRatio'),
        }),
      },
      ProcessingInputs: [
        {
          InputName: 'dataset',
          AppManaged: true,
          DatasetDefinition: {
            AthenaDatasetDefinition: {
              Catalog: 'AwsDataCatalog',
              Database: parameter('LinkDatabase'),
              // A quote in a name would end the identifier: mesh.yml refuses it for the table and database of a model.
              QueryString: join('', 'SELECT * FROM "', parameter('LinkDatabase'), '"."', parameter('Table'), '"'),
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
        fileInput('profile', parameter('ProfileStatisticsUri')),
        codeInput(),
      ],
      ProcessingOutputConfig: {
        Outputs: [
          ...['train', 'validation', 'test', 'encoder', 'data'].map((name) => output(name, executionUri(name))),
          output('profile', ownProfileUri()),
        ],
      },
      StoppingCondition: stopAfterAnHour,
    },
    PropertyFiles: [{ PropertyFileName: 'Data', OutputName: 'data', FilePath: 'data.json' }],
  };
}
