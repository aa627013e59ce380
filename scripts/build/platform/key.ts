import { keyPolicyStatements } from './key-policy.ts';
import { actionsOf, onEach, withPolicy, type Resources } from './resources.ts';

/** What a role does with what the key locks: documents and results in the bucket, failures in its queue. */
const needing = ['s3:GetObject', 's3:PutObject', 'sqs:SendMessage'];

/** Queues, topic, bucket and logs under one customer managed key, which the stack makes where none is named. */
export function withKey(resources: Resources, stack: 'consumer' | 'central', key: string): Resources {
  const made = key === 'create';
  const arn = made ? { 'Fn::GetAtt': ['Key', 'Arn'] } : key;
  const changes: [types: readonly string[], change: Parameters<typeof onEach>[2]][] = [
    [['AWS::SQS::Queue'], () => ({ SqsManagedSseEnabled: undefined, KmsMasterKeyId: arn })],
    [['AWS::SNS::Topic'], () => ({ KmsMasterKeyId: arn })],
    [['AWS::Logs::LogGroup'], () => ({ KmsKeyId: arn })],
    // The bucket that the framework deploys from stays as it is: it is there before the key.
    [['AWS::S3::Bucket'], (_properties, id) => (id === 'Bucket' ? encryption(arn) : {})],
    [['AWS::IAM::Role'], (role) => (actionsOf(role).some((action) => needing.includes(action)) ? withPolicy(role, 'key', [useKey(arn)]) : {})],
  ];
  const locked = changes.reduce((all, [types, change]) => onEach(all, types, change), resources);
  return made ? { ...locked, Key: keyResource(stack) } : locked;
}

function encryption(arn: unknown): Readonly<Record<string, unknown>> {
  const byDefault = { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: arn }, BucketKeyEnabled: true };
  return { BucketEncryption: { ServerSideEncryptionConfiguration: [byDefault] } };
}

function useKey(arn: unknown): object {
  const via = ['s3', 'sqs'].map((service) => ({ 'Fn::Sub': `${service}.\${AWS::Region}.\${AWS::URLSuffix}` }));
  return { Sid: 'UseKey', Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: arn, Condition: { StringEquals: { 'kms:ViaService': via } } };
}

/** Kept when the stack goes: the bucket stays too, and can be read with this key alone. */
function keyResource(stack: 'consumer' | 'central'): Resources[string] & { readonly DeletionPolicy: 'Retain'; readonly UpdateReplacePolicy: 'Retain' } {
  const account = { Sid: 'Account', Effect: 'Allow', Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } }, Action: 'kms:*', Resource: '*' };
  return {
    Type: 'AWS::KMS::Key',
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      Description: 'What meshloop stores: documents, dead letters, alarms, logs.',
      EnableKeyRotation: true,
      KeyPolicy: { Version: '2012-10-17', Statement: [account, ...keyPolicyStatements(stack)] },
    },
  };
}
