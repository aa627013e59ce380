import { GlueClient, GetDatabaseCommand } from '@aws-sdk/client-glue';
import { LakeFormationClient, paginateListPermissions, type PrincipalResourcePermissions } from '@aws-sdk/client-lakeformation';
import { SageMakerClient, DescribePipelineExecutionCommand, paginateListPipelineExecutions } from '@aws-sdk/client-sagemaker';
import type { CloudEvent, Observation } from '../core/cloud.ts';
import type { LocalCloud } from '../cloud.ts';
import { clientConfig } from '../core/clients.ts';
import type { MeshNames } from './bootstrap.ts';
import { readRun, type RunReport } from './runs.ts';
import type { StepSeconds } from './stopwatch.ts';

/** What the story came to, read from the cloud when it is over (not from what the functions say they did). */
export interface Summary {
  product: string;
  link: { name: string; target: string } | null;
  grants: Grant[];
  changeId: string | null;
  rows: number;
  columns: { name: string; score: number | string; drifted: boolean }[];
  verdict: string | null;
  executions: ({ arn: string; status: string; reason: string } & RunReport)[];
  /** Detail-types on the mesh bus and the consumer's default bus, in order. */
  events: string[];
  seconds: number;
}

export interface Grant {
  principal: string;
  resource: string;
  permissions: string[];
}

export interface SummaryInput {
  readonly cloud: LocalCloud;
  readonly names: MeshNames;
  readonly link: string;
  readonly pipelines: readonly string[];
  readonly seen: readonly Observation[];
  readonly rows: number;
  readonly seconds: number;
  /** How long the steps of pipelines took, where they were run. */
  readonly stepSeconds?: StepSeconds;
}

export async function summarise(input: SummaryInput): Promise<Summary> {
  const { cloud, names } = input;
  const admin = clientConfig(cloud, cloud.sts.sessionFor(`arn:aws:iam::${names.accounts.consumer}:role/platform-admin`, 'summary'));
  const events = consumerEvents(input.seen, names.accounts.consumer);
  const verdict = await lastVerdict(cloud, events);
  return {
    product: `${names.database}.${names.table}`,
    link: await readLink(new GlueClient(admin), input.link),
    grants: await readGrants(new LakeFormationClient(admin), names, input.link),
    changeId: text(record(record(last(events, 'Drift Checked')?.detail)['metadata'])['changeId']) ?? null,
    rows: input.rows,
    columns: verdict.columns,
    verdict: verdict.level,
    executions: await readExecutions(new SageMakerClient(admin), input),
    events: events.map((event) => event['detail-type']),
    seconds: Math.round(input.seconds * 100) / 100,
  };
}

/** Every event once: on the consumer's default bus what AWS sends, on the mesh bus what meshloop and central send. */
function consumerEvents(seen: readonly Observation[], consumer: string): CloudEvent[] {
  return seen.flatMap((observation) => (observation.kind === 'event' && observation.account === consumer ? [observation.event] : []));
}

async function readLink(glue: GlueClient, name: string): Promise<Summary['link']> {
  try {
    const { Database } = await glue.send(new GetDatabaseCommand({ Name: name }));
    const target = Database?.TargetDatabase;
    return target ? { name, target: `${target.CatalogId}:${target.DatabaseName}` } : null;
  } catch (error) {
    if (error instanceof Error && /EntityNotFound|AccessDenied/.test(error.name)) return null;
    throw error;
  }
}

/** Grants on the link (own catalog) and on the target (central's). */
async function readGrants(client: LakeFormationClient, names: MeshNames, link: string): Promise<Grant[]> {
  const grants: Grant[] = [];
  for (const CatalogId of [names.accounts.consumer, names.accounts.central]) {
    for await (const page of paginateListPermissions({ client }, { CatalogId })) {
      for (const entry of page.PrincipalResourcePermissions ?? []) {
        const resource = describeResource(entry, link);
        const principal = entry.Principal?.DataLakePrincipalIdentifier;
        if (!resource || !principal?.includes(':role/')) continue;
        grants.push({ principal, resource, permissions: [...(entry.Permissions ?? [])].toSorted() });
      }
    }
  }
  return grants.toSorted((a, b) => `${a.principal} ${a.resource}`.localeCompare(`${b.principal} ${b.resource}`));
}

function describeResource({ Resource }: PrincipalResourcePermissions, link: string): string | undefined {
  if (Resource?.LFTagPolicy) {
    const { ResourceType, Expression } = Resource.LFTagPolicy;
    const tags = (Expression ?? []).map(({ TagKey, TagValues }) => `${TagKey} in [${(TagValues ?? []).join(', ')}]`);
    return `every ${ResourceType?.toLowerCase()} with ${tags.join(' and ')}`;
  }
  if (Resource?.Database) return Resource.Database.Name === link ? `link ${link}` : `database ${Resource.Database.Name}`;
  const table = Resource?.Table ?? Resource?.TableWithColumns;
  return table ? `table ${table.DatabaseName}.${table.Name ?? '*'}` : undefined;
}

async function readExecutions(client: SageMakerClient, { cloud, pipelines, stepSeconds }: SummaryInput): Promise<Summary['executions']> {
  const executions: Summary['executions'] = [];
  for (const PipelineName of pipelines) {
    for await (const page of paginateListPipelineExecutions({ client }, { PipelineName, SortBy: 'CreationTime', SortOrder: 'Ascending' })) {
      for (const { PipelineExecutionArn: arn } of page.PipelineExecutionSummaries ?? []) {
        if (!arn) continue;
        const execution = await client.send(new DescribePipelineExecutionCommand({ PipelineExecutionArn: arn }));
        executions.push({
          arn,
          status: execution.PipelineExecutionStatus ?? 'Unknown',
          reason: text(parse(execution.PipelineExecutionDescription)['reason']) ?? 'unknown',
          ...(await readRun(client, cloud, arn, stepSeconds)),
        });
      }
    }
  }
  return executions;
}

/** The document that the last Drift Checked event points to. */
async function lastVerdict(cloud: LocalCloud, events: readonly CloudEvent[]): Promise<{ level: string | null; columns: Summary['columns'] }> {
  const data = record(record(last(events, 'Drift Checked')?.detail)['data']);
  const uri = text(data['verdictUri']);
  const found = uri ? /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) : null;
  const object = found?.[1] && found[2] ? cloud.s3.get(found[1], found[2]) : undefined;
  if (!object) return { level: text(data['level']) ?? null, columns: [] };
  const document = record(JSON.parse(Buffer.from(object.body()).toString('utf8')));
  const verdict = 'verdict' in document ? record(document['verdict']) : document;
  const columns = Array.isArray(verdict['columns']) ? verdict['columns'].map(record) : [];
  return {
    level: text(verdict['level']) ?? text(data['level']) ?? null,
    columns: columns.map((column) => ({
      name: text(column['name']) ?? '',
      score: typeof column['score'] === 'number' ? column['score'] : String(column['score']),
      drifted: column['drifted'] === true,
    })),
  };
}

function last(events: readonly CloudEvent[], detailType: string): CloudEvent | undefined {
  return events.findLast((event) => event['detail-type'] === detailType);
}

function parse(json: string | undefined): Record<string, unknown> {
  try {
    return record(JSON.parse(json ?? '{}'));
  } catch {
    return {};
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
