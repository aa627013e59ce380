import { describe, expect, it } from 'vitest';
import { forPlatform } from '../../scripts/build/platform/index.ts';
import { taggable } from '../../scripts/build/platform/tags.ts';
import { loadMesh } from '../../shared/mesh/load.ts';
import { loadDeployment } from '../../scripts/deployment.ts';
import { text } from './templates.ts';

const { consumer, central } = await loadDeployment();
const stacks = { consumer: consumer.Resources, central: central.Resources };
const key = 'arn:aws:kms:eu-central-1:222222222222:key/11111111-2222-3333-4444-555555555555';

type Stack = keyof typeof stacks;
const both: readonly Stack[] = ['consumer', 'central'];

function each(stack: Stack, type: string, settings: Parameters<typeof forPlatform>[2]) {
  const resources = Object.entries(forPlatform(stacks[stack], stack, settings)).filter(([, { Type }]) => Type === type);
  expect(resources.length).toBeGreaterThan(0);
  return resources.map(([id, { Properties }]) => ({ id, Properties }));
}

describe.each(both)('the %s stack', (stack) => {
  it('is as it was where nothing is asked for', () => {
    expect(forPlatform(stacks[stack], stack, {})).toEqual(stacks[stack]);
  });

  it('gives every role its permissions boundary', () => {
    const permissionsBoundary = 'arn:aws:iam::222222222222:policy/boundary';
    for (const { Properties } of each(stack, 'AWS::IAM::Role', { permissionsBoundary })) expect(Properties).toMatchObject({ PermissionsBoundary: permissionsBoundary });
  });

  it('tags everything that can have tags', () => {
    /** The CloudFormation template reference names no tags for these. */
    const without = [
      'AWS::CloudWatch::Dashboard', 'AWS::Events::Archive', 'AWS::Events::EventBusPolicy', 'AWS::Glue::Database', 'AWS::LakeFormation::PrincipalPermissions', 'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::Permission', 'AWS::Logs::QueryDefinition', 'AWS::S3::BucketPolicy', 'AWS::Scheduler::Schedule', 'AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy', 'Custom::PipelineCode',
    ];
    for (const [id, { Type, Properties }] of Object.entries(forPlatform(stacks[stack], stack, { key: 'create', tags: { 'cost-centre': '4711' } }))) {
      expect({ id, Type, known: taggable.includes(Type) !== without.includes(Type) }).toEqual({ id, Type, known: true });
      expect(Properties?.['Tags']).toEqual(taggable.includes(Type) ? [{ Key: 'cost-centre', Value: '4711' }] : undefined);
    }
  });

  it('locks its queues with the key, and lets EventBridge use it', () => {
    for (const { Properties } of each(stack, 'AWS::SQS::Queue', { key })) {
      expect(Properties).toMatchObject({ KmsMasterKeyId: key });
      expect(Properties?.['SqsManagedSseEnabled']).toBeUndefined();
    }
    const [made] = each(stack, 'AWS::KMS::Key', { key: 'create' });
    expect(made?.Properties).toMatchObject({ EnableKeyRotation: true });
    expect(text(made?.Properties, 'KeyPolicy')).toContain('"Sid":"EventBridgeToQueues","Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":["kms:Decrypt","kms:GenerateDataKey"]');
  });
});

describe('the consumer stack', () => {
  it('locks bucket, topic and logs with the key too', () => {
    expect(each('consumer', 'AWS::SNS::Topic', { key })[0]?.Properties).toMatchObject({ KmsMasterKeyId: key });
    for (const { Properties } of each('consumer', 'AWS::Logs::LogGroup', { key })) expect(Properties).toMatchObject({ KmsKeyId: key });
    const bucket = each('consumer', 'AWS::S3::Bucket', { key }).find(({ id }) => id === 'Bucket');
    expect(text(bucket?.Properties, 'BucketEncryption')).toContain(`{"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"${key}"}`);
  });

  it('lets those roles use the key that read and write what it locks, through the service that holds it', () => {
    const roles = each('consumer', 'AWS::IAM::Role', { key }).map(({ id, Properties }) => ({ id, policies: text(Properties, 'Policies') }));
    const may = roles.filter(({ policies }) => policies.includes('"Sid":"UseKey"')).map(({ id }) => id);
    const need = roles.filter(({ policies }) => /s3:(Get|Put)Object"|sqs:SendMessage/.test(policies)).map(({ id }) => id);
    expect(may).toEqual(need);
    expect(may).toEqual(expect.arrayContaining(['LinkProductRole', 'ReaderRoleCreditRisk', 'PipelineRole']));
    expect(may).not.toContain('SchedulerRole');
    for (const { policies } of roles.filter(({ id }) => may.includes(id))) expect(policies).toContain('"kms:ViaService":[{"Fn::Sub":"s3.${AWS::Region}.${AWS::URLSuffix}"},{"Fn::Sub":"sqs.${AWS::Region}.${AWS::URLSuffix}"}]');
  });

  it('puts the functions into the VPC, with roles that let Lambda do so', () => {
    const vpc = { subnets: ['subnet-0a', 'subnet-0b'], securityGroups: ['sg-0c'] };
    for (const { Properties } of each('consumer', 'AWS::Lambda::Function', { vpc })) {
      expect(Properties).toMatchObject({ VpcConfig: { SubnetIds: vpc.subnets, SecurityGroupIds: vpc.securityGroups } });
    }
    const roles = each('consumer', 'AWS::IAM::Role', { vpc }).filter(({ Properties }) => text(Properties, 'Policies').includes('ec2:CreateNetworkInterface'));
    expect(roles).toHaveLength(each('consumer', 'AWS::Lambda::Function', { vpc }).length);
    expect(roles.map(({ id }) => id)).not.toContain('PipelineRole');
  });
});

describe('mesh.yml', () => {
  const load = (consumerDeployment: string, region = 'eu-central-1') =>
    loadMesh(`central: { account: "111111111111" }\nconsumer: { account: "222222222222", region: ${region}, deployment: ${consumerDeployment} }\nsubscriptions: [{ name: a, database: x }]\n`, 'mesh.yml');

  it('says what is asked for, and the functions are not told', () => {
    const loaded = load(`{ permissionsBoundary: "arn:aws:iam::222222222222:policy/b", key: create, vpc: { subnets: [subnet-0123456789abcdef0], securityGroups: [sg-0123456789abcdef0] }, tags: { cost-centre: "4711" } }`);
    if ('errors' in loaded) throw new Error(JSON.stringify(loaded.errors));
    expect(loaded.deployments.consumer).toEqual({
      account: '222222222222', region: 'eu-central-1', permissionsBoundary: 'arn:aws:iam::222222222222:policy/b', key: 'create',
      vpc: { subnets: ['subnet-0123456789abcdef0'], securityGroups: ['sg-0123456789abcdef0'] }, tags: { 'cost-centre': '4711' },
    });
    expect(loaded.deployments.central).toEqual({ account: '111111111111', region: 'eu-central-1' });
    expect(loaded.mesh.consumer).toEqual({ account: '222222222222', region: 'eu-central-1' });
  });

  it.each([
    ['{ permissionsBoundary: "arn:aws:iam::333333333333:policy/b" }', 'consumer.deployment.permissionsBoundary', 'is not of the account 222222222222'],
    ['{ permissionsBoundary: boundary }', 'consumer.deployment.permissionsBoundary', 'is not the ARN of a policy'],
    ['{ key: alias/mine }', 'consumer.deployment.key', 'is neither create nor the ARN of a key'],
    ['{ key: "arn:aws:kms:us-east-1:222222222222:key/1" }', 'consumer.deployment.key', 'is not in eu-central-1'],
    ['{ key: "arn:aws-cn:kms:eu-central-1:222222222222:key/1" }', 'consumer.deployment', 'has an ARN of another partition than eu-central-1'],
    ['{ vpc: { subnets: [mine], securityGroups: [sg-0123456789abcdef0] } }', 'consumer.deployment.vpc.subnets[0]', 'is not the id of a subnet'],
    ['{ tags: { meshloop: mine } }', 'consumer.deployment.tags', 'has the key meshloop'],
  ])('%s is refused', (deployment, field, problem) => {
    const loaded = load(deployment);
    expect('errors' in loaded ? loaded.errors.map((error) => [error.field, error.problem]) : loaded).toEqual([[field, problem]]);
  });
});
