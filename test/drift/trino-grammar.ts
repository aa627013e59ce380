import { build } from 'esbuild';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';

const problems = z.array(z.looseObject({ message: z.string(), startLine: z.number(), startColumn: z.number() }));

/** What a Trino grammar (dt-sql-parser) finds wrong with a text. The package's modules only load through a bundler. */
export async function trinoGrammar(): Promise<(sql: string) => readonly string[]> {
  const outfile = join(mkdtempSync(join(tmpdir(), 'trino-grammar-')), 'grammar.mjs');
  const root = fileURLToPath(new URL('../..', import.meta.url));
  await build({ stdin: { contents: 'export { TrinoSQL } from \'dt-sql-parser/dist/parser/trino\';', resolveDir: root }, bundle: true, platform: 'node', format: 'esm', outfile, logLevel: 'error' });
  const { TrinoSQL }: { TrinoSQL: new () => { validate(sql: string): unknown } } = await import(outfile);
  return (sql) => z.parse(problems, new TrinoSQL().validate(sql)).map(({ startLine, startColumn, message }) => `${startLine}:${startColumn} ${message}`);
}
