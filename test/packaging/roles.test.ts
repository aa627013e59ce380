import { describe, expect, it } from 'vitest';
import { resourcesOf, statementsOf, text, type Resource } from './templates.ts';

const roles = resourcesOf('.', 'AWS::IAM::Role');
const named = roles.map((role) => [role.id, role] as const);

/** Actions for which IAM knows no resource (Service Authorization Reference). */
const withoutResource = new Set([
  'lakeformation:GetDataAccess',
  'lakeformation:BatchGrantPermissions',
  'lakeformation:ListPermissions',
  'lakeformation:CreateLakeFormationOptIn',
  'lakeformation:ListLakeFormationOptIns',
  'lakeformation:BatchRevokePermissions',
  'lakeformation:DeleteLakeFormationOptIn',
  'ram:GetResourceShareInvitations',
  'ram:ListResources',
  'ecr:GetAuthorizationToken',
  // A list names no package.
  'sagemaker:ListModelPackages',
  'cloudwatch:PutMetricData',
  // Composite alarms are described only to who may describe any (CloudWatch API reference, DescribeAlarms).
  'cloudwatch:DescribeAlarms',
]);

describe('roles', () => {
  it.each(named)('%s names each action and resource', (_name, role) => {
    for (const { actions, resources } of statementsOf(role)) {
      const narrowable = resources.includes('*') ? actions.filter((action) => !withoutResource.has(action)) : [];
      expect(actions.filter((action) => !/^[a-z0-9]+:[A-Z][A-Za-z]+$/.test(action))).toEqual([]);
      expect(narrowable).toEqual([]);
    }
  });

  it.each(named)('%s never touches the data lake settings, nor a link’s target', (_name, role) => {
    const forbidden = ['PutDataLakeSettings', 'UpdateDatabase', 'UpdateTable', 'RegisterResource'];
    const names = statementsOf(role).flatMap(({ actions }) => actions.map((action) => action.split(':')[1]));

    expect(names.filter((name) => name !== undefined && forbidden.includes(name))).toEqual([]);
  });

  it.each(named)('%s passes a role only to the service that it is for', (_name, role) => {
    for (const { actions, resources, condition } of statementsOf(role)) {
      if (!actions.includes('iam:PassRole')) continue;
      expect(resources).toHaveLength(1);
      expect(condition).toMatch(/^\{"StringEquals":\{"iam:PassedToService":"(scheduler|sagemaker)\.amazonaws\.com"\}\}$/);
    }
  });

  it('grant only in grant-access and reconcile, and only reconcile takes away', () => {
    const granting = roles.filter((role) =>
      statementsOf(role).some(({ actions }) => actions.some((action) => /^lakeformation:.*Grant/.test(action))),
    );

    expect(granting.map(({ id }) => id)).toEqual(['GrantAccessRole', 'ReconcileRole']);
    const taking = roles.filter((role) => statementsOf(role).some(({ actions }) => actions.some((action) => /:(BatchRevoke|DeleteDatabase)/.test(action))));
    expect(taking.map(({ id }) => id)).toEqual(['ReconcileRole']);
  });

  it('delete a database only where it has our prefix and our tag', () => {
    const deleting = roles.flatMap(statementsOf).filter(({ actions }) => actions.includes('glue:DeleteDatabase'));
    const databases = deleting.filter(({ resources }) => resources.some((resource) => resource.includes(':database/')));

    expect(databases.map(({ condition }) => condition)).toEqual(['{"StringEquals":{"aws:ResourceTag/meshloop":"dev"}}']);
    expect(databases.flatMap(({ resources }) => resources).every((resource) => resource.includes(':database/rl_*'))).toBe(true);
  });
});

describe('the reader role of a subscription', () => {
  const reader = roles.find(({ id }) => id === 'ReaderRoleCreditRisk');
  const statements = statementsOf(reader ?? fail());

  it('is assumed by functions of the loop only', () => {
    const principals: unknown[] = JSON.parse(text(reader, 'Properties', 'AssumeRolePolicyDocument', 'Statement', 0, 'Principal', 'AWS'));

    expect(principals.length).toBeGreaterThan(0);
    for (const principal of principals) expect(text(principal, 'Fn::GetAtt', 0)).toMatch(/^[A-Z]\w+Role$/);
  });

  it('reads link and target in the catalog', () => {
    const glue = statements.find(({ actions }) => actions.includes('glue:GetTable'));

    expect(glue?.resources).toEqual([
      'arn:aws:glue:eu-central-1:222222222222:catalog',
      'arn:aws:glue:eu-central-1:222222222222:database/rl_credit_risk',
      'arn:aws:glue:eu-central-1:222222222222:table/rl_credit_risk/*',
      'arn:aws:glue:eu-central-1:111111111111:catalog',
      'arn:aws:glue:eu-central-1:111111111111:database/credit_risk',
      'arn:aws:glue:eu-central-1:111111111111:table/credit_risk/*',
    ]);
  });

  it('has S3 rights on query results only', () => {
    const objects = statements.filter(({ actions }) => actions.some((action) => /^s3:(Get|Put)Object$/.test(action)));

    expect(objects.map(({ resources }) => resources)).toEqual([['{"Fn::Sub":"${Bucket.Arn}/queries/*"}']]);
  });
});

function fail(): Resource {
  throw new Error('The template has no reader role for the subscription credit-risk.');
}
