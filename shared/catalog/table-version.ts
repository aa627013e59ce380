import { digestOf } from './hash.ts';

export interface Column {
  readonly name: string;
  /** As Glue writes it, such as `decimal(10,2)`. */
  readonly type: string;
}

export interface Partition {
  readonly values: readonly string[];
  readonly location: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** When its writer last touched it (Hive's `transient_lastDdlTime`), as far as the catalog knows. */
  readonly updatedAt: number;
  /** Digest of its parameters: writers note sizes, counts and times there. */
  readonly parameters: string;
}

/** What the catalog says about one version of a table. */
export interface TableVersion {
  /** Without the partition keys. */
  readonly columns: readonly Column[];
  readonly partitionKeys: readonly Column[];
  readonly location: string;
  /** Milliseconds since the epoch: tells a table from one of the same name that was dropped. */
  readonly createdAt: number;
  readonly versionId: string;
  /** Iceberg changes it with every commit. */
  readonly metadataLocation: string;
  /** Of Iceberg, where the writer notes it in the catalog; empty otherwise. */
  readonly snapshotId: string;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
  readonly partitions: readonly Partition[];
}

/** Identifies a version of the data, as far as the catalog can tell. The order in which partitions are listed does not matter. */
export function fingerprint(version: TableVersion): string {
  return digestOf(tablePrint(version), ...version.partitions.map(partitionPrint).toSorted());
}

/** Identifies a version of the table apart from its partitions. An Iceberg commit that keeps the snapshot changed no data. */
export function tablePrint({ columns, partitionKeys, location, createdAt, versionId, metadataLocation, snapshotId }: TableVersion): string {
  const data = snapshotId === '' ? [versionId, metadataLocation] : [snapshotId];
  return digestOf(JSON.stringify([columns, partitionKeys, location, createdAt, ...data]));
}

/** Identifies a version of a partition. */
export function partitionPrint({ values, location, createdAt, updatedAt, parameters }: Partition): string {
  return digestOf(JSON.stringify([values, location, createdAt, updatedAt, parameters]));
}

/** When the data last changed, as far as the catalog can tell (milliseconds since the epoch). */
export function changedAt({ updatedAt, partitions }: TableVersion): number {
  return partitions.reduce((latest, partition) => Math.max(latest, partition.createdAt, partition.updatedAt), updatedAt);
}
