import type { Column, PartitionInput, TableInput } from '@aws-sdk/client-glue';
import type { StoredObject } from '../core/cloud.ts';
import { AwsError, type Caller } from '../core/service.ts';
import type { Glue } from './glue.ts';
import { csvColumns, jsonColumns } from './infer.ts';
import { parquetColumns } from './parquet-columns.ts';
import { batchCreatePartition } from './partitions.ts';
import { partitionKey, type CrawlerRecord, type TableRecord } from './state.ts';
import { createTable, updateTable } from './tables.ts';

export interface CrawlCounts {
  tablesCreated: number;
  tablesUpdated: number;
  partitionsCreated: number;
}

type Format = 'csv' | 'json' | 'parquet';

const SERDES: Readonly<Record<Format, { input: string; serde: string; parameters: Record<string, string> }>> = {
  csv: {
    input: 'org.apache.hadoop.mapred.TextInputFormat',
    serde: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
    parameters: { 'field.delim': ',' },
  },
  json: { input: 'org.apache.hadoop.mapred.TextInputFormat', serde: 'org.openx.data.jsonserde.JsonSerDe', parameters: {} },
  parquet: {
    input: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    serde: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    parameters: {},
  },
};

/**
 * What a crawler does with its S3 targets: one table per target, a partition per folder `key=value`, columns as the files have
 * them. Everything is done with the rights of its role.
 * @throws AwsError when the role may not
 */
export async function crawl(glue: Glue, role: Caller, crawler: CrawlerRecord): Promise<CrawlCounts> {
  const counts: CrawlCounts = { tablesCreated: 0, tablesUpdated: 0, partitionsCreated: 0 };
  const { Targets, DatabaseName = '' } = crawler.input;
  for (const target of Targets?.S3Targets ?? [])
    await crawlPath(glue, role, crawler, { database: DatabaseName, path: target.Path ?? '' }, counts);
  for (const target of Targets?.CatalogTargets ?? []) {
    for (const table of target.Tables ?? []) {
      const found = glue.access.table(role, role.accountId, target.DatabaseName ?? '', table, 'DESCRIBE');
      // A catalog target's table and its crawler are in one account (AWS Glue developer guide, "Cross-account crawling").
      if (found.catalogId !== role.accountId)
        throw new AwsError('InvalidInputException', `The table ${table} is in another account than the crawler.`);
      const path = found.table.current.input.StorageDescriptor?.Location ?? '';
      await crawlPath(glue, role, crawler, { database: found.record.name, path, table: found.table.name }, counts);
    }
  }
  return counts;
}

async function crawlPath(
  glue: Glue,
  role: Caller,
  crawler: CrawlerRecord,
  target: { database: string; path: string; table?: string },
  counts: CrawlCounts,
): Promise<void> {
  const { cloud, catalogs } = glue;
  const [bucket = '', ...folders] = target.path
    .replace(/^s3:\/\//, '')
    .split('/')
    .filter((part) => part !== '');
  const prefix = folders.length > 0 ? `${folders.join('/')}/` : '';
  if (crawler.input.LakeFormationConfiguration?.UseLakeFormationCredentials !== true) {
    cloud.s3.authorize(role, 's3:ListBucket', bucket);
    cloud.s3.authorize(role, 's3:GetObject', bucket, `${prefix}*`);
  }
  const objects = cloud.s3.list(bucket, prefix).filter(({ key, size }) => size > 0 && !/(^|\/)[_.]/.test(key.slice(prefix.length)));
  const [first] = objects;
  if (!first) return;
  const format = formatOf(first);
  const keys = partitionFolders(first, prefix).map(({ key }) => ({ Name: key, Type: 'string' }));
  const columns = await columnsOf(glue, first, format);
  const name =
    target.table ?? `${crawler.input.TablePrefix ?? ''}${(folders.at(-1) ?? bucket).toLowerCase().replaceAll(/[^a-z0-9_]/g, '_')}`;
  const wanted = tableInput(name, target.path, format, columns, keys);
  const found = glue.access.target(role, role.accountId, target.database, 'DESCRIBE');
  const known = catalogs.table(found.catalogId, found.record.name, name);
  if (!known) {
    authorize(glue, role, 'glue:CreateTable', target.database, name);
    createTable(glue, role, { DatabaseName: target.database, TableInput: wanted });
    counts.tablesCreated++;
  } else if (crawler.input.SchemaChangePolicy?.UpdateBehavior !== 'LOG' && differs(known, wanted)) {
    authorize(glue, role, 'glue:UpdateTable', target.database, name);
    updateTable(glue, role, { DatabaseName: target.database, TableInput: { ...known.current.input, ...wanted } });
    counts.tablesUpdated++;
  }
  const fresh = freshPartitions(catalogs.table(found.catalogId, found.record.name, name), objects, bucket, prefix, wanted);
  if (fresh.length === 0) return;
  authorize(glue, role, 'glue:BatchCreatePartition', target.database, name);
  batchCreatePartition(glue, role, { DatabaseName: target.database, TableName: name, PartitionInputList: fresh });
  counts.partitionsCreated += fresh.length;
}

function authorize({ cloud }: Glue, role: Caller, action: string, database: string, table: string): void {
  const resources = ['catalog', `database/${database}`, `table/${database}/${table}`].map(
    (part) => `arn:aws:glue:${cloud.region}:${role.accountId}:${part}`,
  );
  cloud.iam.authorize(role, { action, resources });
}

function formatOf({ key }: StoredObject): Format {
  if (/\.parquet$/i.test(key)) return 'parquet';
  return /\.jsonl?$/i.test(key) ? 'json' : 'csv';
}

async function columnsOf({ cloud }: Glue, object: StoredObject, format: Format): Promise<Column[]> {
  if (format === 'parquet') return cloud.clock.outside(parquetColumns(object.file()));
  const text = new TextDecoder().decode(object.body());
  return format === 'json' ? jsonColumns(text) : csvColumns(text);
}

function partitionFolders({ key }: StoredObject, prefix: string): { key: string; value: string }[] {
  return key
    .slice(prefix.length)
    .split('/')
    .slice(0, -1)
    .map((folder, index) => {
      const [name = '', ...value] = folder.split('=');
      return value.length > 0 ? { key: name.toLowerCase(), value: value.join('=') } : { key: `partition_${index}`, value: folder };
    });
}

function freshPartitions(
  table: TableRecord | undefined,
  objects: readonly StoredObject[],
  bucket: string,
  prefix: string,
  wanted: TableInput,
): PartitionInput[] {
  const keys = table?.current.input.PartitionKeys?.length ?? 0;
  const fresh = new Map<string, PartitionInput>();
  for (const object of objects) {
    const Values = partitionFolders(object, prefix).map(({ value }) => value);
    const id = partitionKey(Values);
    if (Values.length === 0 || Values.length !== keys || table?.partitions.has(id)) continue;
    const Location = `s3://${bucket}/${object.key.slice(0, object.key.lastIndexOf('/') + 1)}`;
    fresh.set(id, { Values, StorageDescriptor: { ...wanted.StorageDescriptor, Location } });
  }
  return [...fresh.values()];
}

function tableInput(Name: string, Location: string, format: Format, Columns: Column[], PartitionKeys: Column[]): TableInput {
  const { input, serde, parameters } = SERDES[format];
  return {
    Name,
    TableType: 'EXTERNAL_TABLE',
    Parameters: { classification: format, ...(format === 'csv' && { 'skip.header.line.count': '1' }) },
    PartitionKeys,
    StorageDescriptor: { Columns, Location, InputFormat: input, SerdeInfo: { SerializationLibrary: serde, Parameters: parameters } },
  };
}

function differs(known: TableRecord, wanted: TableInput): boolean {
  return JSON.stringify(known.current.input.StorageDescriptor?.Columns) !== JSON.stringify(wanted.StorageDescriptor?.Columns);
}
