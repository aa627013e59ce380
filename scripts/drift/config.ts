import { readFileSync } from 'node:fs';
import { settingsFor } from '../../shared/mesh/drift-settings.ts';
import { formatMeshError, loadMesh } from '../../shared/mesh/load.ts';
import type { Settings } from '../../shared/drift/settings.ts';
import { Problem } from './problem.ts';

/** What `--config FILE#SUBSCRIPTION` says about the columns there are. */
export function settingsFromConfig(config: string, columns: readonly string[]): Settings {
  const [file = '', name = ''] = config.split(/#(?=[^#]*$)/);
  if (name === '') throw new Problem('--config names a file and a subscription: mesh.yml#credit-risk.');
  const loaded = loadMesh(read(file), file);
  if ('errors' in loaded) throw new Problem(loaded.errors.map(formatMeshError).join('\n'));
  const subscription = loaded.mesh.subscriptions.find((known) => known.name === name);
  if (subscription === undefined) throw new Problem(`${file} has no subscription "${name}". It has: ${loaded.mesh.subscriptions.map((known) => known.name).join(', ')}.`);
  return settingsFor(subscription, columns);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Problem(`${file} cannot be read.`, { cause: error });
  }
}
