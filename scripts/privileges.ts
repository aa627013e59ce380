import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './build/paths.ts';
import { judge } from './privileges/judge.ts';
import { deployedStatements } from './privileges/deployed.ts';
import { withTables } from './privileges/page.ts';
import { readRecords } from './privileges/records.ts';
import { unseen } from './privileges/unseen.ts';

const help = `npm run privileges [-- --check] [-- --records FOLDER]

Plays every scenario on the packaged stacks, compares what each role used with what it may, and writes the tables of docs/security.md.
It fails where a role may do what nothing needs, or was refused what something needs.

  --check            writes nothing; where docs/security.md names another scenario for a statement, that is told and no failure
  --records FOLDER   takes what an earlier run with this option left there; the scenarios run where there is nothing
`;

export const securityPage = join(root, 'docs', 'security.md');

if (process.argv[1] === import.meta.filename) await run();

async function run(): Promise<void> {
  const { values } = parseArgs({ options: { check: { type: 'boolean' }, records: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help) {
    console.log(help);
    return;
  }
  const folder = values.records ?? mkdtempSync(join(tmpdir(), 'meshloop-privileges-'));
  try {
    if (readRecords(folder).length === 0) playScenarios(folder);
    const records = readRecords(folder);
    const statements = await deployedStatements();
    const verdict = judge(statements, records, unseen);
    const told = [
      ...verdict.unused.map((each) => `allowed and not used: ${each}`),
      ...verdict.refused.map((each) => `needed and refused: ${each}`),
      ...verdict.seen.map((each) => `said to be unseen, and seen: ${each}`),
    ];
    for (const line of told) console.log(line);
    const before = readFileSync(securityPage, 'utf8');
    const page = withTables(before, statements, records, unseen);
    if (!values.check && told.length === 0) writeFileSync(securityPage, page);
    if (values.check && page !== before) console.log('docs/security.md names other scenarios than this run: npm run privileges writes it anew.');
    const roles = new Set(statements.map(({ owner }) => owner)).size;
    console.log(`${statements.length} statements of ${roles} roles and resources, ${records.length} files of scenarios, ${told.length} findings.`);
    process.exitCode = told.length === 0 ? 0 : 1;
  } finally {
    if (values.records === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** In vitest, where the scenarios are tests. */
function playScenarios(folder: string): void {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const env = { ...process.env, MESHLOOP_PRIVILEGES: folder };
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--config', 'vitest.privileges.config.ts'], { cwd: root, env, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('A scenario failed: what it used is not known.');
}
