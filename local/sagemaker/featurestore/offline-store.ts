import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { identifier, literal } from '../../athena/quote.ts';
import type { Cloud } from '../../core/cloud.ts';
import type { FeatureGroup } from './groups.ts';
import type { OfflineRecord } from './record.ts';

/** Cloud time until records are written: AWS says within 15 minutes. */
const WITHIN = 300_000;
const TYPES: Readonly<Record<string, string>> = { Integral: 'BIGINT', Fractional: 'DOUBLE', String: 'VARCHAR' };

/**
 * Writes records to S3 as the group's role: Parquet files by the hour of the event time, with the time of the call and of the writing
 * (SageMaker AI developer guide, "Amazon SageMaker Feature Store offline store data format").
 */
export class OfflineStore {
  readonly #cloud: Cloud;
  #database: Promise<{ readonly instance: DuckDBInstance; readonly connection: DuckDBConnection }> | undefined;
  #files = 0;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  add(group: FeatureGroup, record: OfflineRecord): void {
    group.buffer.push(record);
    if (group.buffer.length === 1) this.#cloud.clock.timer(() => void this.#flush(group), WITHIN);
  }

  async close(): Promise<void> {
    const database = await this.#database;
    database?.connection.closeSync();
    database?.instance.closeSync();
  }

  async #flush(group: FeatureGroup): Promise<void> {
    const records = group.buffer.splice(0);
    for (const [hour, inHour] of Map.groupBy(records, ({ eventTime }) => new Date(eventTime).toISOString().slice(0, 13))) {
      const body = await this.#cloud.clock.outside(this.#parquet(group, inHour));
      const newest = new Date(Math.max(...inHour.map(({ eventTime }) => eventTime))).toISOString();
      const name = `${newest.slice(0, 19).replaceAll(/[-:]/g, '')}Z_${this.#cloud.dice.text(16)}.parquet`;
      const [year, month, day] = hour.slice(0, 10).split('-');
      this.#put(group, `year=${year}/month=${month}/day=${day}/hour=${hour.slice(11)}/${name}`, body);
    }
  }

  #put(group: FeatureGroup, path: string, body: Uint8Array): void {
    const cloud = this.#cloud;
    const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(group.outputUri ?? '') ?? [];
    try {
      const caller = cloud.sts.serviceAs(group.request.RoleArn ?? '', 'SageMaker');
      cloud.s3.authorize(caller, 's3:PutObject', bucket, `${prefix}/${path}`);
      cloud.s3.put(bucket, `${prefix}/${path}`, body);
      group.failure = undefined;
    } catch (error) {
      group.failure = error instanceof Error ? error.message : String(error);
    }
  }

  async #parquet(group: FeatureGroup, records: readonly OfflineRecord[]): Promise<Uint8Array> {
    const { connection } = await (this.#database ??= open());
    const base = join(this.#cloud.s3.directory(), `offline-store-${(this.#files += 1)}`);
    const [source, target] = [`${base}.json`, `${base}.parquet`];
    const own = { api_invocation_time: 'TIMESTAMP', write_time: 'TIMESTAMP', is_deleted: 'BOOLEAN' };
    const now = this.#cloud.clock.now();
    const rows = records.map(({ values, isDeleted, invokedAt }) => ({
      ...Object.fromEntries(values),
      api_invocation_time: new Date(invokedAt).toISOString().slice(0, -1),
      write_time: new Date(now).toISOString().slice(0, -1),
      is_deleted: String(isDeleted),
    }));
    const columns = [...[...group.types].map(([name, type]) => [name, TYPES[type] ?? 'VARCHAR'] as const), ...Object.entries(own)];
    await writeFile(source, rows.map((row) => JSON.stringify(row)).join('\n'));
    const read = columns.map(([name]) => `${literal(name)}: 'VARCHAR'`).join(', ');
    const select = columns.map(([name, type]) => `CAST(${identifier(name)} AS ${type}) AS ${identifier(name)}`).join(', ');
    await connection.run(
      `COPY (SELECT ${select} FROM read_json(${literal(source)}, format = 'newline_delimited', columns = {${read}})) TO ${literal(target)} (FORMAT parquet, COMPRESSION snappy)`,
    );
    const body = await readFile(target);
    await Promise.all([rm(source), rm(target)]);
    return body;
  }
}

async function open(): Promise<{ instance: DuckDBInstance; connection: DuckDBConnection }> {
  // Only where features are kept: loading it takes longer than most of what else this service does.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  return { instance, connection: await instance.connect() };
}
