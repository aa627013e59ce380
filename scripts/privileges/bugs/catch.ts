import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployedPolicies } from '../deployed.ts';
import { fences } from '../fences/index.ts';
import { judge } from '../judge.ts';
import { playScenarios } from '../play.ts';
import { readRecords } from '../records.ts';
import { unseen } from '../unseen.ts';
import { planting, type PrivilegeBug } from './index.ts';

/** Who tells a planted bug, and in which words; undefined if nobody does. */
export async function catchBug(bug: PrivilegeBug): Promise<{ readonly by: string; readonly line: string } | undefined> {
  const { scenario } = bug;
  return scenario === undefined ? byReading(bug) : byPlaying(bug, scenario);
}

/** What is told without a bug. */
let toldAnyway: Promise<readonly string[]> | undefined;

async function byReading(bug: PrivilegeBug) {
  const known = await (toldAnyway ??= deployedPolicies().then(fences));
  const wrong = await deployedPolicies(planting(bug));
  const fence = (await fences(wrong)).find((line) => line.includes(bug.told) && !known.includes(line));
  if (fence !== undefined) return { by: 'too much', line: fence };
  const needed = judge(wrong.statements, [], unseen, wrong.mesh).missing.find((line) => line.startsWith(bug.told));
  return needed === undefined ? undefined : { by: 'needed by AWS', line: needed };
}

async function byPlaying(bug: PrivilegeBug, { file, test }: NonNullable<PrivilegeBug['scenario']>) {
  const folder = mkdtempSync(join(tmpdir(), 'meshloop-privilege-bug-'));
  try {
    playScenarios(folder, { files: [file], bug: bug.name, ...(test !== undefined && { test }) });
    const { statements, mesh } = await deployedPolicies(planting(bug));
    const line = judge(statements, readRecords(folder), unseen, mesh).refused.find((each) => each.startsWith(bug.told));
    return line === undefined ? undefined : { by: 'refused', line };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
