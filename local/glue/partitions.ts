import type {
  BatchCreatePartitionCommandInput,
  BatchCreatePartitionCommandOutput,
  BatchDeletePartitionCommandInput,
  BatchDeletePartitionCommandOutput,
  BatchUpdatePartitionCommandInput,
  BatchUpdatePartitionCommandOutput,
  CreatePartitionCommandInput,
  CreatePartitionCommandOutput,
  DeletePartitionCommandInput,
  DeletePartitionCommandOutput,
  PartitionInput,
  UpdatePartitionCommandInput,
  UpdatePartitionCommandOutput,
} from '@aws-sdk/client-glue';
import type { Caller, Output } from '../core/service.ts';
import type { FoundTable } from './access.ts';
import type { Glue } from './glue.ts';
import { alreadyExists, errorDetail, insufficient, invalidInput, notFound } from './errors.ts';
import { tableChanged } from './notify.ts';
import { partitionKey } from './state.ts';
import { throughTableLink } from './tables.ts';

interface TableName {
  readonly CatalogId?: string | undefined;
  readonly DatabaseName: string | undefined;
  readonly TableName: string | undefined;
}

export function createPartition(glue: Glue, caller: Caller, input: CreatePartitionCommandInput): Output<CreatePartitionCommandOutput> {
  const found = writable(glue, caller, input);
  add(glue, found, input.PartitionInput);
  changed(glue, found, 'CreatePartition', [input.PartitionInput?.Values]);
  return {};
}

export function batchCreatePartition(
  glue: Glue,
  caller: Caller,
  input: BatchCreatePartitionCommandInput,
): Output<BatchCreatePartitionCommandOutput> {
  const found = writable(glue, caller, input);
  const { done, Errors } = each(
    input.PartitionInputList,
    ({ Values }) => Values,
    (partition) => add(glue, found, partition),
  );
  if (done.length > 0) changed(glue, found, 'BatchCreatePartition', done);
  return { Errors };
}

export function updatePartition(glue: Glue, caller: Caller, input: UpdatePartitionCommandInput): Output<UpdatePartitionCommandOutput> {
  const found = writable(glue, caller, input);
  replace(found, input.PartitionValueList, input.PartitionInput);
  changed(glue, found, 'UpdatePartition', [input.PartitionValueList]);
  return {};
}

export function batchUpdatePartition(
  glue: Glue,
  caller: Caller,
  input: BatchUpdatePartitionCommandInput,
): Output<BatchUpdatePartitionCommandOutput> {
  const found = writable(glue, caller, input);
  const { done, Errors } = each(
    input.Entries,
    ({ PartitionValueList }) => PartitionValueList,
    ({ PartitionValueList, PartitionInput: partition }) => replace(found, PartitionValueList, partition),
  );
  if (done.length > 0) changed(glue, found, 'BatchUpdatePartition', done);
  return { Errors: Errors.map(({ PartitionValues, ErrorDetail }) => ({ PartitionValueList: PartitionValues, ErrorDetail })) };
}

export function deletePartition(glue: Glue, caller: Caller, input: DeletePartitionCommandInput): Output<DeletePartitionCommandOutput> {
  const found = writable(glue, caller, input);
  remove(found, input.PartitionValues);
  changed(glue, found, 'DeletePartition', [input.PartitionValues]);
  return {};
}

export function batchDeletePartition(
  glue: Glue,
  caller: Caller,
  input: BatchDeletePartitionCommandInput,
): Output<BatchDeletePartitionCommandOutput> {
  const found = writable(glue, caller, input);
  const { done, Errors } = each(
    input.PartitionsToDelete,
    ({ Values }) => Values,
    ({ Values }) => remove(found, Values),
  );
  if (done.length > 0) changed(glue, found, 'BatchDeletePartition', done);
  return { Errors };
}

/** Adds a partition, as the operation and crawlers do. */
export function add({ cloud }: Pick<Glue, 'cloud'>, { table }: Pick<FoundTable, 'table'>, partition: PartitionInput | undefined): void {
  const values = partition?.Values ?? [];
  if (values.length !== (table.current.input.PartitionKeys ?? []).length) {
    throw invalidInput('The number of partition keys do not match the number of partition values');
  }
  if (table.partitions.has(partitionKey(values))) throw alreadyExists('Partition already exists.');
  table.partitions.set(partitionKey(values), { input: { ...partition, Values: values }, createdAt: cloud.clock.now() });
}

function replace({ table }: FoundTable, values: readonly string[] | undefined, partition: PartitionInput | undefined): void {
  const record = table.partitions.get(partitionKey(values));
  if (!record) throw notFound('Cannot find partition.');
  const to = partition?.Values ?? [...(values ?? [])];
  if (partitionKey(to) !== partitionKey(values)) {
    if (table.partitions.has(partitionKey(to))) throw alreadyExists('Partition already exists.');
    table.partitions.delete(partitionKey(values));
  }
  table.partitions.set(partitionKey(to), { input: { ...partition, Values: to }, createdAt: record.createdAt });
}

function remove({ table }: FoundTable, values: readonly string[] | undefined): void {
  if (!table.partitions.delete(partitionKey(values))) throw notFound('Cannot find partition.');
}

/** Writing partitions is inserting, or altering the table. */
function writable(glue: Glue, caller: Caller, name: TableName): FoundTable {
  const found = throughTableLink(
    glue,
    caller,
    name.CatalogId ?? caller.accountId,
    name.DatabaseName ?? '',
    name.TableName ?? '',
    'DESCRIBE',
  );
  const resource = { catalogId: found.catalogId, database: found.record.name, table: found.table.name };
  if (!glue.access.mayOne(caller, ['INSERT', 'ALTER'], resource)) throw insufficient('ALTER', found.table.name);
  return found;
}

/** One entry's failure does not stop the others. */
function each<Entry>(
  entries: readonly Entry[] | undefined,
  valuesOf: (entry: Entry) => string[] | undefined,
  run: (entry: Entry) => void,
): { done: (string[] | undefined)[]; Errors: { PartitionValues: string[]; ErrorDetail: { ErrorCode: string; ErrorMessage: string } }[] } {
  const done: (string[] | undefined)[] = [];
  const Errors = (entries ?? []).flatMap((entry) => {
    try {
      run(entry);
      done.push(valuesOf(entry));
      return [];
    } catch (error) {
      return [{ PartitionValues: valuesOf(entry) ?? [], ErrorDetail: errorDetail(error) }];
    }
  });
  return { done, Errors };
}

function changed(
  { cloud }: Glue,
  found: FoundTable,
  type: Parameters<typeof tableChanged>[3],
  values: readonly (readonly string[] | undefined)[],
): void {
  const names = values.map((value) => value ?? []);
  tableChanged(cloud, found.catalogId, { database: found.record.name, table: found.table.name }, type, names);
}
