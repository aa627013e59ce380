import { DuckDBTypeId } from '@duckdb/node-api';
import type { DuckDBType } from '@duckdb/node-api';
import type { ResultColumn } from '../engine.ts';

/** Athena's fixed numbers in ColumnInfo (observed in public GetQueryResults answers). */
const LONGEST_TEXT = 2_147_483_647;
const LONGEST_BINARY = 1_073_741_824;

const SIMPLE: Readonly<Partial<Record<DuckDBTypeId, readonly [type: string, precision: number, hiveType: string]>>> = {
  [DuckDBTypeId.BOOLEAN]: ['boolean', 0, 'boolean'],
  [DuckDBTypeId.TINYINT]: ['tinyint', 3, 'tinyint'],
  [DuckDBTypeId.SMALLINT]: ['smallint', 5, 'smallint'],
  [DuckDBTypeId.UTINYINT]: ['smallint', 5, 'smallint'],
  [DuckDBTypeId.INTEGER]: ['integer', 10, 'int'],
  [DuckDBTypeId.USMALLINT]: ['integer', 10, 'int'],
  [DuckDBTypeId.BIGINT]: ['bigint', 19, 'bigint'],
  [DuckDBTypeId.UINTEGER]: ['bigint', 19, 'bigint'],
  [DuckDBTypeId.UBIGINT]: ['bigint', 19, 'bigint'],
  // What DuckDB sums integers to; Trino's sum is a bigint.
  [DuckDBTypeId.HUGEINT]: ['bigint', 19, 'bigint'],
  [DuckDBTypeId.FLOAT]: ['float', 17, 'float'],
  [DuckDBTypeId.DOUBLE]: ['double', 17, 'double'],
  [DuckDBTypeId.VARCHAR]: ['varchar', LONGEST_TEXT, 'string'],
  [DuckDBTypeId.ENUM]: ['varchar', LONGEST_TEXT, 'string'],
  [DuckDBTypeId.UUID]: ['varchar', LONGEST_TEXT, 'string'],
  [DuckDBTypeId.SQLNULL]: ['unknown', 0, 'string'],
  [DuckDBTypeId.BLOB]: ['varbinary', LONGEST_BINARY, 'binary'],
  [DuckDBTypeId.DATE]: ['date', 0, 'date'],
  [DuckDBTypeId.TIME]: ['time', 3, 'string'],
  [DuckDBTypeId.TIMESTAMP]: ['timestamp', 3, 'timestamp'],
  [DuckDBTypeId.TIMESTAMP_S]: ['timestamp', 3, 'timestamp'],
  [DuckDBTypeId.TIMESTAMP_MS]: ['timestamp', 3, 'timestamp'],
  [DuckDBTypeId.TIMESTAMP_NS]: ['timestamp', 3, 'timestamp'],
  [DuckDBTypeId.TIMESTAMP_TZ]: ['timestamp with time zone', 3, 'timestamp'],
  [DuckDBTypeId.INTERVAL]: ['interval day to second', 0, 'string'],
};

/** What GetQueryResults and a table made of the result say about a column. */
export function resultColumn(name: string, type: DuckDBType): ResultColumn {
  switch (type.typeId) {
    case DuckDBTypeId.DECIMAL:
      return { name, type: 'decimal', precision: type.width, scale: type.scale, hiveType: `decimal(${type.width},${type.scale})` };
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return nested(name, 'array', `array<${resultColumn('', type.valueType).hiveType}>`);
    case DuckDBTypeId.MAP:
      return nested(name, 'map', `map<${resultColumn('', type.keyType).hiveType},${resultColumn('', type.valueType).hiveType}>`);
    case DuckDBTypeId.STRUCT: {
      const fields = type.entryTypes.map(
        (entry, index) => `${type.entryNames[index] ?? `field${index}`}:${resultColumn('', entry).hiveType}`,
      );
      return nested(name, 'row', `struct<${fields.join(',')}>`);
    }
    default: {
      const [athena, precision, hiveType] = SIMPLE[type.typeId] ?? ['varchar', LONGEST_TEXT, 'string'];
      return { name, type: athena, precision, scale: 0, hiveType };
    }
  }
}

/** The result's column names: Athena calls an expression without alias `_col` and its position, DuckDB by its text. */
export function outputNames(names: readonly string[], given: readonly (string | undefined)[]): string[] {
  const star = given.indexOf('*');
  const after = given.length - 1 - star;
  // Two stars: which of them brings how many columns is not known from the statement.
  if (star >= 0 && given.lastIndexOf('*') !== star) return [...names];
  return names.map((name, index) => {
    if (star < 0 || index < star) return given[index] ?? `_col${index}`;
    const fromEnd = names.length - index;
    return fromEnd > after ? name : (given[given.length - fromEnd] ?? `_col${index}`);
  });
}

function nested(name: string, type: string, hiveType: string): ResultColumn {
  return { name, type, precision: 0, scale: 0, hiveType };
}
