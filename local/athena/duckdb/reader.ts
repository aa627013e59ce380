import type { TableSource } from '../engine.ts';
import { literal } from '../quote.ts';
import type { HiveType } from './hive-type.ts';

export interface Column {
  readonly name: string;
  readonly type: HiveType;
}

/** How the files of one format become rows. */
export interface Reader {
  /** A table function call whose rows have the column FILE_COLUMN with the file's path. */
  readonly from: string;
  /** The expression for the column at `index` of the data columns, of its declared type; the rows go by the name `d`. */
  expression(column: Column, index: number): string;
}

/** Cannot be the name of a data column: Glue's are lower case. */
export const FILE_COLUMN = '__FILE';

/** The names and types that a set of Parquet files has; asked of DuckDB. */
export type Describe = (paths: readonly string[]) => Promise<ReadonlyMap<string, string>>;

export function pathList(source: TableSource): string {
  return `[${source.files.map((file) => literal(file.path)).join(', ')}]`;
}
