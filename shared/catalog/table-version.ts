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
}

/** What the catalog says about one version of a table. */
export interface TableVersion {
  /** Partition keys come last. */
  readonly columns: readonly Column[];
  readonly partitionKeys: readonly Column[];
  readonly location: string;
  /** Milliseconds since the epoch: tells a table from one of the same name that was dropped. */
  readonly createdAt: number;
  readonly versionId: string;
  /** Iceberg changes it with every commit. */
  readonly metadataLocation: string;
  readonly partitions: readonly Partition[];
}

/** Identifies a version of the data, as far as the catalog can tell. The order in which partitions are listed does not matter. */
export function fingerprint(version: TableVersion): string {
  const { columns, partitionKeys, location, createdAt, versionId, metadataLocation } = version;
  const partitions = version.partitions
    .map((partition) => JSON.stringify([partition.values, partition.location, partition.createdAt]))
    .toSorted();
  return digestOf(JSON.stringify([columns, partitionKeys, location, createdAt, versionId, metadataLocation]), ...partitions);
}
