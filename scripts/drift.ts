import { writeFileSync } from 'node:fs';
import { readArguments, usage } from './drift/arguments.ts';
import { compare } from './drift/compare.ts';
import { openDatabase } from './drift/duckdb.ts';
import { asJson, asText } from './drift/output.ts';
import { Problem } from './drift/problem.ts';
import { showProgress } from './drift/progress.ts';
import { htmlReport } from '../shared/drift/html-report.ts';

/** `npm run drift`: exit code 0 no drift, 2 drift, 1 error. */
async function main(argv: readonly string[]): Promise<number> {
  const options = readArguments(argv);
  if (options === 'help') {
    console.log(usage);
    return 0;
  }
  const database = await openDatabase();
  try {
    const verdict = await compare(options, database, showProgress(database.connection, process.stderr));
    if (options.html !== undefined) write(options.html, htmlReport(verdict));
    console.log(options.json ? asJson(verdict) : asText(verdict));
    return verdict.level === 'drift' ? 2 : 0;
  } finally {
    database.close();
  }
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new Problem(`--html: ${path} cannot be written (${error instanceof Error ? error.message : String(error)}).`, { cause: error });
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = 1;
  // What a person can put right needs no stack; anything else is a mistake of ours.
  console.error(error instanceof Problem ? error.message : error);
}
