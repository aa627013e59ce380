import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreatePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientConfig } from '../../local/core/clients.ts';
import { forPlatform } from '../../scripts/build/platform/index.ts';
import { creditVersions, startLoop, type Loop, type Versions } from '../support/loop.ts';
import { failuresOf } from '../support/mesh-people.ts';

let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions(200);
});
afterAll(() => versions.dispose());

const vpc = { subnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'], securityGroups: ['sg-0123456789abcdef0'] };

/** As a bank's platform team would have it; the boundary leaves out what it is told to. */
async function start(forbidden: string[]): Promise<Loop> {
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', NotAction: ['iam:Create*', 'organizations:*', ...forbidden], Resource: '*' }] };
  const policy = (account: 'consumer' | 'central') =>
    ({ account, client: 'iam', why: 'the boundary of every role', command: new CreatePolicyCommand({ PolicyName: 'boundary', PolicyDocument: JSON.stringify(document) }) }) as const;
  const accounts = { consumer: '222222222222', central: '111111111111' };
  return startLoop({
    before: [policy('consumer'), policy('central')],
    edit: (resources, stack) =>
      forPlatform(resources, stack, {
        permissionsBoundary: `arn:aws:iam::${accounts[stack]}:policy/boundary`,
        key: 'create',
        tags: { 'cost-centre': '4711' },
        ...(stack === 'consumer' && { vpc }),
      }),
  });
}

test('the loop runs within a boundary, under a key of its own, in a VPC, with tags', async () => {
  const loop = await start([]);
  await loop.people.register(versions.first);
  await loop.clock.run();
  await loop.people.reRegister(versions.shifted, 2);
  await loop.clock.run();

  expect(loop.types().filter((type) => type === 'Retraining Finished')).toHaveLength(2);
  expect(failuresOf(loop)).toEqual([]);
  const lambda = new LambdaClient(clientConfig(loop.cloud, '222222222222'));
  const { Configuration, Tags } = await lambda.send(new GetFunctionCommand({ FunctionName: 'meshloop-dev-link-product' }));
  expect(Configuration?.VpcConfig).toMatchObject({ SubnetIds: vpc.subnets, SecurityGroupIds: vpc.securityGroups });
  expect(Tags).toMatchObject({ 'cost-centre': '4711' });
  await loop.close();
});

test('what the boundary leaves out no role can do, whatever its policies say, and it shows', async () => {
  const loop = await start(['glue:CreateDatabase']);
  await loop.people.register(versions.first);
  await loop.clock.run();

  expect(loop.types()).not.toContain('Data Product Linked');
  expect(failuresOf(loop).map(({ message }) => message).join('\n')).toContain('glue:CreateDatabase');
  await loop.close();
});
