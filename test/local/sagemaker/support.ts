import {
  CreatePipelineCommand,
  CreateModelPackageGroupCommand,
  SageMakerClient,
  StartPipelineExecutionCommand,
  type StartPipelineExecutionCommandInput,
} from '@aws-sdk/client-sagemaker';
import { clientConfig } from '../../../local/core/clients.ts';
import { createEvents } from '../../../local/eventbridge/index.ts';
import { createSageMaker } from '../../../local/sagemaker/index.ts';
import type { SageMakerOptions } from '../../../local/sagemaker/index.ts';
import type { CloudEvent } from '../../../local/core/cloud.ts';
import { testCloud } from '../core/rooms.ts';

export const ACCOUNT = '222222222222';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/pipeline`;

/** Prepares, trains and registers; the parameters cover the types. */
export const definition = {
  Version: '2020-12-01',
  Metadata: {},
  Parameters: [
    { Name: 'Bucket', Type: 'String' },
    { Name: 'Rounds', Type: 'Integer', DefaultValue: 100 },
    { Name: 'Statistics', Type: 'String', DefaultValue: 's3://profiles/statistics.json' },
  ],
  Steps: [
    {
      Name: 'Register',
      Type: 'RegisterModel',
      Arguments: {
        ModelPackageGroupName: 'credit-risk',
        InferenceSpecification: {
          Containers: [{ Image: 'image', ModelDataUrl: { Get: 'Steps.Train.ModelArtifacts.S3ModelArtifacts' } }],
          SupportedContentTypes: ['text/csv'],
          SupportedResponseMIMETypes: ['text/csv'],
        },
        DriftCheckBaselines: {
          ModelDataQuality: { Statistics: { ContentType: 'application/json', S3Uri: { Get: 'Parameters.Statistics' } } },
        },
        CustomerMetadataProperties: { product: 'credit_risk/applications' },
      },
    },
    {
      Name: 'Train',
      Type: 'Training',
      Arguments: {
        RoleArn: ROLE,
        AlgorithmSpecification: { TrainingImage: 'image', TrainingInputMode: 'File' },
        OutputDataConfig: {
          S3OutputPath: {
            'Std:Join': { On: '/', Values: ['s3:/', { Get: 'Parameters.Bucket' }, { Get: 'Execution.PipelineExecutionId' }] },
          },
        },
        ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 30 },
        StoppingCondition: { MaxRuntimeInSeconds: 3600 },
      },
    },
  ],
};

export function sageMakerCloud(options: SageMakerOptions = {}) {
  const cloud = testCloud(
    (rooms) => createEvents(rooms),
    (rooms) => createSageMaker(rooms, options),
  );
  cloud.iam.putRole({
    arn: ROLE,
    trust: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    policies: [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sagemaker:CreateModelPackage', Resource: '*' }] }],
  });
  const events: CloudEvent[] = [];
  cloud.watch.subscribe((observation) => {
    if (observation.kind === 'event') events.push(observation.event);
  });
  const client = new SageMakerClient(clientConfig(cloud, ACCOUNT));
  return {
    cloud,
    client,
    events,
    createPipeline: (changed: unknown = definition, name = 'credit-risk') =>
      client.send(
        new CreatePipelineCommand({
          PipelineName: name,
          PipelineDefinition: JSON.stringify(changed),
          RoleArn: ROLE,
          ClientRequestToken: `${name}-`.padEnd(32, 'x'),
        }),
      ),
    createGroup: () => client.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'credit-risk' })),
    start: (changes: Partial<StartPipelineExecutionCommandInput> = {}) =>
      client.send(
        new StartPipelineExecutionCommand({
          PipelineName: 'credit-risk',
          PipelineParameters: [{ Name: 'Bucket', Value: 'bucket' }],
          PipelineExecutionDescription: 'why',
          ClientRequestToken: 'a'.repeat(64),
          ...changes,
        }),
      ),
  };
}

export type World = ReturnType<typeof sageMakerCloud>;
