import { describe, expect, it } from 'vitest';
import { meshArns } from '../../scripts/build/mesh-arns.ts';
import { meshResources } from '../../scripts/build/mesh-resources.ts';
import { loadMesh } from '../../shared/mesh/load.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import creditRisk from '../../pipelines/credit-risk/definition.ts';

const builders = new Map([['credit-risk', creditRisk]]);
const digest = () => 'a'.repeat(64);

function meshWith(subscriptions: string, region = 'eu-central-1'): Mesh {
  const loaded = loadMesh(
    `central: { account: "111111111111" }\nconsumer: { account: "222222222222", region: ${region} }\nsubscriptions:\n${subscriptions}`,
    'mesh.yml',
  );
  if ('errors' in loaded) throw new Error(JSON.stringify(loaded.errors));
  return loaded.mesh;
}

const model = (name: string) => `{ name: ${name}, table: t, pipeline: credit-risk, modelPackageGroup: ${name} }`;

describe('resources from mesh.yml', () => {
  it('are a reader role for each subscription, and its models’ pipelines and groups', () => {
    const mesh = meshWith(`  - { name: a, database: x, models: [${model('m')}, ${model('n')}] }\n  - { name: b, database: y_* }`);

    expect(Object.keys(meshResources(mesh, builders, digest))).toEqual([
      'ReaderRoleA',
      'ReaderRoleB',
      'PipelineCodeCreditRisk',
      'PipelineCreditRisk',
      'ModelPackageGroupM',
      'ModelPackageGroupN',
    ]);
  });

  it('keep the globs of a subscription in the ARNs of its role', () => {
    const role = JSON.stringify(meshResources(meshWith('  - { name: b, database: y_*, tables: [t_*] }'), builders, digest)['ReaderRoleB']);

    expect(role).toContain('"arn:aws:glue:eu-central-1:111111111111:table/y_*/*"');
    expect(role).toContain('"arn:aws:glue:eu-central-1:222222222222:database/rl_y_*"');
  });

  it('let readers see LF-Tags only where those mark private columns', () => {
    const role = (privacy: string) => JSON.stringify(meshResources(meshWith(`  - { name: b, database: y${privacy} }`), builders, digest)['ReaderRoleB']);

    expect(role(', privacy: { lfTags: { pii: [high] } }')).toContain('lakeformation:GetResourceLFTags');
    expect(role('')).not.toContain('LFTag');
  });

  it('let link-product give its links to others only with access.delegated', () => {
    const mesh = meshWith('  - { name: b, database: y }');
    const resources = (delegated: boolean) => meshResources({ ...mesh, access: { ...mesh.access, delegated } }, builders, digest);

    expect(resources(false)).not.toHaveProperty('DelegatedLinks');
    expect(resources(true)['DelegatedLinks']).toMatchObject({ Properties: { RoleName: { Ref: 'LinkProductRole' }, PolicyDocument: { Statement: [{ Action: ['lakeformation:BatchGrantPermissions'] }] } } });
  });

  it('carry the partition of the Region', () => {
    expect(meshArns(meshWith('  - { name: b, database: y }', 'cn-north-1')).links).toContain(
      'arn:aws-cn:glue:cn-north-1:222222222222:database/rl_y',
    );
  });

  it('name crawlers, pipelines and groups where there are any, and nothing real where there are none', () => {
    const some = meshArns(meshWith(`  - { name: a, database: x, crawler: refresh, models: [${model('m')}] }`));
    const none = meshArns(meshWith('  - { name: a, database: x }'));

    expect(some.crawlers).toEqual(['arn:aws:glue:eu-central-1:222222222222:crawler/refresh']);
    expect(some.modelPackages).toEqual(['arn:aws:sagemaker:eu-central-1:222222222222:model-package/m/*']);
    expect(none.crawlers).toEqual(['arn:aws:glue:eu-central-1:222222222222:crawler/none-in-mesh-yml']);
    expect(none.pipelines).toEqual(['arn:aws:sagemaker:eu-central-1:222222222222:pipeline/none-in-mesh-yml']);
  });

  describe('of a model that keeps features', () => {
    const scientist = 'arn:aws:iam::222222222222:role/scientist';
    const features = (columns: string, roles = `[{ arn: "${scientist}" }]`) =>
      meshWith(`  - { name: a, database: x, roles: ${roles}, models: [{ name: m, table: t, pipeline: credit-risk, modelPackageGroup: m, features: { columns: ${columns} } }] }`);

    it('are a group, the table over its offline store, and who reads it; nothing where none does', () => {
      const resources = meshResources(features('{ age: Integral, amount: Fractional }'), builders, digest);

      expect(Object.keys(resources).filter((id) => id.startsWith('Feature'))).toEqual([
        'FeatureDatabase', 'FeatureStoreRole', 'FeatureReadingRole', 'FeatureLocation', 'FeatureTableM', 'FeatureGroupM', 'FeatureGrantM0',
      ]);
      expect(resources['FeatureGrantM0']?.Properties).toMatchObject({ Principal: { DataLakePrincipalIdentifier: scientist }, Permissions: ['SELECT', 'DESCRIBE'] });
      expect(JSON.stringify(resources['FeatureTableM'])).toContain('"Columns":[{"Name":"recordid","Type":"string"},{"Name":"eventtime","Type":"string"},{"Name":"changeid","Type":"string"},{"Name":"part","Type":"string"},{"Name":"age","Type":"bigint"},{"Name":"amount","Type":"double"},{"Name":"write_time","Type":"timestamp"},{"Name":"api_invocation_time","Type":"timestamp"},{"Name":"is_deleted","Type":"boolean"}]');
      expect(JSON.stringify(meshResources(meshWith(`  - { name: a, database: x, models: [${model('m')}] }`), builders, digest))).not.toContain('Feature');
    });

    it('let no role read that may select less than the pipeline', () => {
      const roles = `[{ arn: "${scientist}", tables: [t] }, { arn: "${scientist}2", permissions: [DESCRIBE] }]`;
      expect(Object.keys(meshResources(features('{ age: Integral }', roles), builders, digest))).not.toContain('FeatureGrantM0');
    });

    it('are another group for other columns, which the pipeline’s role alone may write', () => {
      const [one, other] = ['{ age: Integral }', '{ age: Fractional }'].map((columns) => meshArns(features(columns)).featureGroups);
      expect(one).toEqual([expect.stringMatching(/^arn:aws:sagemaker:eu-central-1:222222222222:feature-group\/m-[0-9a-f]{8}$/)]);
      expect(other).not.toEqual(one);
      expect(meshArns(meshWith('  - { name: a, database: x }')).featureGroups).toEqual(['arn:aws:sagemaker:eu-central-1:222222222222:feature-group/none-in-mesh-yml']);
    });

    it('come with a step before which nothing is registered', () => {
      const body = (mesh: Mesh) => JSON.stringify(meshResources(mesh, builders, digest)['PipelineCreditRisk']);
      expect(body(features('{ age: Integral }'))).toContain('features.py');
      expect(body(meshWith(`  - { name: a, database: x, models: [${model('m')}] }`))).not.toContain('features.py');
      const { Steps } = creditRisk({ roleArn: 'r', workGroup: 'w', codeUri: 'c', images: { xgboost: 'x', scikitLearn: 's' }, features: true });
      expect(Steps.filter(({ DependsOn = [] }) => DependsOn.includes('Features')).map(({ Name }) => Name)).toEqual(['GoodEnough', 'GoodOnNewerData', 'Doubtful', 'NotGoodEnough']);
    });

    it.each([
      ['{ Age: Integral }', 'is not a name for a feature'],
      ['{ write_time: String }', 'is a name that every record has'],
      ['{ recordid: String }', 'is a name that every record has'],
      ['{ age: Number }', 'Integral'],
      ['{}', '"problem":"is empty"'],
    ])('%s is refused', (columns, words) => {
      expect(() => features(columns)).toThrow(words);
    });
  });

  it('are refused where two names would become one', () => {
    const mesh = meshWith('  - { name: a-1, database: x }\n  - { name: a1, database: y }');

    expect(() => meshResources(mesh, builders, digest)).toThrow('"a-1" and "a1" are too alike');
  });

  it('are refused for a pipeline without a definition', () => {
    expect(() => meshResources(meshWith(`  - { name: a, database: x, models: [${model('m')}] }`), new Map(), digest)).toThrow(
      'pipelines/credit-risk/definition.ts is missing',
    );
  });
});
