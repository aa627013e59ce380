import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribePipelineCommand, DescribePipelineDefinitionForExecutionCommand, ListPipelineExecutionsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { clientConfig } from '../../local/core/clients.ts';
import { deployStack } from '../../local/cloudformation/index.ts';
import { pipelineCode } from '../../scripts/build/pipeline-code.ts';
import { creditVersions, startLoop, type Loop, type Resources } from '../support/loop.ts';

const bucket = 'meshloop-dev-222222222222-eu-central-1';

const client = ({ cloud }: Loop) => new SageMakerClient(clientConfig(cloud, '222222222222'));

async function deployedDefinition(loop: Loop): Promise<{ Parameters: { Name: string; DefaultValue?: unknown }[]; Steps: { Name: string }[] }> {
  const { PipelineDefinition = '' } = await client(loop).send(new DescribePipelineCommand({ PipelineName: 'credit-risk' }));
  return JSON.parse(PipelineDefinition);
}

describe('the scripts of a pipeline', () => {
  it('lie where the deployed definition names them, by their content, without the requirements', async () => {
    const loop = await startLoop();
    const { digest } = pipelineCode('credit-risk');

    const uri = (await deployedDefinition(loop)).Parameters.find(({ Name }) => Name === 'CodeUri')?.DefaultValue;
    const objects = loop.cloud.s3.list(bucket, 'code/');

    expect(uri).toBe(`s3://${bucket}/code/${digest}/`);
    expect(objects.map(({ key }) => key.slice(`code/${digest}/`.length))).toEqual(expect.arrayContaining(['evaluate.py', 'prepare.py', 'train.py']));
    expect(objects.every(({ key }) => key.startsWith(`code/${digest}/`) && key.endsWith('.py'))).toBe(true);
    const train = objects.find(({ key }) => key.endsWith('/train.py'));
    expect(Buffer.from(train?.body() ?? '').toString()).toBe(readFileSync(join(import.meta.dirname, '../../pipelines/credit-risk/train.py'), 'utf8'));
    await loop.close();
  });

  it('fail the deployment with a reason where the package does not hold them', async () => {
    const edit = (resources: Resources) => {
      const code = resources['PipelineCodeCreditRisk'];
      return code === undefined ? resources : { ...resources, PipelineCodeCreditRisk: { ...code, Properties: { ...code.Properties, Digest: 'f'.repeat(64) } } };
    };

    await expect(startLoop({ edit })).rejects.toThrow(/PipelineCodeCreditRisk.*This package does not hold the scripts f{64}/s);
  });

  it('are a custom resource, which needs a function', async () => {
    const loop = await startLoop();
    const template = { Resources: { Other: { Type: 'Custom::Other', Properties: { ServiceToken: 'arn:aws:sns:eu-central-1:222222222222:topic' } } } };

    await expect(deployStack(loop.cloud, { accountId: '222222222222', stackName: 'other', template, codeRoot: '.' })).rejects.toThrow(/ServiceToken/);
    await loop.close();
  });
});

describe('the definition that is deployed', () => {
  it('is the one that runs: a changed step shows in both', async () => {
    const edit = (resources: Resources): Resources => JSON.parse(JSON.stringify(resources).replaceAll('\\"Name\\":\\"Evaluate\\"', '\\"Name\\":\\"Evaluate\\",\\"DisplayName\\":\\"Changed\\"'));
    const loop = await startLoop({ edit });
    const versions = await creditVersions(300);
    await loop.people.register(versions.first);
    await loop.clock.run();

    const deployed = await deployedDefinition(loop);
    const { PipelineExecutionSummaries: [execution] = [] } = await client(loop).send(new ListPipelineExecutionsCommand({ PipelineName: 'credit-risk' }));
    const { PipelineDefinition = '' } = await client(loop).send(
      new DescribePipelineDefinitionForExecutionCommand({ PipelineExecutionArn: execution?.PipelineExecutionArn }),
    );

    expect(deployed.Steps.find(({ Name }) => Name === 'Evaluate')).toMatchObject({ DisplayName: 'Changed' });
    expect(JSON.parse(PipelineDefinition)).toEqual(deployed);
    await versions.dispose();
    await loop.close();
  });
});
