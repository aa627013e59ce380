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
