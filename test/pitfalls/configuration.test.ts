import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { productsOfCall } from '../../shared/catalog/lake-formation-change.ts';
import { isOwnCall } from '../../shared/catalog/loop-guard.ts';
import { loadMesh } from '../../shared/mesh/load.ts';
import { resourcesOf, root, statementsOf } from '../packaging/templates.ts';
import { creditRisk, meshOf } from '../shared/catalog/meshes.ts';

const meshYml = readFileSync(join(root, 'mesh.yml'), 'utf8');

describe('pitfall 36: a text where a flag or a number is meant', () => {
  test.each([
    ['settleWindow: 5m', 'settleWindow: "false"'],
    ['threshold: 0.1', 'threshold: "0.1"'],
    ['minimumRows: 100', 'minimumRows: "100"'],
    ['account: "222222222222"', 'account: 222222222222'],
    ['name: credit-risk\n    database', 'name: true\n    database'],
  ])('%s written as %s stops the build', (right, wrong) => {
    expect(meshYml).toContain(right);
    expect(loadMesh(meshYml, 'mesh.yml')).toHaveProperty('mesh');

    const loaded = loadMesh(meshYml.replace(right, wrong), 'mesh.yml');

    expect(loaded).toMatchObject({ errors: [{ file: 'mesh.yml', remedy: expect.stringMatching(/./) }] });
  });
});

describe('pitfall 37: other partitions', () => {
  const mesh = { ...meshOf(creditRisk), consumer: { account: '222222222222', region: 'cn-north-1' } };

  test.each(['aws', 'aws-cn', 'aws-us-gov'])('%s: ARNs of products, principals and our own roles are read', (partition) => {
    const arn = `arn:${partition}:glue:cn-north-1:111111111111:table/credit_risk/applications`;
    const omitted = { eventName: 'AddLFTagsToResource', requestParameters: { omitted: 'true' }, resources: [{ ARN: arn }] };
    const organization = { principal: { dataLakePrincipalIdentifier: `arn:${partition}:organizations::999999999999:organization/o-1` }, resource: { database: { name: 'credit_risk' } } };
    const own = { eventName: 'GrantPermissions', userIdentity: { arn: `arn:${partition}:sts::222222222222:assumed-role/meshloop-dev-grant-access/x` } };

    expect(productsOfCall(mesh, omitted)).toEqual([{ catalogId: '111111111111', database: 'credit_risk', table: 'applications' }]);
    expect(productsOfCall(mesh, { eventName: 'GrantPermissions', requestParameters: organization })).toHaveLength(1);
    expect(isOwnCall(own, '222222222222', 'dev')).toBe(true);
  });

  test('no role of the stacks names a partition', () => {
    for (const stack of ['.', 'central'] as const)
      for (const role of resourcesOf(stack, 'AWS::IAM::Role'))
        // What mesh.yml gives has the partition of its Region.
        for (const { resources } of statementsOf(role)) expect(resources.filter((arn) => /Sub":"arn:aws[^$]/.test(arn))).toEqual([]);
  });
});

describe('pitfalls 39 and 40: the data lake settings', () => {
  test('no role may write them', () => {
    const actions = (['.', 'central'] as const).flatMap((stack) => resourcesOf(stack, 'AWS::IAM::Role').flatMap((role) => statementsOf(role).flatMap((each) => each.actions)));

    expect(actions.length).toBeGreaterThan(50);
    expect(actions.filter((action) => /DataLakeSettings|\*/.test(action))).toEqual([]);
  });

  test('no function has a command that could, and no template a resource that does', () => {
    for (const file of globSync('dist/*/index.cjs', { cwd: root })) expect(readFileSync(join(root, file), 'utf8')).not.toContain('PutDataLakeSettingsCommand');
    for (const stack of ['.', 'central'] as const) expect(resourcesOf(stack, 'AWS::LakeFormation::DataLakeSettings')).toEqual([]);
  });
});
