import type { TableSource } from '../engine.ts';
import { ErrorType, QueryFailure } from '../failure.ts';
import { literal } from '../quote.ts';
import { duckdbType } from './hive-type.ts';
import type { HiveType } from './hive-type.ts';
import { FILE_COLUMN, pathList } from './reader.ts';
import type { Column, Reader } from './reader.ts';

const OPEN_CSV = 'org.apache.hadoop.hive.serde2.OpenCSVSerde';

/** No text contains it, so that nothing reads as NULL where the serde knows no NULL. */
const NEVER = '\u0001\u0007\u0001';

/** CSV as the table's serde reads it: both are documented in the Athena user guide. */
export function csvReader(source: TableSource, columns: readonly Column[]): Reader {
  const { serde, serdeParameters } = source.definition;
  const open = serde === undefined ? Object.hasOwn(serdeParameters, 'separatorChar') : serde === OPEN_CSV;
  return open ? openCsv(source, columns) : lazySimple(source, columns);
}

/**
 * LazySimpleSerDe: no quoting at all; `\N` is NULL, an empty field is NULL except in a string column, and so is what does not
 * parse; integers lose their decimals (Athena user guide, "Lazy Simple SerDe"; Trino, io.trino.hive.formats.encodings.text).
 */
function lazySimple(source: TableSource, columns: readonly Column[]): Reader {
  const parameters = source.definition.serdeParameters;
  const options = {
    delim: parameters['field.delim'] ?? parameters['serialization.format'] ?? '\u0001',
    quote: '',
    escape: '',
    nullstr: parameters['serialization.null.format'] ?? '\\N',
  };
  const items = parameters['collection.delim'] ?? parameters['colelction.delim'] ?? '\u0002';
  const keys = parameters['mapkey.delim'] ?? '\u0003';
  return { from: readCsv(source, columns, options), expression: ({ type }, index) => lazyValue(`c${index}`, type, items, keys) };
}

function lazyValue(field: string, type: HiveType, items: string, keys: string): string {
  switch (type.kind) {
    case 'string':
      return field;
    case 'binary':
      return `try(from_base64(${field}))`;
    case 'integer':
      return when(`regexp_full_match(${field}, '[+-]?[0-9]+(\\.[0-9]*)?')`, `TRY_CAST(split_part(${field}, '.', 1) AS ${type.name})`);
    case 'boolean':
      return `CASE lower(${field}) WHEN 'true' THEN true WHEN 'false' THEN false END`;
    case 'array':
      return when(
        `${field} <> ''`,
        `list_transform(string_split(${field}, ${literal(items)}), lambda x: ${lazyValue('x', type.element, items, keys)})`,
      );
    case 'map': {
      const pairs = `string_split(${field}, ${literal(items)})`;
      const part = (number: number, value: HiveType) =>
        `list_transform(${pairs}, lambda x: ${lazyValue(`split_part(x, ${literal(keys)}, ${number})`, value, items, keys)})`;
      return when(`${field} <> ''`, `map(${part(1, type.key)}, ${part(2, type.value)})`);
    }
    case 'struct': {
      const fields = type.fields.map(({ name, type: inner }, index) => {
        const value = lazyValue(`split_part(${field}, ${literal(items)}, ${index + 1})`, inner, items, keys);
        return `${literal(name)}: ${value}`;
      });
      return when(`${field} <> ''`, `{${fields.join(', ')}}`);
    }
    case 'float':
    case 'double':
    case 'decimal':
    case 'date':
    case 'timestamp':
      return `TRY_CAST(${field} AS ${duckdbType(type)})`;
  }
}

/**
 * OpenCSVSerde: quotes and escapes; every field is text first, an empty one the empty text, and what does not parse as the declared
 * type fails the query; dates are days and timestamps milliseconds since the epoch (Athena user guide, "Open CSV SerDe").
 */
function openCsv(source: TableSource, columns: readonly Column[]): Reader {
  const parameters = source.definition.serdeParameters;
  const quote = parameters['quoteChar'] ?? '"';
  const escape = parameters['escapeChar'] ?? '\\';
  const options = { delim: parameters['separatorChar'] ?? ',', quote, escape, nullstr: NEVER };
  const lenient = source.definition.tableParameters['use.null.for.invalid.data']?.toLowerCase() === 'true';
  return {
    from: readCsv(source, columns, options),
    expression: ({ type }, index) => {
      // opencsv takes a doubled quote for one quote, beside its escape character; DuckDB knows one of the two.
      const field = escape === quote ? `c${index}` : `replace(c${index}, ${literal(quote + quote)}, ${literal(quote)})`;
      if (type.kind === 'string') return field;
      const value = openValue(field, type);
      if (lenient) return value;
      const words = ["HIVE_BAD_DATA: Error parsing field value '", `' for field ${index}: For input string: "`, '"'];
      const message = words.map(literal).join(` || ${field} || `);
      return `CASE WHEN ${field} IS NOT NULL AND ${value} IS NULL THEN CAST(error(${message}) AS ${duckdbType(type)}) ELSE ${value} END`;
    },
  };
}

function openValue(field: string, type: HiveType): string {
  switch (type.kind) {
    case 'integer':
      return `CASE WHEN regexp_full_match(${field}, '[+-]?[0-9]+') THEN TRY_CAST(${field} AS ${type.name}) END`;
    case 'boolean':
      return `CASE lower(${field}) WHEN 'true' THEN true WHEN 'false' THEN false END`;
    case 'date':
      return `DATE '1970-01-01' + TRY_CAST(${field} AS INTEGER)`;
    case 'timestamp':
      return `make_timestamp(TRY_CAST(${field} AS BIGINT) * 1000)`;
    case 'float':
    case 'double':
    case 'decimal':
      return `TRY_CAST(${field} AS ${duckdbType(type)})`;
    case 'string':
      return field;
    case 'binary':
    case 'array':
    case 'map':
    case 'struct':
      throw new QueryFailure(ErrorType.notSupported, `NOT_SUPPORTED: OpenCSVSerde does not read columns of type ${type.kind}`);
  }
}

interface CsvOptions {
  readonly delim: string;
  readonly quote: string;
  readonly escape: string;
  readonly nullstr: string;
}

function readCsv(source: TableSource, columns: readonly Column[], options: CsvOptions): string {
  const skip = Number(
    source.definition.tableParameters['skip.header.line.count'] ?? source.definition.serdeParameters['skip.header.line.count'] ?? 0,
  );
  const declared = columns.map((_column, index) => `'c${index}': 'VARCHAR'`).join(', ');
  const settings = Object.entries(options).map(([name, value]) => `${name} = ${literal(value)}`);
  const fixed = 'header = false, auto_detect = false, null_padding = true, strict_mode = false';
  const more = `columns = {${declared}}, skip = ${Number.isInteger(skip) ? skip : 0}, filename = ${literal(FILE_COLUMN)}`;
  return `read_csv(${pathList(source)}, ${settings.join(', ')}, ${fixed}, ${more})`;
}

function when(condition: string, value: string): string {
  return `CASE WHEN ${condition} THEN ${value} END`;
}
