import { AthenaClient, GetQueryExecutionCommand, ListQueryExecutionsCommand, StartQueryExecutionCommand, type QueryExecution } from '@aws-sdk/client-athena';
import {
  BatchCreatePartitionCommand, BatchDeletePartitionCommand, BatchUpdatePartitionCommand, CreateDatabaseCommand, CreateTableCommand, UpdateTableCommand,
  type Column, type PartitionInput, type TableInput,
} from '@aws-sdk/client-glue';
import { AddLFTagsToResourceCommand, GrantPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { clientConfig } from '../../local/core/clients.ts';
import { productBucket, resultsBucket } from '../../local/scenario/bootstrap.ts';
import type { Step } from '../../local/scenario/steps.ts';
import { readResultRows } from '../../shared/aws/csv.ts';
import type { Loop } from './loop.ts';

/** Rows by partition; the key is the partition's value, or empty where there are no partitions. */
export type Files = Readonly<Record<string, readonly (readonly (string | number | null)[])[]>>;

export interface CsvProduct {
  readonly columns: readonly Column[];
  readonly partitionKey?: Column;
}

/** The scenario's product as CSV files, with partitions or without: registered, changed and looked at as its producer and readers would. */
export class CsvPublisher {
  readonly #loop: Loop;
  readonly #product: CsvProduct;
  #writes = 0;

  constructor(loop: Loop, product: CsvProduct) {
    this.#loop = loop;
    this.#product = product;
  }

  async register(files: Files): Promise<void> {
    const { database, tag, accounts } = this.#loop.names;
    const share = (ResourceType: 'DATABASE' | 'TABLE', Permissions: ('DESCRIBE' | 'SELECT')[]) =>
      new GrantPermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: accounts.consumer },
        Resource: { LFTagPolicy: { CatalogId: accounts.central, ResourceType, Expression: [{ TagKey: tag.key, TagValues: [...tag.values] }] } },
        Permissions,
        PermissionsWithGrantOption: Permissions,
      });
    await this.#loop.people.carryOut([
      steward('glue', new CreateDatabaseCommand({ DatabaseInput: { Name: database } })),
      steward('lakeformation', new AddLFTagsToResourceCommand({ Resource: { Database: { Name: database } }, LFTags: [{ TagKey: tag.key, TagValues: [tag.values[0] ?? ''] }] })),
      steward('lakeformation', share('DATABASE', ['DESCRIBE'])),
      steward('lakeformation', share('TABLE', ['SELECT', 'DESCRIBE'])),
      steward('glue', new CreateTableCommand({ DatabaseName: database, TableInput: this.#table(this.#put('', files['']) ) })),
    ]);
    await this.add(files);
  }

  /** New data at a new place, perhaps with other columns. */
  async update(rows: Files[string], columns = this.#product.columns): Promise<void> {
    const TableInput = { ...this.#table(this.#put('', rows), columns) };
    await this.#loop.people.carryOut([steward('glue', new UpdateTableCommand({ DatabaseName: this.#loop.names.database, TableInput }))]);
  }

  /** Other rows in the same file: the catalog does not notice. */
  overwrite(rows: Files[string]): void {
    this.#writes -= 1;
    this.#put('', rows);
  }

  async add(files: Files): Promise<void> {
    const partitions = this.#partitions(files);
    for (let i = 0; i < partitions.length; i += 100)
      await this.#glue((name) => new BatchCreatePartitionCommand({ ...name, PartitionInputList: partitions.slice(i, i + 100) }));
  }

  async replace(files: Files): Promise<void> {
    const Entries = this.#partitions(files).map((PartitionInput) => ({ PartitionValueList: PartitionInput.Values ?? [], PartitionInput }));
    await this.#glue((name) => new BatchUpdatePartitionCommand({ ...name, Entries }));
  }

  async drop(...values: readonly string[]): Promise<void> {
    await this.#glue((name) => new BatchDeletePartitionCommand({ ...name, PartitionsToDelete: values.map((value) => ({ Values: [value] })) }));
  }

  /** What a person reads with a query of their own. */
  async ask(sql: string): Promise<readonly (readonly (string | null)[])[]> {
    const { cloud, people, names, clock } = this.#loop;
    const client = new AthenaClient(clientConfig(cloud, await people.session('consumer', 'data-scientist')));
    const bucket = resultsBucket(names);
    const { QueryExecutionId } = await client.send(new StartQueryExecutionCommand({ QueryString: sql, ResultConfiguration: { OutputLocation: `s3://${bucket}/` } }));
    await clock.advance(60_000);
    const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    if (QueryExecution?.Status?.State !== 'SUCCEEDED') throw new Error(QueryExecution?.Status?.StateChangeReason ?? 'The query has not ended');
    return readResultRows(await objectText(this.#loop, bucket, `${QueryExecutionId}.csv`));
  }

  #glue(command: (name: { DatabaseName: string; TableName: string }) => Step['command']): Promise<void> {
    const { database, table } = this.#loop.names;
    return this.#loop.people.carryOut([steward('glue', command({ DatabaseName: database, TableName: table }))]);
  }

  #partitions(files: Files): PartitionInput[] {
    return Object.entries(files).flatMap(([value, rows]) => (value === '' ? [] : [{ Values: [value], StorageDescriptor: this.#storage(this.#put(value, rows)) }]));
  }

  /** Each write has a folder of its own, as writers of open table formats and most jobs do. */
  #put(value: string, rows: Files[string] = []): string {
    const { cloud, names } = this.#loop;
    const folder = `${names.database}/${names.table}/w${(this.#writes += 1)}/${value}/`;
    if (rows.length > 0) cloud.s3.put(productBucket(names), `${folder}a.csv`, `${rows.map((row) => row.map((cell) => cell ?? '\\N').join(',')).join('\n')}\n`);
    return `s3://${productBucket(names)}/${folder}`;
  }

  #table(location: string, columns = this.#product.columns): TableInput {
    const { partitionKey } = this.#product;
    return {
      Name: this.#loop.names.table,
      TableType: 'EXTERNAL_TABLE',
      ...(partitionKey === undefined ? {} : { PartitionKeys: [partitionKey] }),
      StorageDescriptor: { ...this.#storage(location), Columns: [...columns] },
    };
  }

  #storage(Location: string) {
    return {
      Columns: [...this.#product.columns],
      Location,
      InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
      OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
      SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe', Parameters: { 'field.delim': ',' } },
    };
  }
}

/** Profile queries as Athena has them, the oldest first. */
export async function profileQueriesOf({ cloud, names }: Loop): Promise<readonly QueryExecution[]> {
  const client = new AthenaClient(clientConfig(cloud, names.accounts.consumer));
  const { QueryExecutionIds = [] } = await client.send(new ListQueryExecutionsCommand({ WorkGroup: `meshloop-${names.stage}-profile`, MaxResults: 50 }));
  const found: QueryExecution[] = [];
  for (const QueryExecutionId of QueryExecutionIds.toReversed()) {
    const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    if (QueryExecution !== undefined) found.push(QueryExecution);
  }
  return found;
}

export function bucketOf({ names }: Loop): string {
  return `meshloop-${names.stage}-${names.accounts.consumer}-${names.region}`;
}

/** Keys of our bucket under a prefix. */
export function keysOf(loop: Loop, prefix: string): readonly string[] {
  return loop.cloud.s3.list(bucketOf(loop), prefix).map(({ key }) => key);
}

export async function objectText({ cloud, names }: Loop, bucket: string, key: string): Promise<string> {
  const { S3Client, GetObjectCommand } = await import('@aws-sdk/client-s3');
  const { Body } = await new S3Client(clientConfig(cloud, names.accounts.consumer)).send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return (await Body?.transformToString()) ?? '';
}

export async function documentOf(loop: Loop, key: string): Promise<unknown> {
  return JSON.parse(await objectText(loop, bucketOf(loop), key));
}

function steward(client: Step['client'], command: Step['command']): Step {
  return { account: 'central', as: 'data-steward', why: 'as the test wants it', client, command };
}
