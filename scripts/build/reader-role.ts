import type { Mesh, Subscription } from '../../shared/mesh/mesh.ts';
import { linkArns, productArns } from './mesh-arns.ts';
import type { CloudFormationResource } from './mesh-resources.ts';

/** The functions that read a subscription's data or catalog, all of them as its reader role. */
const users = ['GrantAccess', 'ConfirmAccess', 'Reconcile', 'RefreshCatalog', 'ProfileData', 'CollectProfile'];

const workGroups = ['AccessWorkGroup', 'ProfileWorkGroup'];

/** Reads one subscription's products by Athena, and nothing else: the data through Lake Formation, own S3 rights on query results only. */
export function readerRole(mesh: Mesh, subscription: Subscription): CloudFormationResource {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: `meshloop-\${sls:stage}-reader-${subscription.name}`,
      Description: `Reads the products of the subscription ${subscription.name} for access checks and profiles.`,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'Functions',
            Effect: 'Allow',
            Principal: { AWS: users.map((name) => ({ 'Fn::GetAtt': [`${name}Role`, 'Arn'] })) },
            Action: 'sts:AssumeRole',
          },
        ],
      },
      Policies: [{ PolicyName: 'read', PolicyDocument: { Version: '2012-10-17', Statement: statements(mesh, subscription) } }],
    },
  };
}

function statements(mesh: Mesh, subscription: Subscription) {
  const defaultDatabase = { 'Fn::Sub': 'arn:${AWS::Partition}:glue:${AWS::Region}:${AWS::AccountId}:database/default' };
  return [
    // Lake Formation checks its own grants; GetDataAccess has no resource to narrow (Service Authorization Reference).
    allow('ReadData', 'lakeformation:GetDataAccess', '*'),
    allow(
      'ReadCatalog',
      ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartition', 'glue:GetPartitions'],
      [...linkArns(mesh, subscription), ...productArns(mesh, subscription)],
    ),
    // Neither names a resource (Service Authorization Reference). Only where tags mark private columns: for one subscription, so for all.
    ...(mesh.subscriptions.every(({ privacy }) => privacy.lfTags === undefined) ? [] : [allow('ReadTags', ['lakeformation:GetLFTag', 'lakeformation:GetResourceLFTags'], '*')]),
    // Athena looks at the default database before any query (Athena user guide, "Access to databases and tables").
    allow('LookAtDefault', 'glue:GetDatabase', defaultDatabase),
    allow(
      'Query',
      ['athena:StartQueryExecution', 'athena:GetQueryExecution'],
      workGroups.map((name) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:athena:\${AWS::Region}:\${AWS::AccountId}:workgroup/\${${name}}` })),
    ),
    allow('LocateBucket', ['s3:GetBucketLocation'], { 'Fn::GetAtt': ['Bucket', 'Arn'] }),
    allow('KeepQueryResults', ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], {
      'Fn::Sub': '${Bucket.Arn}/queries/*',
    }),
    {
      ...allow('ListQueryResults', ['s3:ListBucket', 's3:ListBucketMultipartUploads'], { 'Fn::GetAtt': ['Bucket', 'Arn'] }),
      Condition: { StringLike: { 's3:prefix': 'queries/*' } },
    },
  ];
}

function allow(Sid: string, Action: string | readonly string[], Resource: unknown) {
  return { Sid, Effect: 'Allow', Action, Resource };
}
