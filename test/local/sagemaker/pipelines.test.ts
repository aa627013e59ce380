import {
  CreatePipelineCommand,
  DescribePipelineCommand,
  ListPipelinesCommand,
  SageMakerClient,
  UpdatePipelineCommand,
} from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { clientConfig } from '../../../local/core/clients.ts';
import { ACCOUNT, definition, ROLE, sageMakerCloud } from './support.ts';

describe('a pipeline', () => {
  it('is made once, shown, listed and changed', async () => {
    const { client, createPipeline } = sageMakerCloud();
    const { PipelineArn } = await createPipeline();
    expect(PipelineArn).toBe(`arn:aws:sagemaker:eu-central-1:${ACCOUNT}:pipeline/credit-risk`);
    expect((await createPipeline()).PipelineArn).toBe(PipelineArn);
    const other = new CreatePipelineCommand({ PipelineName: 'credit-risk', PipelineDefinition: JSON.stringify(definition), RoleArn: ROLE });
    await expect(client.send(other)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('must be unique'),
    });
    await client.send(new UpdatePipelineCommand({ PipelineName: 'credit-risk', PipelineDescription: 'd' }));
    expect(await client.send(new DescribePipelineCommand({ PipelineName: PipelineArn }))).toMatchObject({
      PipelineStatus: 'Active',
      RoleArn: ROLE,
      PipelineDescription: 'd',
    });
    expect(await client.send(new ListPipelinesCommand({}))).toMatchObject({ PipelineSummaries: [{ PipelineName: 'credit-risk' }] });
    await expect(client.send(new DescribePipelineCommand({ PipelineName: 'gone' }))).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });

  it.each([
    ['no JSON', '{'],
    ['another version', JSON.stringify({ ...definition, Version: '1' })],
    ['no steps', JSON.stringify({ ...definition, Steps: [] })],
    ['a parameter of no type', JSON.stringify({ ...definition, Parameters: [{ Name: 'Bucket', Type: 'List' }] })],
    [
      'a default of another type',
      JSON.stringify({ ...definition, Parameters: [...definition.Parameters, { Name: 'N', Type: 'Integer', DefaultValue: 'x' }] }),
    ],
    ['a reference to no parameter', JSON.stringify({ ...definition, Parameters: [] })],
    ['a reference to no step', JSON.stringify({ ...definition, Steps: definition.Steps.slice(0, 1) })],
    ['two steps of one name', JSON.stringify({ ...definition, Steps: [...definition.Steps, definition.Steps[1]] })],
    [
      'steps that wait for each other',
      JSON.stringify({
        ...definition,
        Steps: [
          { Name: 'A', Type: 'Fail', DependsOn: ['B'] },
          { Name: 'B', Type: 'Fail', DependsOn: ['A'] },
        ],
      }),
    ],
  ])('is refused with %s', async (_what, PipelineDefinition) => {
    const { client } = sageMakerCloud();
    await expect(client.send(new CreatePipelineCommand({ PipelineName: 'p', PipelineDefinition, RoleArn: ROLE }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('Unable to parse pipeline definition'),
    });
  });

  it('needs a role that trusts SageMaker and that the caller may pass', async () => {
    const { client, cloud } = sageMakerCloud();
    const PipelineDefinition = JSON.stringify(definition);
    const strange = new CreatePipelineCommand({ PipelineName: 'p', PipelineDefinition, RoleArn: `${ROLE}-gone` });
    await expect(client.send(strange)).rejects.toThrow('Could not assume role');
    const deployer = `arn:aws:iam::${ACCOUNT}:role/deployer`;
    cloud.iam.putRole({
      arn: deployer,
      trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }] },
      policies: [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sagemaker:*', Resource: '*' }] }],
    });
    const restricted = new SageMakerClient(clientConfig(cloud, cloud.sts.sessionFor(deployer, 'test')));
    await expect(restricted.send(new CreatePipelineCommand({ PipelineName: 'p', PipelineDefinition, RoleArn: ROLE }))).rejects.toThrow(
      /not authorized to perform: iam:PassRole/,
    );
  });
});
