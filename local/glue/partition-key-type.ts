import { invalidInput } from './errors.ts';

export type KeyValue = string | number | bigint;

/** How the values of a partition key are read and compared. */
export interface KeyType {
  /** As messages name it. */
  readonly name: string;
  readonly article: 'a' | 'an';
  readonly noun: string;
  readonly isText?: true;
  /** Undefined for what is no value of the type, as Hive's partition for NULL is none. */
  readonly read: (text: string) => KeyValue | undefined;
  readonly compare: (one: KeyValue, other: KeyValue) => number;
}

/** The partition in which Hive keeps the rows whose key is NULL. */
const HIVE_NULL = '__HIVE_DEFAULT_PARTITION__';

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIMESTAMP = /^(\d{4}-\d\d-\d\d) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.(\d{1,9}))?$/;

const ordered = (one: KeyValue, other: KeyValue): number => (one < other ? -1 : one > other ? 1 : 0);

const TEXT: KeyType = { name: 'String', article: 'a', noun: 'string', isText: true, read: (text) => (text === HIVE_NULL ? undefined : text), compare: ordered };
const INTEGER: KeyType = { name: 'Integral', article: 'an', noun: 'integer', read: (text) => (/^-?\d+$/.test(text) ? BigInt(text) : undefined), compare: ordered };
const DECIMAL: KeyType = { name: 'Decimal', article: 'a', noun: 'decimal', read: (text) => (/^-?\d+(\.\d*)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined), compare: ordered };
const DAY: KeyType = { name: 'Date', article: 'a', noun: 'date', read: (text) => (isDate(text) ? text : undefined), compare: ordered };
/** To the nanosecond: as text of one length, it is ordered as time is. */
const TIME: KeyType = { name: 'Timestamp', article: 'a', noun: 'timestamp', read: readTimestamp, compare: ordered };

/** The types of keys that a filter may name (AWS Glue API reference, GetPartitions: Expression, "Supported partition key types"). */
const TYPES: Readonly<Record<string, KeyType>> = {
  string: TEXT,
  char: TEXT,
  varchar: TEXT,
  date: DAY,
  timestamp: TIME,
  int: INTEGER,
  integer: INTEGER,
  bigint: INTEGER,
  long: INTEGER,
  tinyint: INTEGER,
  smallint: INTEGER,
  decimal: DECIMAL,
};

/** @throws AwsError InvalidInputException for a type that no filter can name */
export function partitionKeyType(type: string): KeyType {
  const found = TYPES[type.toLowerCase().replace(/\(.*/, '')];
  if (!found) throw invalidInput(`Unknown type : '${type}'`);
  return found;
}

function isDate(text: string): boolean {
  if (!DATE.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

function readTimestamp(text: string): string | undefined {
  const [, date, , fraction = ''] = TIMESTAMP.exec(text) ?? [];
  if (date === undefined || !isDate(date)) return undefined;
  return `${text.slice(0, 19)}.${fraction.padEnd(9, '0')}`;
}
