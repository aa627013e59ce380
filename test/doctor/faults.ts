import { UpdateWorkGroupCommand } from '@aws-sdk/client-athena';
import { StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { DisableRuleCommand, ListTargetsByRuleCommand, RemovePermissionCommand, RemoveTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateCrawlerCommand, CreateDatabaseCommand, CreateTableCommand, DeleteDatabaseCommand, StartCrawlerCommand } from '@aws-sdk/client-glue';
import { CreateRoleCommand, DeleteRoleCommand, DeleteRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  DeregisterResourceCommand,
  GetDataLakeSettingsCommand,
  GrantPermissionsCommand,
  PutDataLakeSettingsCommand,
  RegisterResourceCommand,
  RevokePermissionsCommand,
  type DataLakeSettings,
} from '@aws-sdk/client-lakeformation';
import { DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import { DeleteModelPackageGroupCommand, DeletePipelineCommand } from '@aws-sdk/client-sagemaker';
import { productBucket } from '../../local/scenario/bootstrap.ts';
import type { Clients } from '../../scripts/doctor/clients.ts';
import type { Look } from '../../scripts/doctor/look.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import type { Loop } from '../support/loop.ts';

const CENTRAL = '111111111111';
const CONSUMER = '222222222222';
const role = (name: string) => `arn:aws:iam::${CONSUMER}:role/${name}`;

/** Something that is wrong in an account, and what the doctor has to say of it. */
export interface Fault {
  readonly name: string;
  readonly seed: (look: Look, loop: Loop) => Promise<void>;
  readonly what: RegExp;
  readonly remedy: RegExp;
  readonly mesh?: (mesh: Mesh) => Mesh;
  /** The consumer is outside central's Organization. */
  readonly outside?: true;
}

async function changeSettings({ lake }: Clients, change: (settings: DataLakeSettings) => DataLakeSettings): Promise<void> {
  const { DataLakeSettings: settings = {} } = await lake.send(new GetDataLakeSettingsCommand({}));
  await lake.send(new PutDataLakeSettingsCommand({ DataLakeSettings: change(settings) }));
}

const administratorsBut = (name: string) => (settings: DataLakeSettings): DataLakeSettings => ({
  ...settings,
  DataLakeAdmins: (settings.DataLakeAdmins ?? []).filter(({ DataLakePrincipalIdentifier }) => DataLakePrincipalIdentifier !== role(name)),
});

/** As AWS answers in an account that never chose a version. The local cloud, as AWS, lets nobody lower one. */
function neverChose(loop: Loop, account: string): void {
  loop.cloud.intercept({
    before: (call) =>
      call.operation === 'GetDataLakeSettings' && call.caller.accountId === account
        ? { output: { DataLakeSettings: { DataLakeAdmins: administrators(account), Parameters: {} } } }
        : undefined,
  });
}

const administrators = (account: string) =>
  account === CONSUMER ? ['platform-admin', 'meshloop-dev-link-product', 'meshloop-dev-grant-access'].map((name) => ({ DataLakePrincipalIdentifier: role(name) })) : [];

async function product({ central }: Look): Promise<void> {
  await central.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'credit_risk' } }));
}

const share = (principal: string, grantable: boolean) =>
  new GrantPermissionsCommand({
    Principal: { DataLakePrincipalIdentifier: principal },
    Resource: { Database: { Name: 'credit_risk' } },
    Permissions: ['DESCRIBE'],
    ...(grantable && { PermissionsWithGrantOption: ['DESCRIBE'] }),
  });

const trust = (service: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] });
const allow = (Action: readonly string[], Resource: readonly string[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });

const delegated = (mesh: Mesh): Mesh => ({ ...mesh, access: { ...mesh.access, delegated: true } });
const withCrawler = (mesh: Mesh): Mesh => ({ ...mesh, subscriptions: mesh.subscriptions.map((each) => ({ ...each, crawler: 'features' })) });

export const faults: readonly Fault[] = [
  {
    name: 'delegated, but nothing is delegated',
    seed: async () => {},
    mesh: delegated,
    what: /meshloop-dev-grant-access lacks SELECT, DESCRIBE with grant option on .*"ResourceType":"TABLE"/,
    remedy: /^aws lakeformation grant-permissions --principal DataLakePrincipalIdentifier=arn:aws:iam::222222222222:role\/meshloop-dev-grant-access --permissions SELECT DESCRIBE --permissions-with-grant-option SELECT DESCRIBE/,
  },
  {
    name: 'delegated, but a role of ours is an administrator',
    seed: async () => {},
    mesh: delegated,
    what: /meshloop-dev-reconcile is a data lake administrator$/,
    remedy: /^aws lakeformation put-data-lake-settings (?!.*meshloop-dev)/,
  },
  {
    name: 'a location in hybrid access mode, and nobody opted in',
    seed: async ({ central: { glue, lake } }, loop) => {
      await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'credit_risk' } }));
      const Location = `s3://${productBucket(loop.names)}/credit_risk/applications/`;
      await glue.send(new CreateTableCommand({ DatabaseName: 'credit_risk', TableInput: { Name: 'applications', StorageDescriptor: { Location } } }));
      const ResourceArn = `arn:aws:s3:::${productBucket(loop.names)}`;
      await lake.send(new DeregisterResourceCommand({ ResourceArn }));
      await lake.send(new RegisterResourceCommand({ ResourceArn, UseServiceLinkedRole: true, HybridAccessEnabled: true }));
    },
    what: /^credit_risk\.applications lies in a location in hybrid access mode/,
    remedy: /hybridAccess: true under credit-risk/,
  },
  {
    name: 'a function’s role is no data lake administrator',
    seed: ({ consumer }) => changeSettings(consumer, administratorsBut('meshloop-dev-link-product')),
    what: /^arn:aws:iam::222222222222:role\/meshloop-dev-link-product is no data lake administrator$/,
    remedy: /^aws lakeformation put-data-lake-settings .*platform-admin.*meshloop-dev-link-product/,
  },
  {
    name: 'a data lake administrator was deleted',
    seed: async ({ consumer }) => {
      await consumer.iam.send(new CreateRoleCommand({ RoleName: 'former', AssumeRolePolicyDocument: trust('glue.amazonaws.com') }));
      await changeSettings(consumer, (settings) => ({ ...settings, DataLakeAdmins: [...(settings.DataLakeAdmins ?? []), { DataLakePrincipalIdentifier: role('former') }] }));
      await consumer.iam.send(new DeleteRoleCommand({ RoleName: 'former' }));
    },
    what: /role\/former does not exist any more/,
    remedy: /^aws lakeformation put-data-lake-settings (?!.*former)/,
  },
  {
    name: 'the consumer never chose a cross-account version',
    seed: async (_, loop) => neverChose(loop, CONSUMER),
    what: /cross-account version of 222222222222 is 1/,
    remedy: /put-data-lake-settings .*"CROSS_ACCOUNT_VERSION":"4"/,
  },
  {
    name: 'central never chose a cross-account version',
    seed: async (_, loop) => neverChose(loop, CENTRAL),
    what: /cross-account version of 111111111111 is 1/,
    remedy: /put-data-lake-settings .*"CROSS_ACCOUNT_VERSION":"4"/,
  },
  {
    name: 'new tables of central are open',
    seed: ({ central }) =>
      changeSettings(central, (settings) => ({
        ...settings,
        CreateTableDefaultPermissions: [{ Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL'] }],
      })),
    what: /New tables of 111111111111 are open/,
    remedy: /"CreateTableDefaultPermissions":\[\]/,
  },
  {
    name: 'central’s trail does not log',
    seed: async ({ central }) => void (await central.trail.send(new StopLoggingCommand({ Name: 'management-events' }))),
    what: /trail management-events of 111111111111 does not log/,
    remedy: /^aws cloudtrail start-logging --name arn:.*management-events/,
  },
  {
    name: 'the consumer’s trail does not log',
    seed: async ({ consumer }) => void (await consumer.trail.send(new StopLoggingCommand({ Name: 'management-events' }))),
    what: /trail management-events of 222222222222 does not log/,
    remedy: /^aws cloudtrail start-logging --name arn:.*management-events/,
  },
  {
    name: 'a function is gone',
    seed: async ({ consumer }) => void (await consumer.lambda.send(new DeleteFunctionCommand({ FunctionName: 'meshloop-dev-check-drift' }))),
    what: /no function meshloop-dev-check-drift/,
    remedy: /serverless deploy/,
  },
  {
    name: 'the bus does not admit central',
    seed: async ({ consumer }) => void (await consumer.events.send(new RemovePermissionCommand({ EventBusName: 'meshloop-dev', StatementId: 'central-lake-formation' }))),
    what: /does not admit events of aws\.lakeformation from 111111111111/,
    remedy: /serverless deploy/,
  },
  {
    name: 'a rule is disabled',
    seed: async ({ consumer }) => void (await consumer.events.send(new DisableRuleCommand({ Name: 'meshloop-dev-accept-share-resource-share' }))),
    what: /rule meshloop-dev-accept-share-resource-share is disabled/,
    remedy: /^aws events enable-rule --name meshloop-dev-accept-share-resource-share --event-bus-name default$/,
  },
  {
    name: 'a rule has no target',
    seed: async ({ consumer: { events } }) => {
      const where = { Rule: 'meshloop-dev-link-product-data-product-changed', EventBusName: 'meshloop-dev' };
      const { Targets = [] } = await events.send(new ListTargetsByRuleCommand(where));
      await events.send(new RemoveTargetsCommand({ ...where, Ids: Targets.flatMap(({ Id }) => Id ?? []) }));
    },
    what: /rule meshloop-dev-link-product-data-product-changed has no target/,
    remedy: /serverless deploy/,
  },
  {
    name: 'central’s rule does not forward',
    seed: async ({ central }) => void (await central.events.send(new DisableRuleCommand({ Name: 'meshloop-dev-forward-lake-formation' }))),
    what: /rule meshloop-dev-forward-lake-formation is disabled/,
    remedy: /^aws events enable-rule --name meshloop-dev-forward-lake-formation/,
  },
  {
    name: 'central’s role may not forward',
    seed: async ({ central }) => void (await central.iam.send(new DeleteRolePolicyCommand({ RoleName: 'meshloop-dev-forward', PolicyName: 'own' }))),
    what: /meshloop-dev-forward may not put events on arn:aws:events:eu-central-1:222222222222:event-bus\/meshloop-dev/,
    remedy: /cd central && npx serverless deploy/,
  },
  {
    name: 'an invitation waits',
    outside: true,
    seed: async (look) => {
      await look.consumer.events.send(new DisableRuleCommand({ Name: 'meshloop-dev-accept-share-resource-share' }));
      await product(look);
      await look.central.lake.send(share(CONSUMER, true));
    },
    what: /invitation of 111111111111 to the share LakeFormation-\S+ waits/,
    remedy: /^aws ram accept-resource-share-invitation --resource-share-invitation-arn arn:aws:ram:eu-central-1:111111111111:/,
  },
  {
    name: 'a product is shared without the grant option',
    seed: async (look) => {
      await product(look);
      await look.central.lake.send(share(CONSUMER, false));
    },
    what: /222222222222 has DESCRIBE on database credit_risk without the grant option/,
    remedy: /grant-permissions .*--permissions-with-grant-option DESCRIBE/,
  },
  {
    name: 'a product is shared straight with a role',
    seed: async (look) => {
      await product(look);
      await look.central.lake.send(share(role('data-scientist'), false));
    },
    what: /database credit_risk is shared straight with arn:aws:iam::222222222222:role\/data-scientist/,
    remedy: /grant-permissions --principal DataLakePrincipalIdentifier=222222222222 /,
  },
  {
    name: 'IAMAllowedPrincipals still has a product (pitfall 19)',
    seed: async (look) => {
      await product(look);
      await look.central.lake.send(share('IAM_ALLOWED_PRINCIPALS', false));
    },
    what: /IAMAllowedPrincipals still has DESCRIBE on database credit_risk/,
    remedy: /^aws lakeformation revoke-permissions --principal DataLakePrincipalIdentifier=IAM_ALLOWED_PRINCIPALS/,
  },
  {
    name: 'a role of mesh.yml may not have data',
    seed: async ({ consumer }) =>
      void (await consumer.iam.send(new PutRolePolicyCommand({ RoleName: 'data-scientist', PolicyName: 'work', PolicyDocument: allow(['glue:Get*'], ['*']) }))),
    what: /data-scientist may not call lakeformation:GetDataAccess/,
    remedy: /^aws iam put-role-policy --role-name data-scientist .*lakeformation:GetDataAccess/,
  },
  {
    name: 'a role of mesh.yml reads the link but not its target',
    seed: async ({ consumer }) =>
      void (await consumer.iam.send(
        new PutRolePolicyCommand({
          RoleName: 'data-scientist',
          PolicyName: 'work',
          PolicyDocument: allow(['glue:Get*', 'lakeformation:GetDataAccess'], ['arn:aws:glue:eu-central-1:222222222222:*']),
        }),
      )),
    what: /data-scientist may not call glue:GetDatabase, glue:GetTable, glue:GetPartitions on the target/,
    remedy: /arn:aws:glue:eu-central-1:111111111111:database\/credit_risk/,
  },
  {
    name: 'a role of mesh.yml is gone',
    seed: async ({ consumer }) => {
      await consumer.iam.send(new DeleteRolePolicyCommand({ RoleName: 'data-scientist', PolicyName: 'work' }));
      await consumer.iam.send(new DeleteRoleCommand({ RoleName: 'data-scientist' }));
    },
    what: /There is no role arn:aws:iam::222222222222:role\/data-scientist/,
    remedy: /mesh\.yml/,
  },
  {
    name: 'a work group is disabled',
    seed: async ({ consumer }) => void (await consumer.athena.send(new UpdateWorkGroupCommand({ WorkGroup: 'meshloop-dev-profile', State: 'DISABLED' }))),
    what: /work group meshloop-dev-profile is disabled/,
    remedy: /^aws athena update-work-group --work-group meshloop-dev-profile --state ENABLED$/,
  },
  {
    name: 'a work group enforces its settings',
    seed: async ({ consumer }) =>
      void (await consumer.athena.send(new UpdateWorkGroupCommand({ WorkGroup: 'meshloop-dev-access', ConfigurationUpdates: { EnforceWorkGroupConfiguration: true } }))),
    what: /work group meshloop-dev-access enforces its own settings/,
    remedy: /EnforceWorkGroupConfiguration=false$/,
  },
  {
    name: 'a crawler of mesh.yml is not there',
    mesh: withCrawler,
    seed: async () => undefined,
    what: /There is no crawler features/,
    remedy: /mesh\.yml/,
  },
  {
    name: 'the last crawl failed, though the crawler is READY (pitfall 28)',
    mesh: withCrawler,
    seed: async ({ consumer }, loop) => {
      await consumer.iam.send(new CreateRoleCommand({ RoleName: 'crawler', AssumeRolePolicyDocument: trust('glue.amazonaws.com') }));
      await consumer.glue.send(
        new CreateCrawlerCommand({ Name: 'features', Role: role('crawler'), DatabaseName: 'features', Targets: { S3Targets: [{ Path: 's3://athena-results-222222222222/features/' }] } }),
      );
      await consumer.glue.send(new StartCrawlerCommand({ Name: 'features' }));
      await loop.clock.run();
    },
    what: /last crawl of features failed, though the crawler is READY/,
    remedy: /aws glue start-crawler --name features$/,
  },
  {
    name: 'a pipeline is gone',
    seed: async ({ consumer }) => void (await consumer.sagemaker.send(new DeletePipelineCommand({ PipelineName: 'credit-risk', ClientRequestToken: 'x'.repeat(32) }))),
    what: /no pipeline credit-risk/,
    remedy: /serverless deploy/,
  },
  {
    name: 'a model package group is gone',
    seed: async ({ consumer }) => void (await consumer.sagemaker.send(new DeleteModelPackageGroupCommand({ ModelPackageGroupName: 'credit-risk' }))),
    what: /no model package group credit-risk/,
    remedy: /^aws sagemaker create-model-package-group --model-package-group-name credit-risk$/,
  },
  {
    name: 'sagemaker_processing is gone',
    seed: async ({ consumer }) => void (await consumer.glue.send(new DeleteDatabaseCommand({ Name: 'sagemaker_processing' }))),
    what: /no database sagemaker_processing/,
    remedy: /^aws glue create-database --database-input Name=sagemaker_processing$/,
  },
  {
    name: 'the pipeline may not write in sagemaker_processing',
    seed: async ({ consumer }) =>
      void (await consumer.lake.send(
        new RevokePermissionsCommand({
          Principal: { DataLakePrincipalIdentifier: role('meshloop-dev-pipeline') },
          Resource: { Database: { Name: 'sagemaker_processing' } },
          Permissions: ['CREATE_TABLE'],
        }),
      )),
    what: /meshloop-dev-pipeline lacks CREATE_TABLE on sagemaker_processing/,
    remedy: /^aws lakeformation grant-permissions .*--permissions CREATE_TABLE/,
  },
];
