import { dirname } from 'node:path';
import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetDatabasesCommand, GetTablesCommand, GlueClient } from '@aws-sdk/client-glue';
import { LakeFormationClient, ListPermissionsCommand, type Permission, type PrincipalResourcePermissions, type Resource } from '@aws-sdk/client-lakeformation';
import { LambdaClient, ListFunctionsCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { clientConfig } from '../../local/core/clients.ts';
import type { Step } from '../../local/scenario/steps.ts';
import { loadDeployment } from '../../scripts/deployment.ts';
import type { Mesh, Subscription } from '../../shared/mesh/mesh.ts';
import type { Loop } from './loop.ts';

/** The packaged mesh with its one subscription changed. */
export function subscribed(change: (subscription: Subscription) => Partial<Subscription>, more: Partial<Mesh> = {}): (mesh: Mesh) => Mesh {
  return (mesh) => ({ ...mesh, ...more, subscriptions: mesh.subscriptions.map((subscription) => ({ ...subscription, ...change(subscription) })) });
}

export async function byAdmin(loop: Loop, client: Step['client'], command: Step['command']): Promise<void> {
  await loop.people.carryOut([{ account: 'consumer', as: 'platform-admin', why: 'a person of the consumer', client, command }]);
}

export async function bySteward(loop: Loop, client: Step['client'], command: Step['command']): Promise<void> {
  await loop.people.carryOut([{ account: 'central', as: 'data-steward', why: 'a person of central', client, command }]);
}

/** Asks for a reconcile as a person would, and lets it come to rest. */
export async function reconcile(loop: Loop, data: Record<string, unknown> = {}): Promise<void> {
  const events = new EventBridgeClient(clientConfig(loop.cloud, loop.names.accounts.consumer));
  const Detail = JSON.stringify({ data: { reason: 'person', ...data } });
  await events.send(
    new PutEventsCommand({ Entries: [{ EventBusName: `meshloop-${loop.names.stage}`, Source: 'meshloop', DetailType: 'Reconcile Requested', Detail }] }),
  );
  await loop.clock.run();
}

/** The consumer's databases and, of each, its tables, as its administrator sees them. */
export async function databasesOf(loop: Loop): Promise<Record<string, { target?: string | undefined; tables?: readonly string[] }>> {
  const glue = new GlueClient(clientConfig(loop.cloud, await loop.people.session('consumer', 'platform-admin')));
  const { DatabaseList = [] } = await glue.send(new GetDatabasesCommand({}));
  const entries = DatabaseList.map(async ({ Name = '', TargetDatabase }) => {
    if (TargetDatabase !== undefined) return [Name, { target: TargetDatabase.DatabaseName }] as const;
    const { TableList = [] } = await glue.send(new GetTablesCommand({ DatabaseName: Name }));
    return [Name, { tables: TableList.map((table) => table.Name ?? '') }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** What a principal holds in the consumer, one line for each resource. */
export async function heldBy(loop: Loop, principal: string): Promise<readonly string[]> {
  const lake = new LakeFormationClient(clientConfig(loop.cloud, await loop.people.session('consumer', 'platform-admin')));
  const held: PrincipalResourcePermissions[] = [];
  let NextToken: string | undefined;
  do {
    const page = await lake.send(new ListPermissionsCommand({ NextToken }));
    held.push(...(page.PrincipalResourcePermissions ?? []).filter(({ Principal }) => Principal?.DataLakePrincipalIdentifier === principal));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return held.map(({ Resource: on = {}, Permissions = [] }) => `${nameOf(on)}: ${permissionsOf(Permissions)}`).toSorted();
}

function permissionsOf(permissions: readonly Permission[]): string {
  return permissions.toSorted().join(' ');
}

function nameOf({ Database, Table, TableWithColumns, LFTagPolicy }: Resource): string {
  if (Database) return `database ${Database.Name}`;
  if (LFTagPolicy) return `${LFTagPolicy.ResourceType} with ${LFTagPolicy.Expression?.map(({ TagKey, TagValues }) => `${TagKey}=${TagValues?.join('|')}`).join(' ')}`;
  const table = Table ?? TableWithColumns;
  return `table ${table?.DatabaseName}.${table?.Name ?? '*'}`;
}

/** Names of the metrics that our functions have counted in. */
export async function metricsOf(loop: Loop): Promise<readonly string[]> {
  const cloudwatch = new CloudWatchClient(clientConfig(loop.cloud, loop.names.accounts.consumer));
  const { Metrics = [] } = await cloudwatch.send(new ListMetricsCommand({ Namespace: 'meshloop' }));
  return Metrics.flatMap(({ MetricName }) => MetricName ?? []);
}

/** The findings that people were told. */
export function failuresOf(loop: Loop): readonly { code: string; message: string; remedy: string; failure: string }[] {
  return loop.mesh().flatMap((event) => (event['detail-type'] === 'Sync Failed' ? [JSON.parse(JSON.stringify(event.detail)).data] : []));
}

/** Calls that change something, by one of our functions. */
export function writesBy(loop: Loop, from = 0): readonly string[] {
  const reads = /^(Get|List|Describe|Head|BatchGet|AssumeRole|PutLogEvents|CreateLogStream)/;
  return loop.seen.slice(from).flatMap((each) => (each.kind === 'call' && JSON.stringify(each).includes('assumed-role/meshloop-') && !reads.test(each.operation) ? [each.operation] : []));
}

/** Deploys the functions with another mesh.yml. The stack, and with it the roles, stay as they are. */
export async function deployMesh(loop: Loop, change: (mesh: Mesh) => Mesh, stage = loop.names.stage): Promise<void> {
  const { mesh, codeRoot } = await loadDeployment();
  const lambda = new LambdaClient(clientConfig(loop.cloud, await loop.people.session('consumer', 'platform-admin')));
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  for (const { FunctionName = '', Handler = '' } of Functions) {
    if (!FunctionName.startsWith(`meshloop-${stage}-`)) continue;
    const S3Key = `${FunctionName}-${loop.clock.now()}`;
    loop.cloud.lambda.registerCode('redeployed', S3Key, { root: codeRoot, files: { [`${dirname(Handler)}/mesh.json`]: change(mesh) } });
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, S3Bucket: 'redeployed', S3Key }));
  }
}
