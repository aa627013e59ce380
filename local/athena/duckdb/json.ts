import type { TableSource } from '../engine.ts';
import { identifier, literal } from '../quote.ts';
import { duckdbType } from './hive-type.ts';
import { FILE_COLUMN, pathList } from './reader.ts';
import type { Column, Reader } from './reader.ts';

/** One JSON object a line, read by name; absent members are NULL (Athena user guide, "OpenX JSON SerDe"). */
export function jsonReader(source: TableSource, columns: readonly Column[]): Reader {
  const declared = columns.map(({ name, type }) => `${literal(name)}: ${literal(duckdbType(type))}`).join(', ');
  const lenient = source.definition.serdeParameters['ignore.malformed.json']?.toLowerCase() === 'true';
  const options = [
    "format = 'newline_delimited'",
    `columns = {${declared}}`,
    `ignore_errors = ${lenient}`,
    `filename = ${literal(FILE_COLUMN)}`,
  ];
  return {
    from: `read_json(${pathList(source)}, ${options.join(', ')})`,
    expression: ({ name }) => `d.${identifier(name)}`,
  };
}
