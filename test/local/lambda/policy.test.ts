import { AddPermissionCommand, GetFunctionCommand, GetPolicyCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { arnMatches } from '../../../local/iam/glob.ts';
import type { Caller } from '../../../local/core/service.ts';
import { ACCOUNT, bundleFixtures, createFunction, createRole, openBench, REGION } from './support.ts';

const RULE = `arn:aws:events:${REGION}:${ACCOUNT}:rule/mesh/wake`;

const root = bundleFixtures('probe');

function rule(sourceArn: string): Caller {
  return { accountId: ACCOUNT, arn: 'events.amazonaws.com', accessKeyId: '', servicePrincipal: 'events.amazonaws.com', sourceArn };
}

async function probe() {
  const bench = openBench();
  await createRole(bench, 'probe');
  const arn = await createFunction(bench, root, 'probe');
  return { ...bench, arn };
}

describe('the resource policy', () => {
  it('admits a rule only after AddPermission, and only that rule', async () => {
    const { cloud, lambda, arn } = await probe();
    expect(() => cloud.lambda.invokeAsync(arn, {}, rule(RULE))).toThrow(
      /events\.amazonaws\.com is not authorized to perform: lambda:InvokeFunction/,
    );

    await lambda.send(
      new AddPermissionCommand({
        FunctionName: 'probe',
        StatementId: 'wake',
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: RULE,
      }),
    );

    expect(() => cloud.lambda.invokeAsync(arn, {}, rule(RULE))).not.toThrow();
    expect(() => cloud.lambda.invokeAsync(arn, {}, rule(`${RULE}-other`))).toThrow(/not authorized/);
  });

  it('is what GetPolicy shows', async () => {
    const { lambda } = await probe();
    await lambda.send(
      new AddPermissionCommand({
        FunctionName: 'probe',
        StatementId: 'wake',
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: RULE,
      }),
    );

    const { Policy = '' } = await lambda.send(new GetPolicyCommand({ FunctionName: 'probe' }));

    expect(JSON.parse(Policy)).toMatchObject({
      Statement: [{ Sid: 'wake', Principal: { Service: 'events.amazonaws.com' }, Condition: { ArnLike: { 'AWS:SourceArn': RULE } } }],
    });
  });

  it('does not let a role of another account in by itself', async () => {
    const { cloud, arn } = await probe();
    const stranger: Caller = { accountId: '333333333333', arn: 'arn:aws:iam::333333333333:root', accessKeyId: '333333333333' };

    expect(() => cloud.lambda.invokeAsync(arn, {}, stranger)).toThrow(/not authorized/);
  });

  it.each([
    ['arn:aws:events:*:222222222222:rule/mesh/*', true],
    ['arn:aws:events:eu-central-1:222222222222:rule/mesh/wak?', true],
    ['arn:aws:events:eu-central-1:222222222222:rule/mesh', false],
    ['arn:aws:*:222222222222:rule/mesh/wake', false],
  ])('ArnLike %s: %s', (pattern, expected) => {
    expect(arnMatches(pattern, RULE)).toBe(expected);
  });
});

describe('functions', () => {
  it('are described as AWS describes them', async () => {
    const { lambda, arn } = await probe();

    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: arn }));
    const { Functions } = await lambda.send(new ListFunctionsCommand({}));

    expect(Configuration).toMatchObject({ FunctionName: 'probe', FunctionArn: arn, Runtime: 'nodejs24.x', Timeout: 10, State: 'Active' });
    expect(Functions?.map(({ FunctionName }) => FunctionName)).toEqual(['probe']);
  });

  it.each([
    ['a role that Lambda may not assume', { Role: `arn:aws:iam::${ACCOUNT}:role/missing` }, /cannot be assumed by Lambda/],
    ['a retired runtime', { Runtime: 'nodejs20.x' as const }, /nodejs20\.x is no longer supported/],
    ['a reserved variable', { Environment: { Variables: { AWS_REGION: 'x' } } }, /reserved keys .* AWS_REGION/],
    ['a timeout over 15 minutes', { Timeout: 901 }, /less than or equal to 900/],
    ['a layer', { Layers: ['arn:aws:lambda:eu-central-1:111111111111:layer:x:1'] }, /Not served by the local cloud: Layers/],
  ])('are refused with %s', async (_name, options, message) => {
    const bench = openBench();
    await createRole(bench, 'probe');

    await expect(createFunction(bench, root, 'probe', options)).rejects.toThrow(message);
  });
});
