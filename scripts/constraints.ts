import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCloud } from '../local/cloud.ts';
import { SeededDice } from '../local/core/seeded-dice.ts';
import { VirtualClock } from '../local/core/virtual-clock.ts';
import { stepOperations } from '../local/sagemaker/job-request.ts';
import { openBotocore } from './constraints/botocore.ts';
import { serviceTable, tableText } from './constraints/table.ts';
import { root } from './build/paths.ts';

/**
 * Writes local/core/constraints/tables: what botocore's API models (https://github.com/boto/botocore, Apache-2.0) say of
 * the inputs of the operations that the local cloud serves, or reads in a pipeline's steps. `--check` writes nothing and fails when a table is not as it
 * would be written. `--botocore FOLDER` takes an installed botocore instead of downloading one.
 */
const folder = join(root, 'local', 'core', 'constraints', 'tables');
const isCheck = process.argv.includes('--check');
const given = process.argv.indexOf('--botocore');
const botocore = openBotocore(given < 0 ? undefined : process.argv[given + 1]);
const cloud = createCloud({ clock: new VirtualClock(0), dice: new SeededDice(0), region: 'eu-central-1', organization: [] });
mkdirSync(folder, { recursive: true });
let stale = 0;
for (const [id, service] of cloud.services) {
  const operations = new Set([...Object.keys(service.operations), ...(id === 'sagemaker' ? stepOperations : [])]);
  const table = serviceTable(botocore, id, [...operations]);
  const path = join(folder, `${id}.json`);
  const text = tableText(table);
  for (const [pattern, shapes] of Object.entries(table.untranslated)) console.error(`${id}: not translated: ${pattern} (${shapes.join(', ')})`);
  if (!isCheck) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) console.error(`${path} is not what botocore ${botocore.version} gives`, ++stale);
}
await cloud.close();
botocore.close();
console.error(isCheck ? `${stale} tables differ.` : `Wrote the tables from botocore ${botocore.version}.`);
process.exitCode = stale > 0 ? 1 : 0;
