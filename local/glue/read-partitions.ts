import type {
  BatchGetPartitionCommandInput,
  BatchGetPartitionCommandOutput,
  GetPartitionCommandInput,
  GetPartitionCommandOutput,
  GetPartitionsCommandInput,
  GetPartitionsCommandOutput,
  Partition,
} from '@aws-sdk/client-glue';
import { page } from '../core/pages.ts';
import type { Caller, Output } from '../core/service.ts';
import type { FoundTable } from './access.ts';
import type { Glue } from './glue.ts';
import { describePartition } from './describe.ts';
import { notFound } from './errors.ts';
import { partitionFilter } from './partition-filter.ts';
import { partitionKey, type PartitionRecord } from './state.ts';
import { throughTableLink } from './tables.ts';

const PAGE = 1000;

export function getPartition(glue: Glue, caller: Caller, input: GetPartitionCommandInput): Output<GetPartitionCommandOutput> {
  const found = readable(glue, caller, input);
  const record = found.table.partitions.get(partitionKey(input.PartitionValues));
  if (!record) throw notFound('Cannot find partition.');
  return { Partition: described(found, record) };
}

export function getPartitions(glue: Glue, caller: Caller, input: GetPartitionsCommandInput): Output<GetPartitionsCommandOutput> {
  const found = readable(glue, caller, input);
  const keys = found.table.current.input.PartitionKeys ?? [];
  const fits = partitionFilter(input.Expression, keys);
  const { SegmentNumber = 0, TotalSegments = 1 } = input.Segment ?? {};
  const partitions = [...found.table.partitions.values()]
    .filter((_, index) => index % TotalSegments === SegmentNumber)
    .filter((record) => fits(record.input.Values ?? []));
  const { items, nextToken } = page(partitions, input.NextToken, input.MaxResults ?? PAGE);
  return { Partitions: items.map((record) => shortened(described(found, record), input.ExcludeColumnSchema)), NextToken: nextToken };
}

export function batchGetPartition(
  glue: Glue,
  caller: Caller,
  input: BatchGetPartitionCommandInput,
): Output<BatchGetPartitionCommandOutput> {
  const found = readable(glue, caller, input);
  return {
    Partitions: (input.PartitionsToGet ?? []).flatMap(({ Values }) => {
      const record = found.table.partitions.get(partitionKey(Values));
      return record ? [described(found, record)] : [];
    }),
    UnprocessedKeys: [],
  };
}

function readable(
  glue: Glue,
  caller: Caller,
  name: { CatalogId?: string | undefined; DatabaseName: string | undefined; TableName: string | undefined },
): FoundTable {
  return throughTableLink(glue, caller, name.CatalogId ?? caller.accountId, name.DatabaseName ?? '', name.TableName ?? '', 'DESCRIBE');
}

function described({ catalogId, record, table }: FoundTable, partition: PartitionRecord): Partition {
  return describePartition(partition, { catalogId, database: record.name, table: table.name });
}

function shortened(partition: Partition, without: boolean | undefined): Partition {
  if (!without || !partition.StorageDescriptor) return partition;
  const { Columns: _, ...StorageDescriptor } = partition.StorageDescriptor;
  return { ...partition, StorageDescriptor };
}
