/** What can be counted of a column: numbers by a grid, texts by value, nested types and bytes not at all. */
export type ColumnClass = 'integer' | 'fraction' | 'boolean' | 'text' | 'character' | 'date' | 'timestamp' | 'nested';

const classes: Readonly<Record<string, ColumnClass>> = {
  tinyint: 'integer', smallint: 'integer', int: 'integer', integer: 'integer', bigint: 'integer', long: 'integer',
  float: 'fraction', real: 'fraction', double: 'fraction', decimal: 'fraction', numeric: 'fraction',
  boolean: 'boolean', bool: 'boolean',
  string: 'text', varchar: 'text', char: 'character',
  date: 'date', timestamp: 'timestamp', timestamptz: 'timestamp',
};

/** Data types in Amazon Athena (user guide, "Data types in Amazon Athena") and those of Iceberg tables in Glue. */
export function classOf(type: string): ColumnClass {
  const name = /^[a-z]+/.exec(type.trim().toLowerCase())?.[0] ?? '';
  if (/^decimal\s*\(\s*\d+\s*(,\s*0\s*)?\)$/.test(type.trim().toLowerCase())) return 'integer';
  return Object.hasOwn(classes, name) ? classes[name] ?? 'nested' : 'nested';
}
