import { digestOf } from './hash.ts';
import { partitionFilter } from '../drift/partition-filter.ts';
import type { ColumnGrid } from '../drift/grid.ts';
import type { Column } from '../drift/source.ts';
import type { CountedPartition, CountPlan, PartitionsDocument, SeenPartition } from './partition-documents.ts';

/** Partitions that one query counts, each for itself: what comes back fits in a function's memory. */
const partitionsPerQuery = 50;
/** Room for the partition filter in a query's text; the rest is for its columns. */
const filterBytes = 60_000;
/** Queries that one profile may start; Athena's quota of queries under way is shared by all. */
const maximumQueries = 60;

export interface ToCount {
  readonly partitionKeys: readonly Column[];
  readonly partitions: readonly SeenPartition[];
  /** Identifies the table apart from its partitions. */
  readonly table: string;
  /** Identifies what is counted and how: profiles of parts add only if it is the same. */
  readonly counting: string;
  /** Queries that one set of partitions takes. */
  readonly batches: number;
  /** The files may have changed in place: nothing that was counted before is used. */
  readonly recount: boolean;
}

/** The newest profile and the partitions that it is the sum of. */
export interface Newest {
  readonly changeId: string;
  readonly partitions: PartitionsDocument | undefined;
}

/**
 * What to count of the data: all of it, or only the partitions that are new or replaced, to be added to the profile of `newest`, from
 * which the replaced and dropped ones are taken. When no partition explains a new version of the table, everything is counted.
 */
export function planCounting(now: ToCount, { changeId, partitions: newest }: Newest): CountPlan {
  const { partitionKeys, partitions, table, counting, batches, recount } = now;
  if (partitions.length === 0 || areAmbiguous(partitionKeys, partitions)) return { kind: 'whole' };
  const all = () => bounded({ kind: 'parts', table, counting, base: null, kept: [], removed: [], groups: groupsOf(partitionKeys, partitions) }, batches);
  if (recount || newest === undefined || newest.counting !== counting) return all();
  const before = new Map(newest.partitions.map((partition) => [JSON.stringify(partition.values), partition]));
  const isKept = ({ values, print }: SeenPartition) => before.get(JSON.stringify(values))?.print === print;
  const fresh = partitions.filter((partition) => !isKept(partition));
  const keptNames = new Set(partitions.filter(isKept).map(({ values }) => JSON.stringify(values)));
  const kept = newest.partitions.filter(({ values }) => keptNames.has(JSON.stringify(values)));
  const removed = newest.partitions.filter(({ values }) => !keptNames.has(JSON.stringify(values)));
  const nothingExplains = fresh.length === 0 && removed.length === 0 && newest.table !== table;
  if (nothingExplains || removed.some(({ counts }) => counts === null)) return all();
  return bounded({ kind: 'parts', table, counting, base: changeId, kept, removed, groups: groupsOf(partitionKeys, fresh) }, batches);
}

/** Too many queries: counted together once, and by partition from then on. */
function bounded(plan: Extract<CountPlan, { kind: 'parts' }>, batches: number): CountPlan {
  if (plan.groups.length * batches <= maximumQueries) return plan;
  const fresh: readonly CountedPartition[] = plan.groups.flat().map((partition) => ({ ...partition, counts: null }));
  return { kind: 'together', table: plan.table, counting: plan.counting, partitions: [...plan.kept, ...fresh] };
}

function groupsOf(keys: readonly Column[], partitions: readonly SeenPartition[]): SeenPartition[][] {
  const groups: SeenPartition[][] = [];
  let bytes = Infinity;
  for (const partition of partitions) {
    const size = Buffer.byteLength(partitionFilter(keys, [partition.values]));
    const last = groups.at(-1);
    if (last === undefined || last.length >= partitionsPerQuery || bytes + size > filterBytes) {
      groups.push([partition]);
      bytes = size;
    } else {
      last.push(partition);
      bytes += size;
    }
  }
  return groups;
}

/** A digest of columns and their parts of the grid. */
export function countingDigest(columns: readonly ColumnGrid[], minimumCount: number): string {
  return digestOf(JSON.stringify(columns), String(minimumCount));
}

/** Partitions that an engine could not tell apart: `1` and `01` of a whole number. */
function areAmbiguous(keys: readonly Column[], partitions: readonly SeenPartition[]): boolean {
  return new Set(partitions.map(({ values }) => sameValues(keys, values))).size < partitions.length;
}

/** The values of a partition as an engine prints them, to find it among the rows of a result. */
export function sameValues(keys: readonly Column[], values: readonly (string | null)[]): string {
  return JSON.stringify(keys.map(({ type }, i) => sameValue(type, values[i] ?? null)));
}

function sameValue(type: string, value: string | null): string | null {
  if (value === null || value === '__HIVE_DEFAULT_PARTITION__') return null;
  if (/^(tinyint|smallint|int|integer|bigint)$/i.test(type.trim()) && /^[-+]?\d+$/.test(value)) return String(BigInt(value));
  return value;
}
