import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, START, testCloud } from '../core/rooms.ts';
import { clientConfig } from '../../../local/core/clients.ts';

const OTHER = '111111111111';
const trust = (Principal: unknown, Condition?: unknown) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...(Condition ? { Condition } : {}) }],
  });
const policy = (Action: string, Resource = '*') =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });

function setup() {
  const cloud = testCloud();
  return {
    cloud,
    iam: new IAMClient(clientConfig(cloud, ACCOUNT)),
    sts: (who: Parameters<typeof clientConfig>[1]) => new STSClient(clientConfig(cloud, who)),
  };
}

describe('roles', () => {
  it('live through their life', async () => {
    const { cloud, iam } = setup();
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: 'reader',
        Path: '/meshloop/',
        AssumeRolePolicyDocument: trust({ Service: 'lambda.amazonaws.com' }),
        MaxSessionDuration: 7200,
        Tags: [{ Key: 'k', Value: 'v' }],
      }),
    );
    expect(Role).toMatchObject({
      Arn: `arn:aws:iam::${ACCOUNT}:role/meshloop/reader`,
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
      CreateDate: new Date(START),
      MaxSessionDuration: 7200,
    });
    await iam.send(new PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'p', PolicyDocument: policy('s3:*') }));
    await iam.send(
      new UpdateAssumeRolePolicyCommand({ RoleName: 'reader', PolicyDocument: trust({ Service: 'scheduler.amazonaws.com' }) }),
    );
    const read = await iam.send(new GetRoleCommand({ RoleName: 'reader' }));
    expect(JSON.parse(decodeURIComponent(read.Role?.AssumeRolePolicyDocument ?? ''))).toMatchObject({
      Statement: [{ Principal: { Service: 'scheduler.amazonaws.com' } }],
    });
    const document = await iam.send(new GetRolePolicyCommand({ RoleName: 'reader', PolicyName: 'p' }));
    expect(decodeURIComponent(document.PolicyDocument ?? '')).toBe(policy('s3:*'));
    expect((await iam.send(new ListRolePoliciesCommand({ RoleName: 'reader' }))).PolicyNames).toEqual(['p']);
    expect((await iam.send(new ListRolesCommand({ PathPrefix: '/meshloop/' }))).Roles).toHaveLength(1);
    expect((await new IAMClient(clientConfig(cloud, OTHER)).send(new ListRolesCommand({}))).Roles).toEqual([]);
    await expect(iam.send(new DeleteRoleCommand({ RoleName: 'reader' }))).rejects.toMatchObject({ name: 'DeleteConflictException' });
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'reader', PolicyName: 'p' }));
    await iam.send(new DeleteRoleCommand({ RoleName: 'reader' }));
    await expect(iam.send(new GetRoleCommand({ RoleName: 'reader' }))).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  });

  it('are refused twice, with a broken policy and with an odd name', async () => {
    const { iam } = setup();
    const create = (RoleName: string, AssumeRolePolicyDocument = trust({ AWS: ACCOUNT })) =>
      iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    await create('twice');
    await expect(create('Twice')).rejects.toMatchObject({
      name: 'EntityAlreadyExistsException',
      message: 'Role with name Twice already exists.',
    });
    await expect(create('broken', '{')).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
    await expect(create('a b')).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(
      iam.send(
        new PutRolePolicyCommand({ RoleName: 'twice', PolicyName: 'p', PolicyDocument: policy('s3:*').replace('Resource', 'Ressource') }),
      ),
    ).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
  });

  it('take only managed policies whose content is known', async () => {
    const { cloud, iam } = setup();
    await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trust({ AWS: ACCOUNT }) }));
    const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn }));
    expect((await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'r' }))).AttachedPolicies).toEqual([
      { PolicyName: 'AWSLambdaBasicExecutionRole', PolicyArn },
    ]);
    await expect(
      iam.send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' })),
    ).rejects.toMatchObject({ name: 'NoSuchEntityException' });
    const caller = cloud.sts.callerOf(cloud.sts.sessionFor(`arn:aws:iam::${ACCOUNT}:role/r`, 's').accessKeyId);
    expect(caller && cloud.iam.allows(caller, { action: 'logs:PutLogEvents', resources: ['*'] })).toBe(true);
  });

  it('trust services by their trust policy', async () => {
    const { cloud, iam } = setup();
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/r`;
    await iam.send(
      new CreateRoleCommand({
        RoleName: 'r',
        AssumeRolePolicyDocument: trust({ Service: 'scheduler.amazonaws.com' }, { StringEquals: { 'aws:SourceAccount': ACCOUNT } }),
      }),
    );
    expect(() => cloud.iam.assertRoleTrusts(RoleArn, 'scheduler.amazonaws.com')).not.toThrow();
    expect(() => cloud.iam.assertRoleTrusts(RoleArn, 'lambda.amazonaws.com')).toThrow('not trusted by the role');
    expect(() => cloud.iam.assertRoleTrusts(`${RoleArn}x`, 'lambda.amazonaws.com')).toThrow('cannot be found');
    expect(() => cloud.sts.sessionFor(`${RoleArn}x`, 's')).toThrow('cannot be found');
  });
});

describe('AssumeRole', () => {
  async function role(principal: unknown, condition?: unknown) {
    const all = setup();
    await all.iam.send(new CreateRoleCommand({ RoleName: 'target', AssumeRolePolicyDocument: trust(principal, condition) }));
    return { ...all, RoleArn: `arn:aws:iam::${ACCOUNT}:role/target` };
  }

  const denied = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } };

  it('gives a session that is the role until it ends', async () => {
    const { sts, RoleArn, cloud } = await role({ AWS: ACCOUNT });
    const { Credentials, AssumedRoleUser } = await sts(ACCOUNT).send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me@x', DurationSeconds: 900 }),
    );
    expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/target/me@x`);
    expect(Credentials?.Expiration).toEqual(new Date(START + 900_000));
    const session = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    const identity = await sts(session).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: ACCOUNT, Arn: AssumedRoleUser?.Arn, UserId: AssumedRoleUser?.AssumedRoleId });
    await cloud.clock.advance(900_000);
    await expect(sts(session).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' });
  });

  it('needs both sides across accounts', async () => {
    const { sts, RoleArn, cloud } = await role({ AWS: `arn:aws:iam::${OTHER}:root` });
    const assume = (who: Parameters<typeof clientConfig>[1]) => sts(who).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' }));
    const visitor = (policies: readonly unknown[]) => {
      cloud.iam.putRole({ arn: `arn:aws:iam::${OTHER}:role/visitor`, trust: JSON.parse(trust({ AWS: OTHER })), policies });
      return cloud.sts.sessionFor(`arn:aws:iam::${OTHER}:role/visitor`, 's');
    };
    await expect(assume(OTHER)).resolves.toBeDefined();
    await expect(assume(ACCOUNT)).rejects.toMatchObject(denied);
    await expect(assume(visitor([]))).rejects.toMatchObject({
      ...denied,
      message: `User: arn:aws:sts::${OTHER}:assumed-role/visitor/s is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
    });
    await expect(assume(visitor([JSON.parse(policy('sts:AssumeRole', RoleArn))]))).resolves.toBeDefined();
  });

  it('is content with a trust policy that names the role itself in its own account', async () => {
    const reader = `arn:aws:iam::${ACCOUNT}:role/reader`;
    const { sts, RoleArn, cloud } = await role({ AWS: reader });
    cloud.iam.putRole({ arn: reader, trust: JSON.parse(trust({ AWS: ACCOUNT })), policies: [] });
    await expect(
      sts(cloud.sts.sessionFor(reader, 's')).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' })),
    ).resolves.toBeDefined();
  });

  it('asks for the external id that the trust policy wants', async () => {
    const { sts, RoleArn } = await role({ AWS: ACCOUNT }, { StringEquals: { 'sts:ExternalId': 'secret' } });
    const assume = (more: object) => sts(ACCOUNT).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me', ...more }));
    await expect(assume({})).rejects.toMatchObject(denied);
    await expect(assume({ ExternalId: 'secret' })).resolves.toBeDefined();
  });

  it('tells nothing about roles that do not exist', async () => {
    const { sts, RoleArn } = await role({ AWS: ACCOUNT });
    await expect(sts(ACCOUNT).send(new AssumeRoleCommand({ RoleArn: `${RoleArn}x`, RoleSessionName: 'me' }))).rejects.toMatchObject(denied);
  });

  it('refuses durations and names beyond their bounds, and what it does not serve', async () => {
    const { sts, RoleArn, cloud } = await role({ AWS: '*' });
    cloud.iam.putRole({
      arn: `arn:aws:iam::${ACCOUNT}:role/first`,
      trust: JSON.parse(trust({ AWS: ACCOUNT })),
      policies: [JSON.parse(policy('sts:*'))],
    });
    const session = cloud.sts.sessionFor(`arn:aws:iam::${ACCOUNT}:role/first`, 's');
    const assume = (more: object, who: Parameters<typeof clientConfig>[1] = ACCOUNT) =>
      sts(who).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me', ...more }));
    await expect(assume({ DurationSeconds: 899 })).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(assume({ DurationSeconds: 3601 })).rejects.toMatchObject({ message: expect.stringContaining('MaxSessionDuration') });
    await expect(assume({ DurationSeconds: 3601 }, session)).rejects.toMatchObject({ message: expect.stringContaining('role chaining') });
    await expect(assume({ RoleSessionName: 'a b' })).rejects.toMatchObject({ message: expect.stringContaining('roleSessionName') });
    await expect(assume({ Policy: '{}' })).rejects.toMatchObject({ name: 'NotServedByLocalCloud' });
  });
});
