import { readCounts, storeCounts, storePartitions } from '../aws/partition-store.ts';
import { readProfile as readStored } from '../aws/profile-store.ts';
import { sameValues } from '../catalog/count-plan.ts';
import type { CountedPartition, CountPlan, SeenPartition } from '../catalog/partition-documents.ts';
import type { WorkDocument } from '../catalog/profile-documents.ts';
import type { Grid } from '../drift/grid.ts';
import { mergeProfiles, subtractProfile } from '../drift/merge-profiles.ts';
import { countsOf, profileOf } from '../drift/partition-counts.ts';
import { profileBatches } from '../drift/profile-queries.ts';
import type { Profile } from '../drift/profile.ts';
import { readPartitions, type PartitionProfile } from '../drift/read-partitions.ts';
import { readProfile } from '../drift/read-profile.ts';
import type { Rows } from '../drift/source.ts';
import { Gone } from './errors.ts';

type Parts = Extract<CountPlan, { kind: 'parts' }>;

/** The profile of the plan's partitions from the results of its queries; stores what the next profile can build on. */
export async function sumPartitions(bucket: string, work: WorkDocument, plan: Parts, grid: Grid, results: readonly Rows[]): Promise<Profile> {
  const { product, changeId } = work;
  const batches = profileBatches(work.columns, grid).length;
  let sum = await baseOf(bucket, work, plan, grid, batches);
  for (const [key, removed] of Map.groupBy(plan.removed, ({ counts }) => counts)) {
    for (const part of await storedProfiles(bucket, key, removed, grid)) sum = subtractProfile(sum, part);
  }
  const counted: CountedPartition[] = [...plan.kept];
  for (const [index, group] of plan.groups.entries()) {
    const rows = results.slice(index * batches, (index + 1) * batches);
    const found = group.length === 1 ? alone(group, rows, work, grid) : readPartitions(rows, work.columns, grid, work.partitionKeys, work.minimumCount);
    sum = mergeProfiles(sum, ...found.map(({ profile }) => profile));
    const own = byPartition(group, found, work, grid, batches);
    const partitions = own?.map(({ values, profile }) => ({ values: [...values], ...countsOf(profile) }));
    const key = partitions === undefined ? null : await storeCounts(bucket, product, changeId, index, { version: 1, partitions });
    counted.push(...group.map((partition) => ({ ...partition, counts: key })));
  }
  await storePartitions(bucket, product, { version: 1, changeId, table: plan.table, counting: plan.counting, partitions: counted });
  return sum;
}

async function baseOf(bucket: string, { product, columns, minimumCount }: WorkDocument, { base }: Parts, grid: Grid, batches: number): Promise<Profile> {
  if (base === null) return empty(columns, grid, batches, minimumCount);
  const found = await readStored(bucket, product, base);
  if (found === undefined) throw new Gone(`The profile of ${base}, to which new partitions are added, is gone`, 'Restore it, or delete newest.json beside it so that all is counted anew.');
  return found.profile;
}

function empty(columns: WorkDocument['columns'], grid: Grid, batches: number, minimumCount: number): Profile {
  return readProfile(Array.from({ length: batches }, () => []), columns, grid, minimumCount);
}

function alone([partition]: readonly SeenPartition[], rows: readonly Rows[], { columns, minimumCount }: WorkDocument, grid: Grid): readonly PartitionProfile[] {
  return partition === undefined ? [] : [{ values: partition.values, profile: readProfile(rows, columns, grid, minimumCount) }];
}

/** Which partition each profile is of; undefined when the engine prints a value otherwise than the catalog. A partition without rows is in no result. */
function byPartition(
  group: readonly SeenPartition[],
  found: readonly PartitionProfile[],
  { partitionKeys, columns, minimumCount }: WorkDocument,
  grid: Grid,
  batches: number,
): readonly { readonly values: readonly string[]; readonly profile: Profile }[] | undefined {
  const profiles = new Map(found.map(({ values, profile }) => [sameValues(partitionKeys, values), profile]));
  const own = group.map(({ values }) => {
    const key = sameValues(partitionKeys, values);
    const profile = profiles.get(key);
    profiles.delete(key);
    return { values, profile: profile ?? empty(columns, grid, batches, minimumCount) };
  });
  return profiles.size === 0 ? own : undefined;
}

async function storedProfiles(bucket: string, key: string | null, partitions: readonly CountedPartition[], grid: Grid): Promise<readonly Profile[]> {
  const stored = key === null ? [] : (await readCounts(bucket, key)).partitions;
  const counts = new Map(stored.map((partition) => [JSON.stringify(partition.values), partition]));
  return partitions.map(({ values }) => {
    const found = counts.get(JSON.stringify(values));
    if (found === undefined) throw new Gone('The counts of a partition that was dropped or replaced are gone', 'Delete newest.json of the product so that all is counted anew.');
    return profileOf(found, grid);
  });
}
