import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Rows } from '../../shared/drift/source.ts';

export interface Database {
  readonly connection: DuckDBConnection;
  /** For files on the way. */
  readonly folder: string;
  close(): void;
}

/** A database in a folder of its own, deleted when closed. Memory stays bounded: what does not fit goes to that folder. */
export async function openDatabase(memory = '600MB'): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), 'meshloop-drift-'));
  const instance = await DuckDBInstance.create(join(folder, 'data.duckdb'), { memory_limit: memory, temp_directory: join(folder, 'spill'), preserve_insertion_order: 'true' });
  const connection = await instance.connect();
  await connection.run('SET TimeZone = \'UTC\'');
  return {
    connection,
    folder,
    close: () => {
      connection.closeSync();
      instance.closeSync();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Wide tables need a buffer for each column. */
export async function roomFor(connection: DuckDBConnection, columns: number): Promise<void> {
  if (columns > 200) await connection.run(`SET memory_limit = '${600 + 2 * columns}MB'`);
}

/** A query's rows as text, as Athena's result files have them: NULL is null. */
export async function queryRows(connection: DuckDBConnection, sql: string): Promise<Rows> {
  const result = await connection.runAndReadAll(sql);
  return result.getRowsJson().map((row) => row.map((value) => (value === null ? null : typeof value === 'string' ? value : JSON.stringify(value))));
}
