import type { PrivilegeBug } from './bug.ts';
import type { Statement } from './plant.ts';

const root = 'arn:aws:iam::555555555555:root';
const bucket = (key: string) => ({ 'Fn::Sub': `\${Bucket.Arn}/${key}` });

/** To each role, and to each policy that admits others, something that nobody needs. What reads the templates alone has to tell it. */
export const given: readonly PrivilegeBug[] = [
  widens('accept-share', 'AcceptShares', 'accepts whose share it is given', { Condition: undefined }, 'ram:AcceptResourceShareInvitation lacks its condition'),
  widens('audit-access', 'WriteLog', 'writes any log', { Resource: '*' }, 'is for * though IAM has'),
  widens('check-drift', 'Verdicts', 'writes the whole bucket', { Resource: bucket('*') }, 'names nothing in particular'),
  widens('collect-profile', 'ReadQueryResults', 'does all with objects', { Action: 's3:*' }, 's3:* is no action'),
  widens('confirm-access', 'ReadAccessQueries', 'reads the query of any work group', { Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:athena:${AWS::Region}:${AWS::AccountId}:workgroup/*' } }, 'names nothing in particular'),
  widens('confirm-refresh', 'ReadCrawl', 'reads any crawler', { Resource: '*' }, 'is for * though IAM has crawler'),
  widens('feature-reading', 'ListFeatures', 'lists the whole bucket', { Condition: undefined }, 's3:ListBucket lacks its condition'),
  widens('feature-store', 'WriteFeatures', 'writes any object', { Resource: bucket('*') }, 'names nothing in particular'),
  widens('finish-retraining', 'Publish', 'puts events on any bus', { Resource: '*' }, 'is for * though IAM has event-bus'),
  widens('forward', 'Forward', 'forwards to any account', { Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:events:${AWS::Region}:*:event-bus/meshloop-dev' } }, 'names nothing in particular'),
  widens('grant-access', 'Grant', 'may say who is an administrator', { Action: ['lakeformation:BatchGrantPermissions', 'lakeformation:PutDataLakeSettings'] }, 'lakeformation:PutDataLakeSettings is for people'),
  widens('link-product', 'MakeLinks', 'may lead a link elsewhere', { Action: ['glue:CreateDatabase', 'glue:UpdateDatabase'] }, 'glue:UpdateDatabase is for people'),
  widens('notice-asset', 'PassScheduler', 'passes a role to any service', { Condition: undefined }, 'iam:PassRole lacks its condition'),
  widens('notice-change', 'PassScheduler', 'passes any role', { Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/meshloop-dev-*' } }, 'iam:PassRole is for more than one role'),
  widens('pipeline', 'WriteJobMetrics', 'puts metrics of any name', { Condition: undefined }, 'cloudwatch:PutMetricData lacks its condition'),
  widens('profile-data', 'AssumeReaders', 'takes any role’s place', { Resource: '*' }, 'is for * though IAM has role'),
  widens('publish-code', 'PublishCode', 'may let others into the bucket', { Action: ['s3:PutObject', 'iam:PutRolePolicy'] }, 'iam:PutRolePolicy is for people'),
  widens('reader', 'ListQueryResults', 'lists the whole bucket', { Condition: undefined }, 's3:ListBucket lacks its condition'),
  widens('reconcile', 'Unlink', 'deletes databases without our tag', { Condition: undefined }, 'glue:DeleteDatabase lacks its condition'),
  widens('refresh-catalog', 'StartCrawl', 'starts any crawler', { Resource: '*' }, 'is for * though IAM has crawler'),
  widens('review-model', 'ReadModels', 'reads any model package', { Resource: '*' }, 'is for * though IAM has model-package'),
  widens('scheduler', 'Publish', 'puts events on any bus of the account', { Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/*' } }, 'names nothing in particular'),
  widens('show-products', 'ReadProducts', 'has an action that is none', { Action: ['s3:GetObject', 's3:GetAllObjects'] }, 's3:GetAllObjects is no action'),
  widens('start-retraining', 'StartPipelines', 'starts any pipeline', { Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:sagemaker:${AWS::Region}:${AWS::AccountId}:pipeline/*' } }, 'names nothing in particular'),
  widens('tell-central', 'TellCentral', 'puts events on any bus', { Resource: '*' }, 'is for * though IAM has event-bus'),

  admits('trust', 'scheduler', 'Scheduler', 'acts for any account’s schedule', { Condition: undefined }, 'without a condition'),
  admits('trust', 'pipeline', 'SageMaker', 'is taken by Lambda too', { Principal: { Service: ['sagemaker.amazonaws.com', 'lambda.amazonaws.com'] } }, 'lambda.amazonaws.com'),
  admits('trust', 'tell-central', 'EventBridge', 'acts for any account’s rule', { Condition: undefined }, 'without a condition'),
  admits('trust', 'link-product', 'Lambda', 'is taken by another account', { Principal: { Service: 'lambda.amazonaws.com', AWS: root } }, root),
  admits('trust', 'reader', 'Functions', 'is taken by a function that reads nothing', { Principal: { AWS: [{ 'Fn::GetAtt': ['CheckDriftRole', 'Arn'] }] } }, 'admits check-drift, which does not read'),
  admits('resource', 'MeshBus', 'central-glue', 'takes any event of central', { Condition: undefined }, 'without a condition'),
  admits('resource', 'MeshBus', 'central-datazone', 'takes events as of meshloop from central', { Condition: { StringEquals: { 'events:source': 'meshloop', 'events:detail-type': 'Retraining Ordered' } } }, 'events:source = meshloop'),
  admits('resource', 'ModelsBus', 'consumer-meshloop', 'takes events of any account', { Principal: '*' }, 'admits *'),
  admits('resource', 'LinkProductQueue', 'Rules', 'takes messages of any rule', { Condition: undefined }, 'admits EventBridge for any rule'),
  admits('resource', 'ForwardQueue', 'Rules', 'lets its messages be read', { Action: ['sqs:SendMessage', 'sqs:ReceiveMessage'] }, 'sqs:ReceiveMessage'),
  admits('resource', 'AlarmTopic', 'Alarms', 'is told of any account’s alarms', { Condition: { ArnLike: { 'aws:SourceArn': '*' } } }, 'aws:SourceArn = *'),
  admits('resource', 'Bucket', 'TlsOnly', 'lets another account read', { Effect: 'Allow', Principal: { AWS: root }, Action: 's3:GetObject', Condition: undefined }, root),
  { ...admits('resource', 'LinkProductEventBridgeLambdaPermission1', '', 'is invoked for any rule of any account', { SourceArn: undefined }, 'for anything'), policy: 'invocation' },
  { ...admits('resource', 'AuditAccessRulePermission', '', 'is invoked by anybody', { Principal: '*' }, 'admits * to lambda:InvokeFunction'), policy: 'invocation' },
];

function widens(owner: string, statement: string, says: string, change: Statement, told: string): PrivilegeBug {
  return { name: `${owner}-${statement}-too-wide`, says: `${owner} ${says} (${statement}).`, policy: 'identity', owner, statement, change: changed(change), told };
}

function admits(policy: PrivilegeBug['policy'], owner: string, statement: string, says: string, change: Statement, told: string): PrivilegeBug {
  return { name: [owner, statement, 'admits-too-many'].filter((part) => part !== '').join('-'), says: `${owner} ${says}.`, policy, owner, statement, change: changed(change), told };
}

function changed(change: Statement): PrivilegeBug['change'] {
  return (statement) => Object.fromEntries(Object.entries({ ...statement, ...change }).filter(([, value]) => value !== undefined));
}
