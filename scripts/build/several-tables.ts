import type { CloudFormationResource } from './mesh-resources.ts';

/** What a run of a model with several tables is started with is written beside the profiles (`shared/runtime/other-tables.ts`). */
export const severalTables: CloudFormationResource = {
  Type: 'AWS::IAM::RolePolicy',
  Properties: {
    RoleName: { Ref: 'StartRetrainingRole' },
    PolicyName: 'several-tables',
    PolicyDocument: { Version: '2012-10-17', Statement: [{ Sid: 'KeepStarts', Effect: 'Allow', Action: ['s3:PutObject'], Resource: { 'Fn::Sub': '${Bucket.Arn}/profiles/*/*/runs/*' } }] },
  },
};
