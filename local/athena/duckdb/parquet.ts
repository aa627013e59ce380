import type { TableSource } from '../engine.ts';
import { identifier, literal } from '../quote.ts';
import { duckdbType } from './hive-type.ts';
import type { HiveType } from './hive-type.ts';
import { FILE_COLUMN, pathList } from './reader.ts';
import type { Describe, Reader } from './reader.ts';

/** What the files' type may be for a declared one; others fail the query once a value is read. */
const COMPATIBLE: Readonly<Record<HiveType['kind'], RegExp>> = {
  integer: /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/,
  float: /^(FLOAT|DOUBLE)$/,
  double: /^(FLOAT|DOUBLE)$/,
  decimal: /^(DECIMAL|U?(TINYINT|SMALLINT|INTEGER|BIGINT)$)/,
  boolean: /^BOOLEAN$/,
  string: /^(VARCHAR|BLOB|ENUM|UUID|JSON)/,
  binary: /^(BLOB|VARCHAR)$/,
  date: /^DATE$/,
  timestamp: /^TIMESTAMP/,
  array: /\[\d*\]$/,
  map: /^MAP\(/,
  struct: /^STRUCT\(/,
};

/**
 * Columns are found by name, whatever their order and case; an absent one is NULL (Athena user guide, "Handle schema updates").
 * A column of another type fails the query with HIVE_BAD_DATA.
 */
export async function parquetReader(source: TableSource, describe: Describe): Promise<Reader> {
  const actual = await describe(source.files.map((file) => file.path));
  return {
    from: `read_parquet(${pathList(source)}, union_by_name = true, filename = ${literal(FILE_COLUMN)})`,
    expression: ({ name, type }) => {
      const found = actual.get(name.toLowerCase());
      const declared = duckdbType(type);
      if (found === undefined) return `CAST(NULL AS ${declared})`;
      const column = `d.${identifier(name)}`;
      if (COMPATIBLE[type.kind].test(found)) return `CAST(${column} AS ${declared})`;
      const where = `in parquet file ${source.files[0]?.uri ?? ''}`;
      const against = `is incompatible with type ${declared.toLowerCase()} defined in table schema`;
      const message = `HIVE_BAD_DATA: Field ${name}'s type ${found} ${where} ${against}`;
      return `CASE WHEN ${column} IS NOT NULL THEN CAST(error(${literal(message)}) AS ${declared}) END`;
    },
  };
}
