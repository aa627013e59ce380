import type { Mesh, Model } from '../../shared/mesh/mesh.ts';
import { partitionOf } from '../../shared/mesh/partition.ts';
import type { CloudFormationResource } from './mesh-resources.ts';
import { pascal } from './pascal.ts';

/**
 * Lets production accounts read the group and its packages, not change them (SageMaker AI developer guide, "Deploy a Model Version
 * from a Different Account"). Undefined without such accounts.
 */
export function groupPolicy(mesh: Mesh, { modelPackageGroup, productionAccounts }: Model): object | undefined {
  if (productionAccounts.length === 0) return undefined;
  const name = modelPackageGroup.toLowerCase();
  const arn = (kind: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:sagemaker:\${AWS::Region}:\${AWS::AccountId}:${kind}` });
  const Principal = principals(mesh, productionAccounts);
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'ReadGroup', Effect: 'Allow', Principal, Action: 'sagemaker:DescribeModelPackageGroup', Resource: arn(`model-package-group/${name}`) },
      {
        Sid: 'ReadPackages',
        Effect: 'Allow',
        Principal,
        Action: ['sagemaker:DescribeModelPackage', 'sagemaker:ListModelPackages'],
        Resource: [arn(`model-package-group/${name}`), arn(`model-package/${name}/*`)],
      },
    ],
  };
}

/** The policy of the stack's bucket: TLS only; production accounts read the files of their models' packages. */
export function bucketPolicy(mesh: Mesh): CloudFormationResource {
  const models = mesh.subscriptions.flatMap((subscription) => subscription.models).filter(({ productionAccounts }) => productionAccounts.length > 0);
  return {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: { Ref: 'Bucket' },
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'TlsOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, { 'Fn::Sub': '${Bucket.Arn}/*' }],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          ...models.map(({ name, modelPackageGroup, productionAccounts }) => ({
            Sid: `Production${pascal(name)}`,
            Effect: 'Allow',
            Principal: principals(mesh, productionAccounts),
            Action: 's3:GetObject',
            Resource: { 'Fn::Sub': `\${Bucket.Arn}/models/${modelPackageGroup}/*` },
          })),
        ],
      },
    },
  };
}

function principals({ consumer }: Mesh, accounts: readonly string[]): { AWS: string[] } {
  return { AWS: accounts.map((account) => `arn:${partitionOf(consumer.region)}:iam::${account}:root`) };
}
