/** What a column of a file holds, before both sides agree on a type. `empty`: no values at all. */
export type FileClass = 'empty' | 'whole' | 'number' | 'decimal' | 'boolean' | 'date' | 'timestamp' | 'text' | 'nested';

export interface FileColumn {
  readonly name: string;
  readonly class: FileClass;
  /** The type in the file, for messages. */
  readonly type: string;
}

/** The class of a DuckDB type, as DESCRIBE writes it. */
export function fileClass(type: string): FileClass {
  if (/[[\]]|^(STRUCT|MAP|UNION|LIST|BLOB|BIT|INTERVAL|GEOMETRY|VARIANT)\b/.test(type)) return 'nested';
  if (/^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT|UHUGEINT)$/.test(type)) return 'whole';
  if (/^(FLOAT|DOUBLE)$/.test(type)) return 'number';
  if (type.startsWith('DECIMAL')) return 'decimal';
  if (type === 'BOOLEAN') return 'boolean';
  if (type === 'DATE') return 'date';
  if (type.startsWith('TIMESTAMP')) return 'timestamp';
  return type === 'NULL' || type === '"NULL"' ? 'empty' : 'text';
}

const numbers: ReadonlySet<FileClass> = new Set(['whole', 'decimal', 'number']);
const times: ReadonlySet<FileClass> = new Set(['date', 'timestamp']);

/** The class under which two sides can be compared; undefined when they hold different things. */
export function common(a: FileClass, b: FileClass): FileClass | undefined {
  if (a === b || b === 'empty') return a;
  if (a === 'empty') return b;
  if (numbers.has(a) && numbers.has(b)) return 'number';
  return times.has(a) && times.has(b) ? 'timestamp' : undefined;
}

/** The Hive type that the profile's SQL works with. */
export function hiveType(kind: FileClass): string {
  switch (kind) {
    case 'whole': return 'bigint';
    case 'number':
    case 'decimal': return 'double';
    case 'boolean':
    case 'date':
    case 'timestamp': return kind;
    case 'nested': return nestedType('STRUCT');
    case 'empty':
    case 'text': return 'string';
  }
}

/** The Hive type of what is not counted, from DuckDB's. */
export function nestedType(type: string): string {
  if (/[[\]]|^LIST/.test(type)) return 'array';
  return type.startsWith('BLOB') || type.startsWith('BIT') ? 'binary' : type.startsWith('MAP') ? 'map' : type.startsWith('INTERVAL') ? 'interval' : 'struct';
}

/** The word for people and for JSON. */
export function typeWord(hive: string): string {
  switch (hive) {
    case 'bigint':
    case 'double': return 'number';
    case 'date':
    case 'timestamp': return 'time';
    default: return 'category';
  }
}
