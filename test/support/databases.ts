import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateDatabaseCommand, CreateTableCommand } from '@aws-sdk/client-glue';
import { GrantPermissionsCommand, LakeFormationClient, ListPermissionsCommand, type Permission, type Resource } from '@aws-sdk/client-lakeformation';
import { dataProductChanged } from '../../events/mesh/data-product-changed.ts';
import { build, type Entry } from '../../events/mesh/event.ts';
import { reconcileRequested } from '../../events/mesh/reconcile-requested.ts';
import { clientConfig } from '../../local/core/clients.ts';
import type { CallFault } from '../../local/faults/index.ts';
import { applyFaults } from '../../local/faults/index.ts';
import type { Access, Subscription } from '../../shared/mesh/mesh.ts';
import { bySteward, deployMesh, subscribed } from './mesh-people.ts';
import { startLoop, type Loop, type LoopOptions, type Resources } from './loop.ts';

export const [CENTRAL, CONSUMER] = ['111111111111', '222222222222'];
export const scientist = `arn:aws:iam::${CONSUMER}:role/data-scientist`;

/** What packaging does with a subscription to databases of any name, of any account. */
function anyDatabase(resources: Resources): Resources {
  const text = JSON.stringify(resources).replaceAll('glue:eu-central-1:111111111111:', 'glue:eu-central-1:*:').replaceAll(/((?:database|table)\/)(rl_)?credit_risk/g, (_, kind: string, prefix = '') => `${kind}${prefix}*`);
  return JSON.parse(text);
}

/** Nobody reconciles unless a case asks for it. */
function unscheduled(resources: Resources): Resources {
  const { ReconcileSchedule: schedule, ...others } = resources;
  return schedule === undefined ? others : { ...others, ReconcileSchedule: { ...schedule, Properties: { ...schedule.Properties, State: 'DISABLED' } } };
}

const access = { by: 'tables', tables: ['t*'] } as const satisfies Access;
/** Of the scientist, who reads as the subscription does. */
export const reading = { arn: scientist, permissions: ['SELECT', 'DESCRIBE'], access } as const satisfies Subscription['roles'][number];
const follows: Partial<Subscription> = { database: 'p*', tables: ['*'], access, roles: [reading], models: [] };

/** A loop whose subscription follows every database `p…` table by table, and trains nothing: one cloud for many cases, a database for each. */
export async function startFollowing(options: LoopOptions = {}): Promise<Loop> {
  const loop = await startLoop({ ...options, edit: (resources, stack) => unscheduled(anyDatabase(options.edit?.(resources, stack) ?? resources)) });
  await follow(loop);
  return loop;
}

/** Deploys the functions with the subscription changed. */
export async function follow(loop: Loop, change: Partial<Subscription> = {}): Promise<void> {
  await deployMesh(loop, subscribed(({ link: _fixed, ...rest }) => ({ ...rest, ...follows, link: undefined, ...change })));
}

export async function makeTable(loop: Loop, DatabaseName: string, Name: string): Promise<void> {
  const columns = [{ Name: 'id', Type: 'string' }];
  const storage = { Columns: columns, Location: `s3://data-products-333333333333/${DatabaseName}/${Name}/`, InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat', OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat', SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' } };
  await bySteward(loop, 'glue', new CreateTableCommand({ DatabaseName, TableInput: { Name, TableType: 'EXTERNAL_TABLE', Parameters: { classification: 'parquet' }, StorageDescriptor: storage } }));
}

/** An event of our own on the mesh bus. */
export async function put(loop: Loop, entry: Entry): Promise<void> {
  const { source: Source, detailType: DetailType, detail: Detail } = entry;
  await new EventBridgeClient(clientConfig(loop.cloud, CONSUMER)).send(new PutEventsCommand({ Entries: [{ EventBusName: 'meshloop-dev', Source, DetailType, Detail }] }));
}

/** The loop is told once that a database changed, and comes to rest. */
export async function change(loop: Loop, database: string): Promise<void> {
  const occurredAt = new Date(loop.clock.now()).toISOString();
  const metadata = { product: { catalogId: CENTRAL, database }, changeId: `${database}-${loop.clock.now()}`, causationId: 'test', occurredAt, schemaVersion: 1 as const };
  await put(loop, build(dataProductChanged, { metadata, data: { change: 'test', settlesAt: occurredAt } }));
  await loop.clock.run();
}

/** A reconcile of one database alone. */
export async function reconcileDatabase(loop: Loop, database: string): Promise<void> {
  await put(loop, build(reconcileRequested, { data: { reason: 'part', places: [{ catalogId: CENTRAL, database }], removals: true } }));
  await loop.clock.run();
}

/** With grant option, to the consumer. */
export async function shareTable(loop: Loop, database: string, table: string): Promise<void> {
  await grantToConsumer(loop, { Database: { Name: database } }, ['DESCRIBE']);
  await grantToConsumer(loop, { Table: { DatabaseName: database, Name: table } }, ['SELECT', 'DESCRIBE']);
}

async function grantToConsumer(loop: Loop, on: Resource, permissions: Permission[]): Promise<void> {
  await bySteward(loop, 'lakeformation', new GrantPermissionsCommand({ Principal: { DataLakePrincipalIdentifier: CONSUMER }, Resource: on, Permissions: permissions, PermissionsWithGrantOption: permissions }));
}

/** The steward makes a database with tables, and shares each with the consumer. */
export async function share(loop: Loop, database: string, ...tables: readonly string[]): Promise<void> {
  await bySteward(loop, 'glue', new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
  for (const table of tables) {
    await makeTable(loop, database, table);
    await shareTable(loop, database, table);
  }
}

export interface SeenCall {
  readonly at: number;
  readonly account: string;
  readonly error: string | undefined;
  readonly input: string;
}

/** What a principal holds on what central shares by name and on our links, one line for each permission. */
export async function holds(loop: Loop, principal = scientist): Promise<readonly string[]> {
  const lake = new LakeFormationClient(clientConfig(loop.cloud, await loop.people.session('consumer', 'platform-admin')));
  const lines: string[] = [];
  for (const CatalogId of [CENTRAL, CONSUMER]) {
    let NextToken: string | undefined;
    do {
      const page = await lake.send(new ListPermissionsCommand({ CatalogId, MaxResults: 1000, NextToken }));
      for (const { Principal, Resource: on, Permissions = [] } of page.PrincipalResourcePermissions ?? []) {
        if (Principal?.DataLakePrincipalIdentifier !== principal) continue;
        const table = on?.Table ?? on?.TableWithColumns;
        const name = table === undefined ? `${on?.Database?.Name}` : `${table.DatabaseName}.${table.Name}`;
        lines.push(...Permissions.map((permission) => `${permission} ${name}`));
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
  }
  return lines.toSorted();
}

/** Calls of one operation by our functions. */
export function callsBy(loop: Loop, operation: string, from = 0): readonly SeenCall[] {
  return loop.seen.slice(from).flatMap((each) =>
    each.kind === 'call' && each.operation === operation && each.caller.roleArn?.includes(':role/meshloop-') === true
      ? [{ at: each.at, account: each.account, error: each.error, input: JSON.stringify(each.input) }]
      : [],
  );
}

/** Sync Failed about one database. */
export function failuresAbout(loop: Loop, database: string): readonly { readonly function: string; readonly failure: string; readonly code: string; readonly message: string; readonly remedy: string }[] {
  return loop.mesh().flatMap(({ detail, 'detail-type': type }) => (type === 'Sync Failed' && JSON.stringify(detail).includes(`"database":"${database}"`) ? [JSON.parse(JSON.stringify(detail)).data] : []));
}

/** Lets calls of an operation go wrong while `work` runs. */
export async function during(loop: Loop, fault: Omit<CallFault, 'kind' | 'match'> & { readonly operation: string; readonly service?: string; readonly input?: string }, work: () => Promise<void>): Promise<void> {
  const { operation, service = 'lakeformation', input, ...rest } = fault;
  const end = applyFaults(loop.cloud, { faults: [{ kind: 'call', match: { service, operation, role: 'meshloop-*', ...(input !== undefined && { input }) }, ...rest }] });
  try {
    await work();
  } finally {
    end();
  }
}

/** The sum of one of our metrics over all that has passed, as CloudWatch has it. */
export async function metric(loop: Loop, MetricName: string): Promise<number> {
  const client = new CloudWatchClient(clientConfig(loop.cloud, CONSUMER));
  const day = 86_400;
  const { Datapoints = [] } = await client.send(
    new GetMetricStatisticsCommand({ Namespace: 'meshloop', MetricName, Dimensions: [{ Name: 'stage', Value: loop.names.stage }], StartTime: new Date(loop.clock.now() - 5 * day * 1000), EndTime: new Date(loop.clock.now() + 60_000), Period: day, Statistics: ['Sum'] }),
  );
  return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
}
