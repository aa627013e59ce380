import type { Column } from '@aws-sdk/client-glue';

const HIVE: Readonly<Record<string, string>> = {
  BOOLEAN: 'boolean',
  TINYINT: 'tinyint',
  SMALLINT: 'smallint',
  INTEGER: 'int',
  BIGINT: 'bigint',
  FLOAT: 'float',
  DOUBLE: 'double',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  'TIMESTAMP WITH TIME ZONE': 'timestamp',
  BLOB: 'binary',
};

/** Columns of a Parquet file, from its own schema. @throws Error when it is not one */
export async function parquetColumns(file: string): Promise<Column[]> {
  // Loaded here, since only a crawl over Parquet needs the engine.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet('${file.replaceAll("'", "''")}')`);
    return reader.getRows().map(([name, type]) => ({ Name: String(name).toLowerCase(), Type: hiveType(String(type)) }));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function hiveType(type: string): string {
  return HIVE[type] ?? (type.startsWith('DECIMAL') ? type.toLowerCase() : 'string');
}
