import type { LocalCloud } from '../local/cloud.ts';
import { carryOut, personIn } from './direct.ts';
import { json, listAt, member, textAt, textsAt, timeAt } from './loose.ts';
import { accounts, ownBucket, region } from './places.ts';

export interface LinkDatabase {
  readonly name: string;
  readonly target: { readonly catalogId: string; readonly database: string } | undefined;
  /** Whether it carries the tag of the functions. */
  readonly ours: boolean;
}

/** One permission of one principal on one thing. */
export interface HeldGrant {
  readonly principal: string;
  readonly resource: string;
  readonly permission: string;
  readonly grantable: boolean;
}

export interface Execution {
  readonly arn: string;
  readonly pipeline: string;
  readonly status: string;
  readonly started: number;
  readonly ended: number;
  /** What our own runs say of themselves; undefined for those that somebody started by hand. */
  readonly ours: { readonly model: string; readonly requestId: string } | undefined;
  readonly profileDigest: string | undefined;
  /** `name=value`. */
  readonly parameters: readonly string[];
}

export interface DeadLetter {
  readonly queue: string;
  readonly time: number;
  /** The event that was not handled. */
  readonly event: unknown;
  readonly error: string;
}

export interface FinishedQuery {
  readonly id: string;
  readonly location: string;
  readonly state: string;
}

/** What is there when all is over, read from the cloud itself. */
export interface Aftermath {
  readonly databases: readonly LinkDatabase[];
  readonly grants: readonly HeldGrant[];
  readonly executions: readonly Execution[];
  /** The data that the latest approved package of a group was trained on: the profile's key in our bucket. */
  readonly baselines: ReadonlyMap<string, string>;
  readonly deadLetters: readonly DeadLetter[];
  readonly queries: readonly FinishedQuery[];
  /** Documents in our bucket, by key; results of queries left out. */
  readonly documents: ReadonlyMap<string, unknown>;
  /** Databases of the central catalog with their tables and locations. */
  readonly central: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** What the consumer sees of it. */
  readonly shared: ReadonlyMap<string, readonly string[]>;
  /** Timers that wait though everything should be at rest. */
  readonly pending: number;
}

export async function readAftermath(cloud: LocalCloud, pending: number): Promise<Aftermath> {
  const reader = new Reader(cloud);
  return {
    databases: await reader.databases(),
    grants: await reader.grants(),
    executions: await reader.executions(['orders', 'claims', 'payments']),
    baselines: await reader.baselines(['orders', 'claims', 'payments']),
    deadLetters: await reader.deadLetters(),
    queries: await reader.queries(),
    documents: documentsOf(cloud),
    central: centralOf(cloud),
    shared: await reader.shared(),
    pending,
  };
}

/** Who holds what, as the consumer's administrator sees it. */
export async function readGrants(cloud: LocalCloud): Promise<readonly HeldGrant[]> {
  return await new Reader(cloud).grants();
}

class Reader {
  readonly #cloud: LocalCloud;
  readonly #admin: ReturnType<typeof personIn>;

  constructor(cloud: LocalCloud) {
    this.#cloud = cloud;
    this.#admin = personIn(cloud, accounts.consumer, 'platform-admin');
  }

  async databases(): Promise<readonly LinkDatabase[]> {
    const databases: LinkDatabase[] = [];
    for (const found of await this.#all('glue', 'GetDatabases', {}, 'DatabaseList')) {
      const name = textAt(found, 'Name') ?? '';
      const catalogId = textAt(found, 'TargetDatabase', 'CatalogId');
      const database = textAt(found, 'TargetDatabase', 'DatabaseName');
      const tags = await this.#call('glue', 'GetTags', { ResourceArn: `arn:aws:glue:${region}:${accounts.consumer}:database/${name}` });
      databases.push({ name, target: catalogId === undefined || database === undefined ? undefined : { catalogId, database }, ours: textAt(tags, 'Tags', 'meshloop') === 'dev' });
    }
    return databases;
  }

  async shared(): Promise<Aftermath['shared']> {
    const shared = new Map<string, readonly string[]>();
    for (const found of await this.#all('glue', 'GetDatabases', { ResourceShareType: 'FOREIGN' }, 'DatabaseList')) {
      const [CatalogId, DatabaseName = ''] = [textAt(found, 'CatalogId'), textAt(found, 'Name')];
      const tables = await this.#all('glue', 'GetTables', { CatalogId, DatabaseName }, 'TableList');
      shared.set(DatabaseName, tables.map((table) => textAt(table, 'Name') ?? ''));
    }
    return shared;
  }

  async grants(): Promise<readonly HeldGrant[]> {
    const held: HeldGrant[] = [];
    for (const CatalogId of [accounts.consumer, accounts.central]) {
      for (const entry of await this.#all('lakeformation', 'ListPermissions', { CatalogId }, 'PrincipalResourcePermissions')) {
        const principal = textAt(entry, 'Principal', 'DataLakePrincipalIdentifier') ?? '';
        const resource = resourceText(member(entry, 'Resource'));
        const grantable = textsAt(entry, 'PermissionsWithGrantOption');
        for (const permission of textsAt(entry, 'Permissions')) held.push({ principal, resource, permission, grantable: grantable.includes(permission) });
      }
    }
    return held;
  }

  async executions(pipelines: readonly string[]): Promise<readonly Execution[]> {
    const executions: Execution[] = [];
    for (const PipelineName of pipelines) {
      for (const summary of await this.#all('sagemaker', 'ListPipelineExecutions', { PipelineName }, 'PipelineExecutionSummaries')) {
        const arn = textAt(summary, 'PipelineExecutionArn') ?? '';
        const found = await this.#call('sagemaker', 'DescribePipelineExecution', { PipelineExecutionArn: arn });
        const parameters = await this.#all('sagemaker', 'ListPipelineParametersForExecution', { PipelineExecutionArn: arn }, 'PipelineParameters');
        const description = json(textAt(found, 'PipelineExecutionDescription'));
        const [model, requestId] = [textAt(description, 'model'), textAt(description, 'requestId')];
        const digest = parameters.find((parameter) => textAt(parameter, 'Name') === 'ProfileDigest');
        executions.push({
          arn,
          pipeline: PipelineName,
          status: textAt(found, 'PipelineExecutionStatus') ?? '',
          started: timeAt(found, 'CreationTime') ?? 0,
          ended: timeAt(found, 'LastModifiedTime') ?? 0,
          ours: model === undefined || requestId === undefined ? undefined : { model, requestId },
          profileDigest: textAt(digest, 'Value'),
          parameters: parameters.map((parameter) => `${textAt(parameter, 'Name')}=${textAt(parameter, 'Value')}`),
        });
      }
    }
    return executions;
  }

  async baselines(groups: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const keys = new Map<string, string>();
    for (const ModelPackageGroupName of groups) {
      const packages = await this.#all('sagemaker', 'ListModelPackages', { ModelPackageGroupName, ModelApprovalStatus: 'Approved', SortBy: 'CreationTime', SortOrder: 'Descending' }, 'ModelPackageSummaryList');
      const ModelPackageName = textAt(packages[0], 'ModelPackageArn');
      if (ModelPackageName === undefined) continue;
      const found = await this.#call('sagemaker', 'DescribeModelPackage', { ModelPackageName });
      const uri = textAt(found, 'DriftCheckBaselines', 'ModelDataQuality', 'Statistics', 'S3Uri') ?? '';
      keys.set(ModelPackageGroupName, uri.replace(`s3://${ownBucket}/`, ''));
    }
    return keys;
  }

  async deadLetters(): Promise<readonly DeadLetter[]> {
    const letters: DeadLetter[] = [];
    for (const QueueUrl of textsAt(await this.#call('sqs', 'ListQueues', {}), 'QueueUrls')) {
      const request = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] };
      for (let messages = listAt(await this.#call('sqs', 'ReceiveMessage', request), 'Messages'); messages.length > 0; ) {
        letters.push(...messages.map((message) => deadLetter(QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1), message)));
        messages = listAt(await this.#call('sqs', 'ReceiveMessage', request), 'Messages');
      }
    }
    return letters;
  }

  async queries(): Promise<readonly FinishedQuery[]> {
    const queries: FinishedQuery[] = [];
    for (const WorkGroup of ['meshloop-dev-profile', 'meshloop-dev-access']) {
      for (const id of await this.#all('athena', 'ListQueryExecutions', { WorkGroup }, 'QueryExecutionIds')) {
        const { QueryExecution: found } = { QueryExecution: member(await this.#call('athena', 'GetQueryExecution', { QueryExecutionId: id }), 'QueryExecution') };
        queries.push({ id: String(id), location: textAt(found, 'ResultConfiguration', 'OutputLocation') ?? '', state: textAt(found, 'Status', 'State') ?? '' });
      }
    }
    return queries;
  }

  async #call(service: string, operation: string, input: object): Promise<unknown> {
    return await carryOut(this.#cloud, this.#admin, service, operation, input);
  }

  async #all(service: string, operation: string, input: object, list: string): Promise<readonly unknown[]> {
    const items: unknown[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.#call(service, operation, { ...input, NextToken });
      items.push(...listAt(page, list));
      NextToken = textAt(page, 'NextToken');
    } while (NextToken !== undefined);
    return items;
  }
}

/** From a rule that could not deliver comes the event itself, from a function that failed a record with the event in it. */
function deadLetter(queue: string, message: unknown): DeadLetter {
  const body = json(textAt(message, 'Body'));
  const time = Number(textAt(message, 'Attributes', 'SentTimestamp') ?? 0);
  const payload = member(body, 'requestPayload');
  if (payload === undefined) return { queue, time, event: body, error: textAt(message, 'MessageAttributes', 'ERROR_MESSAGE', 'StringValue') ?? '' };
  return { queue, time, event: payload, error: `${textAt(body, 'responsePayload', 'errorType')}: ${textAt(body, 'responsePayload', 'errorMessage')}` };
}

/** The same text for the same thing, whichever form Lake Formation gives it. */
function resourceText(resource: unknown): string {
  const kinds = ['Database', 'Table', 'TableWithColumns', 'LFTagPolicy', 'Catalog'] as const;
  const kind = kinds.find((each) => member(resource, each) !== undefined);
  const found = member(resource, kind ?? '');
  const catalog = textAt(found, 'CatalogId') ?? '';
  switch (kind) {
    case 'Database':
      return `${catalog} database ${textAt(found, 'Name')}`;
    case 'Table':
    case 'TableWithColumns':
      return `${catalog} table ${textAt(found, 'DatabaseName')}.${textAt(found, 'Name')}`;
    case 'LFTagPolicy': {
      const tags = listAt(found, 'Expression').map((tag) => `${textAt(tag, 'TagKey')}=${textsAt(tag, 'TagValues').join('|')}`);
      return `${catalog} every ${textAt(found, 'ResourceType')?.toLowerCase()} with ${tags.join(' and ')}`;
    }
    default:
      return JSON.stringify(resource);
  }
}

function documentsOf(cloud: LocalCloud): ReadonlyMap<string, unknown> {
  const wanted = cloud.s3.list(ownBucket, '').filter(({ key }) => !key.startsWith('queries/'));
  return new Map(wanted.map((object) => [object.key, json(Buffer.from(object.body()).toString('utf8'))]));
}

function centralOf(cloud: LocalCloud): Aftermath['central'] {
  const { glue } = cloud;
  return new Map(
    glue.databases(accounts.central).map((database) => [
      database,
      new Map(glue.tables(accounts.central, database).map((table) => [table, glue.table(accounts.central, database, table)?.location ?? ''])),
    ]),
  );
}
