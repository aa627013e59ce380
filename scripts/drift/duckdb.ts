import type { DuckDBConnection } from '@duckdb/node-api';
import type { Rows } from '../../shared/drift/source.ts';

/** A query's rows as text, as Athena's result files have them: NULL is null. */
export async function queryRows(connection: DuckDBConnection, sql: string): Promise<Rows> {
  const result = await connection.runAndReadAll(sql);
  return result.getRowsJson().map((row) => row.map((value) => (value === null ? null : typeof value === 'string' ? value : JSON.stringify(value))));
}
