import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from './problem.ts';

export interface Files {
  readonly format: 'csv' | 'parquet';
  readonly paths: readonly string[];
}

const formats: readonly (readonly [Files['format'], RegExp])[] = [['parquet', /\.(parquet|pq)$/i], ['csv', /\.(csv|tsv|txt)(\.gz)?$/i]];

/** The files behind paths, folders and globs, in the order of their names. All must have one format. */
export function findFiles(patterns: readonly string[], what: string): Files {
  const paths = patterns.flatMap((pattern) => expand(pattern, what));
  const kinds = [...new Set(paths.map((path) => formats.find(([, ending]) => ending.test(path))?.[0]))];
  const [format] = kinds;
  if (kinds.length > 1) throw new Problem(`${what}: CSV and Parquet files cannot be mixed (${paths.length} files found).`);
  if (format === undefined) throw new Problem(`${what}: ${paths[0]} is neither CSV nor Parquet (.csv, .csv.gz, .parquet).`);
  return { format, paths };
}

function expand(pattern: string, what: string): readonly string[] {
  const found = statSync(pattern, { throwIfNoEntry: false });
  if (found?.isFile() === true) return [pattern];
  const paths = globSync(found?.isDirectory() === true ? join(pattern, '**', '*.{parquet,pq,csv,csv.gz,tsv}') : pattern)
    .filter((path) => statSync(path).isFile())
    .toSorted();
  if (paths.length === 0) throw new Problem(`${what}: no file at ${pattern}.`);
  return paths;
}
