import { GlueClient, paginateGetDatabases, paginateGetTables, type Database } from '@aws-sdk/client-glue';
import { ListModelPackagesCommand, ListPipelineExecutionsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { currentKey, newestKey, pendingPrefix } from '../../shared/catalog/keys.ts';
import { catalogOf } from '../../shared/catalog/product.ts';
import { newestDocument } from '../../shared/catalog/profile-documents.ts';
import { matchesGlob } from '../../shared/mesh/glob.ts';
import type { Model, Subscription } from '../../shared/mesh/mesh.ts';
import { currentDocument } from '../../shared/retraining/run-documents.ts';
import { listDocuments, readDocument } from '../documents.ts';
import type { Place } from '../place.ts';
import { readVerdicts, type Judged } from '../reports/read.ts';
import { readGrants, type Grant } from './grants.ts';

/** A subscription of mesh.yml and what there is of it. */
export interface SubscriptionState {
  readonly name: string;
  readonly wants: string;
  readonly links: readonly LinkState[];
  readonly roles: readonly { readonly arn: string; readonly grants: readonly Grant[] }[];
  readonly models: readonly ModelState[];
}

export interface LinkState {
  readonly name: string;
  readonly target: string;
  /** Names of the tables that are seen through it. */
  readonly tables: readonly string[];
  /** Why nothing is seen through it; absent when something is. */
  readonly broken?: string;
}

export interface ModelState {
  readonly name: string;
  readonly table: string;
  readonly paused: boolean;
  readonly newest?: { readonly changeId: string; readonly readAt: number };
  readonly verdict?: Judged;
  readonly running?: { readonly since: number };
  readonly held?: { readonly why: string; readonly until: number };
  readonly waiting: number;
  readonly executions: readonly { readonly name: string; readonly status: string; readonly at: number }[];
  readonly packages: readonly { readonly version: number; readonly approval: string; readonly at: number }[];
}

const shownRuns = 5;

export async function readProducts(place: Place): Promise<readonly SubscriptionState[]> {
  const [databases, grants, verdicts] = await Promise.all([readDatabases(place), readGrants(place), readVerdicts(place)]);
  return await Promise.all(
    place.mesh.subscriptions.map(async (subscription) => ({
      name: subscription.name,
      wants: `${catalogOf(place.mesh, subscription)}: ${subscription.database}`,
      links: await Promise.all(databases.filter((database) => isLinkOf(place, subscription, database)).map((database) => readLink(place, database))),
      roles: subscription.roles.map(({ arn }) => ({ arn, grants: grants.filter(({ principal }) => principal === arn) })),
      models: await Promise.all(subscription.models.map((model) => readModel(place, subscription, model, verdicts))),
    })),
  );
}

async function readDatabases(place: Place): Promise<readonly Database[]> {
  const client = new GlueClient(await place.asAdministrator());
  const found: Database[] = [];
  for await (const page of paginateGetDatabases({ client }, {})) found.push(...(page.DatabaseList ?? []));
  return found;
}

/** A resource link to a database that the subscription follows, or the database of ours that holds links to its tables. */
function isLinkOf({ mesh }: Place, subscription: Subscription, { Name, TargetDatabase: target }: Database): boolean {
  if (target === undefined) return subscription.links === 'tables' && Name === subscription.link;
  return target.CatalogId === catalogOf(mesh, subscription) && matchesGlob(subscription.database, target.DatabaseName ?? '');
}

async function readLink(place: Place, { Name: name = '', TargetDatabase: target }: Database): Promise<LinkState> {
  const client = new GlueClient(await place.asAdministrator());
  const about = { name, target: target === undefined ? 'holds a link to each table' : `${target.CatalogId}:${target.DatabaseName}` };
  try {
    const tables: string[] = [];
    for await (const page of paginateGetTables({ client }, { DatabaseName: name })) tables.push(...(page.TableList ?? []).flatMap((table) => table.Name ?? []));
    return { ...about, tables, ...(tables.length === 0 && { broken: 'no table is shared' }) };
  } catch (error) {
    // What a link points to may be gone, or shared no longer.
    if (error instanceof Error && /EntityNotFound|AccessDenied/.test(error.name)) return { ...about, tables: [], broken: error.message };
    throw error;
  }
}

async function readModel(place: Place, subscription: Subscription, model: Model, verdicts: readonly Judged[]): Promise<ModelState> {
  const product = { catalogId: catalogOf(place.mesh, subscription), database: subscription.database, table: model.table };
  const verdict = verdicts.find((judged) => judged.model === model.name && judged.product.endsWith(`.${model.table}`));
  const [newest, current, pending, executions, packages] = await Promise.all([
    readDocument(place, newestKey(product), newestDocument),
    readDocument(place, currentKey(model.name), currentDocument),
    listDocuments(place, pendingPrefix(model.name)),
    readExecutions(place, model.pipeline),
    readPackages(place, model.modelPackageGroup),
  ]);
  return {
    name: model.name,
    table: model.table,
    paused: subscription.paused,
    ...(newest && { newest }),
    ...(verdict && { verdict }),
    ...(current?.run && { running: { since: current.run.claimedAt } }),
    ...(current?.held && { held: current.held }),
    waiting: pending.length,
    executions,
    packages,
  };
}

async function readExecutions(place: Place, PipelineName: string): Promise<ModelState['executions']> {
  const client = new SageMakerClient(await place.asAdministrator());
  const { PipelineExecutionSummaries = [] } = await client.send(
    new ListPipelineExecutionsCommand({ PipelineName, SortBy: 'CreationTime', SortOrder: 'Descending', MaxResults: shownRuns }),
  );
  return PipelineExecutionSummaries.map(({ PipelineExecutionArn = '', PipelineExecutionStatus = 'Unknown', StartTime }) => ({
    name: PipelineExecutionArn.slice(PipelineExecutionArn.lastIndexOf('/') + 1),
    status: PipelineExecutionStatus,
    at: StartTime?.getTime() ?? 0,
  }));
}

async function readPackages(place: Place, ModelPackageGroupName: string): Promise<ModelState['packages']> {
  const client = new SageMakerClient(await place.asAdministrator());
  const { ModelPackageSummaryList = [] } = await client.send(
    new ListModelPackagesCommand({ ModelPackageGroupName, SortBy: 'CreationTime', SortOrder: 'Descending', MaxResults: shownRuns }),
  );
  return ModelPackageSummaryList.map(({ ModelPackageVersion = 0, ModelApprovalStatus = 'Unknown', CreationTime }) => ({
    version: ModelPackageVersion,
    approval: ModelApprovalStatus,
    at: CreationTime?.getTime() ?? 0,
  }));
}
