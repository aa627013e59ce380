import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readArguments } from '../../scripts/drift/arguments.ts';
import { compare } from '../../scripts/drift/compare.ts';
import { openDatabase } from '../../scripts/drift/duckdb.ts';
import { Problem } from '../../scripts/drift/problem.ts';
import { temporaryFolder } from './command.ts';
import { cases } from './hostile-cases.ts';
import type { Case } from './hostile-cases.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The level, or the message of what a person has to put right. Any other error fails the test. */
async function verdictOn({ write, options: more = [] }: Case): Promise<string> {
  const [baseline, current] = await write(mkdtempSync(join(folder, 'case-')));
  const options = readArguments(['--baseline', baseline, '--current', current, ...more]);
  if (options === 'help') throw new Error('help was not asked for');
  const database = await openDatabase();
  try {
    return (await compare(options, database, { step: (_, work) => work })).level;
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  } finally {
    database.close();
  }
}

describe('hostile inputs: a right answer or a clear error, never a wrong verdict', () => {
  it('are at least 300', () => expect(cases.length).toBeGreaterThanOrEqual(300));

  it.each(cases)('$name', async (one) => {
    const said = await verdictOn(one);
    expect(said).toMatch(typeof one.expected === 'string' ? new RegExp(`^${one.expected}$`) : one.expected);
  });
});
