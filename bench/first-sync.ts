import type { Template } from '../local/cloudformation/index.ts';
import type { LocalCloud } from '../local/cloud.ts';
import { SeededDice } from '../local/core/seeded-dice.ts';
import { VirtualClock } from '../local/core/virtual-clock.ts';
import { applyFaults, type CallFault, type EventFault, type Fault } from '../local/faults/index.ts';
import { boot } from '../local/scenario/boot.ts';
import { loadDeployment, scenarioNames } from '../scripts/deployment.ts';
import type { Mesh } from '../shared/mesh/mesh.ts';
import { bundleFunctions } from '../simulation/code.ts';
import { carryOut, personIn } from '../simulation/direct.ts';
import { countingEngine } from '../simulation/engine.ts';
import { listAt, textAt, textsAt } from '../simulation/loose.ts';
import { accounts, start } from '../simulation/places.ts';
import { SharedCode } from '../simulation/shared-code.ts';

const minute = 60_000;
const readers = ['a', 'b', 'c'].map((name) => `arn:aws:iam::${accounts.consumer}:role/${name}`);
const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${accounts.consumer}:root` }, Action: 'sts:AssumeRole' }] };

/** What came of it. */
export interface FirstSync {
  /** Products whose access was proved, and minutes of cloud time until the last of them was. */
  readonly proved: number;
  readonly minutes: number;
  /** Grants of the three roles that are missing at the end. */
  readonly missing: number;
  readonly calls: number;
  readonly throttled: number;
  /** What a person would have met: Sync Failed, dead letters. */
  readonly told: number;
  readonly deadLetters: number;
}

/**
 * A mesh of `products` is shared while nobody listens; then the hourly reconcile finds it, under request rates. The real functions in the
 * real stacks, each call of which takes 50 ms. Lake Formation's and Glue's rates are not published: `perSecond` is an assumption, for each
 * of both. Athena's are its default quotas (Athena user guide, "Service Quotas", per account API call quotas).
 * @param hours of cloud time that it has
 */
export async function firstSync(products: number, perSecond: number, hours: number): Promise<FirstSync> {
  const clock = new VirtualClock(start);
  const cloud = await bootFor(clock);
  const names = Array.from({ length: products }, (_, index) => `p_${String(index).padStart(5, '0')}`);
  applyFaults(cloud, { faults: ['aws.ram', 'aws.glue', 'aws.lakeformation'].map((source): EventFault => ({ kind: 'event', match: { source }, effect: { lost: true } })) });
  for (const name of names) await shareProduct(cloud, name);
  await clock.run({ until: clock.now() + minute });
  applyFaults(cloud, { faults: rates(perSecond) });

  const began = clock.now();
  const seen = { calls: 0, throttled: 0, told: 0, deadLetters: 0 };
  const proved = new Map<string, number>();
  cloud.watch.subscribe((each) => {
    if (each.kind === 'call' && each.caller.roleArn?.includes(':role/meshloop-') === true) {
      seen.calls += 1;
      if (/Throttling|TooManyRequests/.test(each.error ?? '')) seen.throttled += 1;
    }
    if (each.kind === 'invocation' && each.phase === 'dead-lettered') seen.deadLetters += 1;
    if (each.kind !== 'event' || each.event.source !== 'meshloop') return;
    if (each.event['detail-type'] === 'Sync Failed') seen.told += 1;
    const database = textAt(each.event.detail, 'metadata', 'product', 'database') ?? '';
    if (each.event['detail-type'] === 'Access Granted' && !proved.has(database)) proved.set(database, each.at);
  });
  await clock.run({ until: began + hours * 60 * minute });
  const missing = await missingGrants(cloud, products);
  await cloud.close();
  return { ...seen, missing, proved: proved.size, minutes: Math.ceil((Math.max(began, ...proved.values()) - began) / minute) };
}

/** The stacks as they are packaged, for products of any name and without what trains. */
async function bootFor(clock: VirtualClock): Promise<LocalCloud> {
  const deployment = await loadDeployment();
  const engines = { athena: { engine: countingEngine(() => false) }, lambda: { bundles: new SharedCode(await bundleFunctions()) } };
  const consumer = forAnyProduct(deployment.consumer);
  const cloud = await boot(scenarioNames(deployment.mesh), { ...deployment, consumer, mesh: following(deployment.mesh) }, clock, new SeededDice('first sync'), engines);
  for (const arn of readers) cloud.iam.putRole({ arn, trust, policies: [] });
  return cloud;
}

function following(mesh: Mesh): Mesh {
  const access = { by: 'tables' as const, tables: ['*'] };
  const roles = readers.map((arn) => ({ arn, permissions: ['SELECT' as const, 'DESCRIBE' as const], access }));
  return { ...mesh, subscriptions: mesh.subscriptions.map(({ link: _fixed, ...each }) => ({ ...each, database: 'p_*', tables: ['*'], access, roles, models: [] })) };
}

function forAnyProduct(template: Template): Template {
  const Resources = Object.fromEntries(Object.entries(template.Resources).filter(([, { Type }]) => !/^(Custom::|AWS::SageMaker::)/.test(Type)));
  const text = JSON.stringify({ ...template, Resources }).replaceAll(/((?:database|table)\/)(rl_)?credit_risk/g, (_, kind: string, prefix = '') => `${kind}${prefix}*`);
  // Nobody reads the logs of thousands of invocations. Written a moment ago: what is read is what was there.
  return JSON.parse(text.replaceAll('"POWERTOOLS_SERVICE_NAME"', '"POWERTOOLS_LOG_LEVEL":"SILENT","POWERTOOLS_SERVICE_NAME"')) as Template;
}

async function shareProduct(cloud: LocalCloud, Name: string): Promise<void> {
  const steward = personIn(cloud, accounts.central, 'data-steward');
  const storage = { Columns: [{ Name: 'id', Type: 'string' }], Location: `s3://data-products-${accounts.producer}/${Name}/0-mix0-noise0/`, InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat', OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat', SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' } };
  await carryOut(cloud, steward, 'glue', 'CreateDatabase', { DatabaseInput: { Name } });
  await carryOut(cloud, steward, 'glue', 'CreateTable', { DatabaseName: Name, TableInput: { Name: 't1', TableType: 'EXTERNAL_TABLE', Parameters: { classification: 'parquet' }, StorageDescriptor: storage } });
  const Principal = { DataLakePrincipalIdentifier: accounts.consumer };
  for (const [Resource, Permissions] of [[{ Database: { Name } }, ['DESCRIBE']], [{ Table: { DatabaseName: Name, TableWildcard: {} } }, ['SELECT', 'DESCRIBE']]] as const) {
    await carryOut(cloud, steward, 'lakeformation', 'GrantPermissions', { Principal, Resource, Permissions, PermissionsWithGrantOption: Permissions });
  }
}

function rates(perSecond: number): Fault[] {
  const ours = (service: string, effect: CallFault['effect'], operation?: string): CallFault => ({ kind: 'call', match: { service, role: 'meshloop-*', ...(operation !== undefined && { operation }) }, effect });
  return [
    ...['athena', 'eventbridge', 'glue', 'lakeformation', 's3', 'scheduler', 'sts'].map((service) => ours(service, { slow: 0.05 })),
    ...['glue', 'lakeformation'].map((service) => ours(service, { throttledAbove: { perSecond } })),
    ours('athena', { throttledAbove: { perSecond: 20, burst: 80 } }, 'StartQueryExecution'),
    ours('athena', { throttledAbove: { perSecond: 100, burst: 200 } }, 'GetQueryExecution'),
  ];
}

/** Each role describes the link and the database, and reads and describes the tables of each product. */
async function missingGrants(cloud: LocalCloud, products: number): Promise<number> {
  const admin = personIn(cloud, accounts.consumer, 'platform-admin');
  let held = 0;
  let NextToken: string | undefined;
  do {
    const page = await carryOut(cloud, admin, 'lakeformation', 'ListPermissions', { MaxResults: 1000, NextToken });
    for (const entry of listAt(page, 'PrincipalResourcePermissions')) {
      if (readers.includes(textAt(entry, 'Principal', 'DataLakePrincipalIdentifier') ?? '')) held += textsAt(entry, 'Permissions').length;
    }
    NextToken = textAt(page, 'NextToken');
  } while (NextToken !== undefined);
  return products * readers.length * 4 - held;
}
