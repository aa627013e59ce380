import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './build/paths.ts';
import { catchBug } from './privileges/bugs/catch.ts';
import { bugNamed, privilegeBugs, type PrivilegeBug } from './privileges/bugs/index.ts';
import { bugTable, type Caught } from './privileges/bugs/table.ts';
import { deployedPolicies } from './privileges/deployed.ts';
import { fences } from './privileges/fences/index.ts';
import { judge } from './privileges/judge.ts';
import { withTables } from './privileges/page.ts';
import { playScenarios } from './privileges/play.ts';
import { readRecords } from './privileges/records.ts';
import { unseen } from './privileges/unseen.ts';

const help = `npm run privileges [-- --check] [-- --records FOLDER]
npm run privileges -- --bug NAME|all [--record FILE]

Plays every scenario on the packaged stacks, compares what each role used with what it may, and writes the tables of docs/security.md.
It fails where a role may do what nothing needs, or was refused what something needs.

  --check            writes nothing; where docs/security.md names another scenario for a statement, that is told and no failure
  --records FOLDER   takes what an earlier run with this option left there; the scenarios run where there is nothing
  --bug NAME         plants a mistake into the policies and tells who catches it; "all" tries one after another
  --record FILE      with --bug all: writes what was caught as Markdown

Bugs: ${privilegeBugs.map(({ name }) => name).join(', ')}
`;

export const securityPage = join(root, 'docs', 'security.md');

if (process.argv[1] === import.meta.filename) await run();

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: { check: { type: 'boolean' }, records: { type: 'string' }, bug: { type: 'string' }, record: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) console.log(help);
  else if (values.bug === undefined) process.exitCode = await prove(values);
  else process.exitCode = await plant(values.bug === 'all' ? privilegeBugs : [bugNamed(values.bug)], values.record);
}

/** Returns the exit code. */
async function prove({ check, records: kept }: { readonly check?: boolean; readonly records?: string }): Promise<number> {
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'meshloop-privileges-'));
  try {
    if (readRecords(folder).length === 0 && !playScenarios(folder)) throw new Error('A scenario failed: what it used is not known.');
    const records = readRecords(folder);
    const policies = await deployedPolicies();
    const { statements } = policies;
    const verdict = judge(statements, records, unseen, policies.mesh);
    const told = [
      ...verdict.unused.map((each) => `allowed and not used: ${each}`),
      ...verdict.refused.map((each) => `needed and refused: ${each}`),
      ...verdict.seen.map((each) => `said to be unseen, and seen: ${each}`),
      ...verdict.missing.map((each) => `needed by AWS and not allowed: ${each}`),
      ...verdict.wide.map((each) => `wider than what was used: ${each}`),
      ...(await fences(policies)).map((each) => `too much: ${each}`),
    ];
    for (const line of told) console.log(line);
    const before = readFileSync(securityPage, 'utf8');
    const page = withTables(before, statements, records, unseen);
    if (!check && told.length === 0) writeFileSync(securityPage, page);
    if (check && page !== before) console.log('docs/security.md names other scenarios than this run: npm run privileges writes it anew.');
    const roles = new Set(statements.map(({ owner }) => owner)).size;
    console.log(`${statements.length} statements of ${roles} roles and resources, ${records.length} files of scenarios, ${told.length} findings.`);
    return told.length === 0 ? 0 : 1;
  } finally {
    if (kept === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the exit code. */
async function plant(bugs: readonly PrivilegeBug[], record: string | undefined): Promise<number> {
  const caught: Caught[] = [];
  for (const bug of bugs) {
    const found = await catchBug(bug);
    if (found !== undefined) caught.push({ bug, ...found });
    console.log(found === undefined ? `${bug.name}: NOT CAUGHT. ${bug.says}` : `${bug.name}: ${found.by}: ${found.line}`);
  }
  // Only what is whole: a bug that nobody catches is to be mended, not left out of a page.
  if (record !== undefined && caught.length === bugs.length) writeFileSync(record, bugTable(caught));
  console.log(`${caught.length} of ${bugs.length} bugs caught`);
  return caught.length === bugs.length ? 0 : 1;
}
