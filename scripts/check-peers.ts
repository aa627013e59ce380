import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checks, type Bench, type Check, type Outcome } from './peers/checks.ts';
import { recordScenario } from './peers/record.ts';
import { findPeers } from './peers/find.ts';

const usage = `Checks the project with tools that others wrote (Python, in .venv-peers).

  npm run check:peers
  npm run check:peers -- [--only NAME]… [--write]

  --only NAME  one of ${checks.map(({ name }) => name).join(', ')}; may be given again
  --write      brings the numbers in docs/local-cloud.md up to date`;

interface Options {
  readonly chosen: readonly Check[];
  readonly write: boolean;
}

function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: { only: { type: 'string', multiple: true }, write: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } },
  });
  const unknown = values.only?.find((name) => checks.every((check) => check.name !== name));
  if (unknown !== undefined) throw new Error(`There is no check "${unknown}".\n\n${usage}`);
  if (values.help) return undefined;
  return { chosen: checks.filter(({ name }) => values.only?.includes(name) ?? true), write: values.write };
}

async function main({ chosen, write }: Options): Promise<void> {
  const venv = await findPeers({ isCi: process.env['CI'] === 'true', tell: (line) => console.log(line) });
  if (!venv) return;
  const scratch = await mkdtemp(join(tmpdir(), 'meshloop-peers-'));
  const total = { passed: 0, failed: 0 };
  try {
    const bench: Bench = { venv, root: join(import.meta.dirname, '..'), scratch, recording: join(scratch, 'calls.jsonl'), write };
    console.log(`recorded ${await recordScenario(bench.recording)} requests of the scenario`);
    for (const check of chosen) {
      const { passed, failed } = await timed(check, bench);
      total.passed += passed;
      total.failed += failed;
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  if (total.failed > 0) process.exitCode = 1;
}

async function timed(check: Check, bench: Bench): Promise<Outcome> {
  console.log(`\n${check.title}`);
  const started = performance.now();
  const outcome = await check.run(bench).catch((error: unknown) => {
    // One check that cannot run shall not hide what the others find.
    console.log(`FAIL ${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1 };
  });
  console.log(`     ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return outcome;
}

try {
  const options = readOptions();
  if (options) await main(options);
  else console.log(usage);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
