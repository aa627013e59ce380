import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalCloud } from '../../local/cloud.ts';
import type { Clock } from '../../local/core/clock.ts';
import { sleep } from '../../local/core/clock.ts';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { boot } from '../../local/scenario/boot.ts';
import { People } from '../../local/scenario/people.ts';
import { publishFile } from '../../local/scenario/product-file.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import { loadDeployment, scenarioNames } from '../deployment.ts';
import { chooseRunner } from '../pipeline-steps.ts';

export type LocalNames = ReturnType<typeof scenarioNames>;

/** The cloud with both stacks, as people leave AWS after the set-up. */
export async function openStacks(clock: Clock, mode: 'real' | 'simulated'): Promise<{ cloud: LocalCloud; mesh: Mesh; names: LocalNames }> {
  const deployment = await loadDeployment();
  const names = scenarioNames(deployment.mesh);
  const tell = (line: string) => console.error(`meshloop: ${line}`);
  // What will be registered is not known yet. A step takes as long as its process: on this clock nothing is gained by more.
  const { runner, reason } = await chooseRunner({ mode, tables: [], label: '', tell, stepDuration: 0 });
  if (mode === 'real' && reason !== undefined) tell(`the pipeline's steps are not run: ${reason}.`);
  const cloud = await boot(names, deployment, clock, new SeededDice('local'), { sagemaker: { runner } });
  return { cloud, mesh: deployment.mesh, names };
}

/** Longer than the longest offset that a product's settle window has (milliseconds of cloud time). */
const betweenVersions = 15 * 60_000;

/** The producer registers the first file and, one after the other, each further one as the next version. */
export async function registerFiles(cloud: LocalCloud, clock: Clock, names: LocalNames, files: readonly string[], say: (text: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'meshloop-'));
  const people = new People(cloud, names);
  try {
    for (const [index, file] of files.entries()) {
      if (index > 0) await sleep(clock, betweenVersions);
      const version = await publishFile(file, folder, `v${index + 1}`);
      say(`the producer registers ${names.database}.${names.table} from ${file} (${version.rows} rows)`);
      if (index === 0) await people.register(version);
      else await people.reRegister(version, index + 1);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
