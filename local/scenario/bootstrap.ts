import { CreateLFTagCommand, GrantPermissionsCommand, PutDataLakeSettingsCommand, RegisterResourceCommand } from '@aws-sdk/client-lakeformation';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { BucketLocationConstraint, CreateBucketCommand } from '@aws-sdk/client-s3';
import type { Accounts } from './accounts.ts';
import type { Step } from './steps.ts';

/** What the scenario's people need to know of the deployed stacks. */
export interface MeshNames {
  readonly accounts: Accounts;
  readonly region: string;
  readonly stage: string;
  readonly database: string;
  readonly table: string;
  readonly tag: { readonly key: string; readonly values: readonly string[] };
  readonly readers: readonly string[];
  /** Whether the roles of the stack are no data lake administrators (`access.delegated` of mesh.yml). */
  readonly delegated?: boolean;
}

export function productBucket(names: MeshNames): string {
  return `data-products-${names.accounts.producer}`;
}

export function resultsBucket(names: MeshNames): string {
  return `athena-results-${names.accounts.consumer}`;
}

const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/**
 * Who has to be data lake administrator: a person of the platform team, who deploys, and the roles that link, grant and reconcile: those
 * see new shares only as administrators (Lake Formation developer guide, "Accepting a resource share invitation from AWS RAM").
 */
export function administratorRoles(names: MeshNames): string[] {
  const own = [`meshloop-${names.stage}-link-product`, `meshloop-${names.stage}-grant-access`, `meshloop-${names.stage}-reconcile`];
  const roles = ['platform-admin', ...(names.delegated === true ? [] : own)];
  return roles.map((name) => roleArn(names.accounts.consumer, name));
}

/** What people do once, before the stacks are deployed. docs/bootstrap.md shows the same steps as AWS CLI commands. */
export function stepsBeforeDeployment(names: MeshNames): Step[] {
  const { central, consumer } = names.accounts;
  return [
    step('producer', 'the producer keeps its data products in a bucket of its own', 's3', createBucket(productBucket(names), names)),
    ...roleSteps('central', 'a person who governs the catalog', roleArn(central, 'data-steward'), everything),
    step('central', 'that person is data lake administrator, and Lake Formation alone decides on what is new', 'lakeformation', settings([roleArn(central, 'data-steward')])),
    ...roleSteps('consumer', 'a person of the ML platform team, who deploys', roleArn(consumer, 'platform-admin'), everything),
    step('consumer', 'that person is data lake administrator', 'lakeformation', settings([roleArn(consumer, 'platform-admin')])),
    step('consumer', 'a place for the results of people’s own queries', 's3', createBucket(resultsBucket(names), names)),
    ...names.readers.flatMap((arn) => roleSteps('consumer', 'a role of mesh.yml that reads the product', arn, explorer(names))),
  ];
}

/** What people do once, when the stacks are deployed. */
export function stepsAfterDeployment(names: MeshNames): Step[] {
  return [
    names.delegated === true
      ? { ...step('consumer', 'the role that links may create link databases', 'lakeformation', mayLink(names)), as: 'platform-admin' }
      : step('consumer', 'the roles that link and grant become data lake administrators', 'lakeformation', settings(administratorRoles(names))),
    {
      ...step('central', 'the tag that products are shared by', 'lakeformation', new CreateLFTagCommand({ TagKey: names.tag.key, TagValues: [...names.tag.values] })),
      as: 'data-steward',
    },
    {
      ...step('central', 'Lake Formation hands out access to where products lie', 'lakeformation', new RegisterResourceCommand({
        ResourceArn: `arn:aws:s3:::${productBucket(names)}`,
        UseServiceLinkedRole: true,
      })),
      as: 'data-steward',
    },
  ];
}

function step(account: Step['account'], why: string, client: Step['client'], command: Step['command']): Step {
  return { account, why, client, command };
}

function createBucket(Bucket: string, { region }: MeshNames): CreateBucketCommand {
  // us-east-1 is the place of a bucket that names none, and is refused by name (Amazon S3 API, "CreateBucket").
  const place = bucketPlaces.find((each) => each === region);
  return new CreateBucketCommand({ Bucket, ...(place && { CreateBucketConfiguration: { LocationConstraint: place } }) });
}

const bucketPlaces = Object.values(BucketLocationConstraint);

function mayLink(names: MeshNames): GrantPermissionsCommand {
  const DataLakePrincipalIdentifier = roleArn(names.accounts.consumer, `meshloop-${names.stage}-link-product`);
  return new GrantPermissionsCommand({ Principal: { DataLakePrincipalIdentifier }, Resource: { Catalog: {} }, Permissions: ['CREATE_DATABASE'] });
}

/** PutDataLakeSettings replaces the whole document: who is left out is no administrator any more. */
function settings(administrators: readonly string[]): PutDataLakeSettingsCommand {
  return new PutDataLakeSettingsCommand({
    DataLakeSettings: {
      DataLakeAdmins: administrators.map((DataLakePrincipalIdentifier) => ({ DataLakePrincipalIdentifier })),
      CreateDatabaseDefaultPermissions: [],
      CreateTableDefaultPermissions: [],
      Parameters: { CROSS_ACCOUNT_VERSION: '4' },
    },
  });
}

function roleSteps(account: Step['account'], why: string, arn: string, policy: object): Step[] {
  const RoleName = arn.slice(arn.lastIndexOf('/') + 1);
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${arn.split(':')[4]}:root` }, Action: 'sts:AssumeRole' }] };
  return [
    step(account, why, 'iam', new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) })),
    step(account, 'and what that role may do', 'iam', new PutRolePolicyCommand({ RoleName, PolicyName: 'work', PolicyDocument: JSON.stringify(policy) })),
  ];
}

/** Queries through Athena; on the data Lake Formation decides. */
function explorer(names: MeshNames): object {
  const bucket = `arn:aws:s3:::${resultsBucket(names)}`;
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['athena:*', 'glue:Get*', 'lakeformation:GetDataAccess'], Resource: '*' },
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject', 's3:ListBucket', 's3:GetBucketLocation', 's3:AbortMultipartUpload'], Resource: [bucket, `${bucket}/*`] },
    ],
  };
}

function roleArn(account: string, name: string): string {
  return `arn:aws:iam::${account}:role/${name}`;
}
