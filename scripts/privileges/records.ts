import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenarios } from './scenarios.ts';
import { recordOfFile, type RecordOfFile } from './uses.ts';

/** What the scenarios left in a folder, in the order of the list of scenarios. */
export function readRecords(folder: string): readonly RecordOfFile[] {
  const records = globSync('*.json', { cwd: folder }).map((file) => recordOfFile.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))));
  return scenarios.flatMap(({ file }) => records.find((each) => each.file === file) ?? []);
}
