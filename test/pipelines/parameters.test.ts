import { ListPipelineExecutionsCommand, ListPipelineParametersForExecutionCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import creditRisk from '../../pipelines/credit-risk/definition.ts';
import { imagesOf } from '../../pipelines/images.ts';
import { clientConfig } from '../../local/core/clients.ts';
import { checkLengths, checkParameters } from '../../scripts/build/model-parameters.ts';
import { formatMeshError, loadMesh } from '../../shared/mesh/load.ts';
import { creditVersions, startLoop } from '../support/loop.ts';

const file = (parameters: string) => `
central: { account: "111111111111" }
consumer: { account: "222222222222", region: eu-central-1 }
subscriptions:
  - name: a
    database: x
    models: [{ name: m, table: t, pipeline: credit-risk, modelPackageGroup: g, parameters: ${parameters} }]
`;

const definition = creditRisk({ roleArn: 'arn:aws:iam::222222222222:role/p', workGroup: 'w', codeUri: 's3://b/code/', images: imagesOf('eu-central-1') });

function modelOf(parameters: string) {
  const loaded = loadMesh(file(parameters), 'mesh.yml');
  const [model] = 'mesh' in loaded ? (loaded.mesh.subscriptions[0]?.models ?? []) : [];
  if (model === undefined) throw new Error('errors' in loaded ? loaded.errors.map(formatMeshError).join('\n') : 'no model');
  return model;
}

function lengths(table: string, parameters: Readonly<Record<string, string>> = {}, checked: Parameters<typeof checkLengths>[2] = definition): void {
  const loaded = loadMesh(file(JSON.stringify(parameters)).replace('table: t,', `table: ${table},`), 'mesh.yml');
  const mesh = 'mesh' in loaded ? loaded.mesh : undefined;
  const model = mesh?.subscriptions[0]?.models[0];
  if (mesh === undefined || model === undefined) throw new Error('no mesh');
  checkLengths(mesh, model, checked);
}

describe('parameters of a model in mesh.yml', () => {
  it('are what its runs are started with, beside what every run is given', async () => {
    const parameters = { QualityBar: '0.8', MaxDepth: '3', GroupAttributes: 'age,housing', Bucket: 'not-this-one' };
    const loop = await startLoop({
      mesh: (mesh) => ({ ...mesh, subscriptions: mesh.subscriptions.map((each) => ({ ...each, models: each.models.map((model) => ({ ...model, parameters })) })) }),
    });
    const versions = await creditVersions(300);
    await loop.people.register(versions.first);
    await loop.clock.run();

    const client = new SageMakerClient(clientConfig(loop.cloud, '222222222222'));
    const { PipelineExecutionSummaries: [run] = [] } = await client.send(new ListPipelineExecutionsCommand({ PipelineName: 'credit-risk' }));
    const { PipelineParameters = [] } = await client.send(new ListPipelineParametersForExecutionCommand({ PipelineExecutionArn: run?.PipelineExecutionArn }));

    const given = Object.fromEntries(PipelineParameters.map(({ Name = '', Value }) => [Name, Value]));
    expect(given).toMatchObject({ ...parameters, Bucket: 'meshloop-dev-222222222222-eu-central-1', Table: 'applications' });
    await versions.dispose();
    await loop.close();
  });

  it('are text to SageMaker: numbers as they are written, lists with commas, an empty list as a dash', () => {
    expect(modelOf('{ QualityBar: 0.7, GroupAttributes: [age, housing], ExcludeColumns: [] }').parameters).toEqual({
      QualityBar: '0.7',
      GroupAttributes: 'age,housing',
      ExcludeColumns: '-',
    });
  });

  it.each([
    ['{ Table: other }', 'subscriptions[0].models[0].parameters.Table is given by meshloop. Leave it out'],
    ['{ "a b": 1 }', 'is not a parameter name'],
    ['{ Label: "" }', 'is empty. SageMaker takes no empty value'],
  ])('%s is refused with field and remedy', (parameters, words) => {
    expect(() => modelOf(parameters)).toThrow(words);
  });

  it.each([
    ['{ QualtyBar: 0.7 }', 'sets QualtyBar, but its pipeline has no such parameter. Is QualityBar meant?'],
    ['{ MaxDepth: 2.5 }', 'sets MaxDepth to "2.5", but it is of type Integer. Write a whole number.'],
    ['{ QualityBar: high }', 'sets QualityBar to "high", but it is of type Float. Write a number.'],
    ['{ AddedColumns: drop }', 'sets AddedColumns to "drop". Write use or ignore or fail.'],
  ])('%s stops the build, since the pipeline would refuse it', (parameters, words) => {
    expect(() => checkParameters(modelOf(parameters), definition)).toThrow(words);
    expect(() => checkParameters(modelOf('{ MaxDepth: 3, QualityBar: 1, Label: y }'), definition)).not.toThrow();
  });

  it('of more than 1,024 characters stop the build: SageMaker would refuse every run', () => {
    const longDefault = { ...definition, Parameters: [...definition.Parameters, { Name: 'Notes', Type: 'String', DefaultValue: 'x'.repeat(1025) } as const] };

    expect(() => lengths('t'.repeat(254))).not.toThrow();
    // Three bytes in UTF-8, each of which takes three characters in a key.
    expect(() => lengths('表'.repeat(255))).toThrow(/model "m" would be given Product with 2297 characters, and SageMaker takes 1,024/);
    expect(() => lengths('t', {}, longDefault)).toThrow('the default of Notes has 1025 characters');
  });

  it('of more than 256 characters stop the build where a container or a package is given them', () => {
    const columns = (length: number) => 'c'.repeat(length);
    const longDefault = { ...definition, Parameters: definition.Parameters.map((each) => (each.Name === 'KeyColumns' && each.Type === 'String' ? { ...each, DefaultValue: columns(257) } : each)) };

    expect(() => lengths('t', { CategoricalColumns: columns(256), ExcludeColumns: columns(256) })).not.toThrow();
    expect(() => lengths('t', { CategoricalColumns: columns(257) })).toThrow(
      'mesh.yml: runs of the model "m" would be given CategoricalColumns with 257 characters, and SageMaker takes 256 in an argument of a container. Shorten it',
    );
    expect(() => lengths('t', {}, longDefault)).toThrow('the default of KeyColumns has 257 characters, and SageMaker takes 256 in an argument of a container');
    // The product is the package's metadata.
    expect(() => lengths('t'.repeat(255))).toThrow('would be given Product with 257 characters, and SageMaker takes 256 in the metadata of a package. Shorten the names of its database or table.');
  });

  it('of characters that the metadata of a package does not take stop the build', () => {
    expect(() => lengths('t', { Label: 'größe in_cm' })).not.toThrow();
    expect(() => lengths('t', { Label: 'paid?' })).toThrow('would be given Label as "paid?", and SageMaker takes only letters, digits, spaces and _ . : / = + - @ in the metadata of a package. Rename the column in a view.');
  });

  it('cannot help a pipeline that does not declare what every run is given', () => {
    const without = { ...definition, Parameters: definition.Parameters.filter(({ Name }) => Name !== 'Verdict') };
    expect(() => checkParameters(modelOf('{}'), without)).toThrow('does not declare Verdict');
  });
});
