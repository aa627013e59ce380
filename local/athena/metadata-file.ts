import type { ResultColumn } from './engine.ts';

/** Field numbers of the message and of its column message, as the open-source Athena JDBC driver of Burt Corp reads them. */
const QUERY_ID = 1;
const COLUMN = 4;
const COLUMN_FIELDS = {
  catalog: 1,
  schema: 2,
  table: 3,
  name: 4,
  label: 5,
  type: 6,
  precision: 7,
  scale: 8,
  nullable: 9,
  caseSensitive: 10,
};
const NULLABLE_UNKNOWN = 3;

/** The companion `.metadata` file of a result, a protobuf message with the columns' descriptions. */
export function metadataFile(queryId: string, columns: readonly ResultColumn[]): Uint8Array {
  return Buffer.concat([bytesField(QUERY_ID, Buffer.from(queryId)), ...columns.map((column) => bytesField(COLUMN, columnMessage(column)))]);
}

function columnMessage(column: ResultColumn): Buffer {
  const text = (field: number, value: string) => bytesField(field, Buffer.from(value));
  return Buffer.concat([
    text(COLUMN_FIELDS.catalog, 'hive'),
    text(COLUMN_FIELDS.name, column.name),
    text(COLUMN_FIELDS.label, column.name),
    text(COLUMN_FIELDS.type, column.type),
    numberField(COLUMN_FIELDS.precision, column.precision),
    numberField(COLUMN_FIELDS.scale, column.scale),
    numberField(COLUMN_FIELDS.nullable, NULLABLE_UNKNOWN),
    numberField(COLUMN_FIELDS.caseSensitive, column.type === 'varchar' ? 1 : 0),
  ]);
}

function bytesField(field: number, value: Uint8Array): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(value.byteLength), value]);
}

function numberField(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}
