import { CreateRoleCommand, IAMClient, PutRolePolicyCommand, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { clientConfig } from '../../../local/core/clients.ts';
import { ACCOUNT, testCloud } from '../core/rooms.ts';

const role = `arn:aws:iam::${ACCOUNT}:role/reader`;

async function reader(): Promise<IAMClient> {
  const iam = new IAMClient(clientConfig(testCloud(), ACCOUNT));
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'glue.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
  const policy = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['glue:GetTable', 'glue:GetDatabase'], Resource: 'arn:aws:glue:eu-central-1:222222222222:*' },
      { Effect: 'Deny', Action: 'glue:GetTable', Resource: 'arn:aws:glue:eu-central-1:222222222222:table/secret/*' },
    ],
  };
  await iam.send(new CreateRoleCommand({ RoleName: 'reader', AssumeRolePolicyDocument: JSON.stringify(trust) }));
  await iam.send(new PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'own', PolicyDocument: JSON.stringify(policy) }));
  return iam;
}

test('SimulatePrincipalPolicy says of each action and resource what the role’s policies say', async () => {
  const iam = await reader();

  const { EvaluationResults } = await iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: role,
      ActionNames: ['glue:GetTable', 'glue:GetDatabase'],
      ResourceArns: ['arn:aws:glue:eu-central-1:222222222222:table/open/t', 'arn:aws:glue:eu-central-1:222222222222:table/secret/t', 'arn:aws:glue:eu-central-1:111111111111:catalog'],
    }),
  );

  expect(EvaluationResults?.map(({ EvalActionName, EvalDecision }) => [EvalActionName, EvalDecision])).toEqual([
    ['glue:GetTable', 'allowed'],
    ['glue:GetTable', 'explicitDeny'],
    ['glue:GetTable', 'implicitDeny'],
    ['glue:GetDatabase', 'allowed'],
    ['glue:GetDatabase', 'allowed'],
    ['glue:GetDatabase', 'implicitDeny'],
  ]);
});

test('SimulatePrincipalPolicy knows no role of another account, nor one that is not there', async () => {
  const iam = await reader();

  for (const PolicySourceArn of [`arn:aws:iam::${ACCOUNT}:role/nobody`, 'arn:aws:iam::111111111111:role/reader'])
    await expect(iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ['glue:GetTable'] }))).rejects.toMatchObject({ Code: 'NoSuchEntity' });
});
