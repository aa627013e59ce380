import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { LakeFormationClient, PutDataLakeSettingsCommand } from '@aws-sdk/client-lakeformation';
import { GetFunctionCommand, GetPolicyCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCloud } from '../../../local/cloud.ts';
import type { LocalCloud } from '../../../local/cloud.ts';
import { deployStack } from '../../../local/cloudformation/index.ts';
import type { Template } from '../../../local/cloudformation/index.ts';
import { clientConfig } from '../../../local/core/clients.ts';
import { SeededDice } from '../../../local/core/seeded-dice.ts';
import { VirtualClock } from '../../../local/core/virtual-clock.ts';

const project = join(import.meta.dirname, '../../..');

// `npm test` packages both stacks first.
function packaged(folder: string): Template {
  return JSON.parse(readFileSync(join(project, folder, '.serverless/cloudformation-template-update-stack.json'), 'utf8'));
}

function ofType(template: Template, type: string): string[] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id]) => id);
}

/** The stack grants Lake Formation permissions, which only a data lake administrator may: an account's root cannot be one. */
async function dataLakeAdministrator(cloud: LocalCloud, account: string) {
  const config = clientConfig(cloud, account);
  const RoleArn = `arn:aws:iam::${account}:role/deployer`;
  const allow = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  const iam = new IAMClient(config);
  const AssumeRolePolicyDocument = allow({ Principal: { AWS: account }, Action: 'sts:AssumeRole' });
  await iam.send(new CreateRoleCommand({ RoleName: 'deployer', AssumeRolePolicyDocument }));
  await iam.send(
    new PutRolePolicyCommand({ RoleName: 'deployer', PolicyName: 'all', PolicyDocument: allow({ Action: '*', Resource: '*' }) }),
  );
  const DataLakeSettings = { DataLakeAdmins: [{ DataLakePrincipalIdentifier: RoleArn }] };
  await new LakeFormationClient(config).send(new PutDataLakeSettingsCommand({ DataLakeSettings }));
  const { Credentials } = await new STSClient(config).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'deployer' }));
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken: sessionToken = '' } = Credentials ?? {};
  return { accessKeyId, secretAccessKey, sessionToken };
}

describe('the packaged stacks', () => {
  const [consumer, central] = [packaged('.'), packaged('central')];
  let cloud: LocalCloud;
  beforeAll(async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 5));
    cloud = createCloud({
      clock,
      dice: new SeededDice(1),
      region: 'eu-central-1',
      organization: ['111111111111', '222222222222', '333333333333'],
    });
    const deployer = await dataLakeAdministrator(cloud, '222222222222');
    await deployStack(cloud, { accountId: '222222222222', stackName: 'meshloop-dev', template: consumer, codeRoot: project, deployer });
    await deployStack(cloud, { accountId: '111111111111', stackName: 'meshloop-central-dev', template: central, codeRoot: project });
  });
  afterAll(() => cloud.close());

  it('create every function, each with its bundle in place', async () => {
    const { Functions = [] } = await new LambdaClient(clientConfig(cloud, '222222222222')).send(new ListFunctionsCommand({}));

    expect(Functions).toHaveLength(ofType(consumer, 'AWS::Lambda::Function').length);
    const bundles = Functions.map(({ Handler = '' }) => join(project, Handler.replace(/\.handler$/, '.cjs')));
    expect(bundles.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('let rules wake every function but those that CloudFormation and the dashboard call', async () => {
    const lambda = new LambdaClient(clientConfig(cloud, '222222222222'));
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));

    for (const { FunctionName } of Functions.filter(({ FunctionName: name = '' }) => !['meshloop-dev-publish-code', 'meshloop-dev-show-products'].includes(name))) {
      const { Policy = '' } = await lambda.send(new GetPolicyCommand({ FunctionName }));
      expect({ FunctionName, Policy }).toMatchObject({ Policy: expect.stringContaining('events.amazonaws.com') });
    }
  });

  it('create every rule of both accounts', async () => {
    const rulesOf = async (account: string, EventBusName: string) => {
      const { Rules = [] } = await new EventBridgeClient(clientConfig(cloud, account)).send(new ListRulesCommand({ EventBusName }));
      // An archive has a rule of EventBridge's own.
      return Rules.filter(({ ManagedBy }) => ManagedBy === undefined).length;
    };

    expect((await rulesOf('222222222222', 'default')) + (await rulesOf('222222222222', 'meshloop-dev'))).toBe(
      ofType(consumer, 'AWS::Events::Rule').length,
    );
    expect(await rulesOf('111111111111', 'default')).toBe(ofType(central, 'AWS::Events::Rule').length);
  });

  it('give every function the environment of its template', async () => {
    const lambda = new LambdaClient(clientConfig(cloud, '222222222222'));

    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'meshloop-dev-notice-change' }));

    expect(Configuration?.Environment?.Variables).toMatchObject({
      STAGE: 'dev',
      MESH_BUS_ARN: 'arn:aws:events:eu-central-1:222222222222:event-bus/meshloop-dev',
      READER_ROLE_PREFIX: 'arn:aws:iam::222222222222:role/meshloop-dev-reader-',
    });
  });
});
