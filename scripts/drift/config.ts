import { readFileSync } from 'node:fs';
import { matchesGlob } from '../../shared/mesh/glob.ts';
import { formatMeshError, loadMesh } from '../../shared/mesh/load.ts';
import type { Settings } from '../../shared/drift/settings.ts';
import { Problem } from './problem.ts';

/** What `--config FILE#SUBSCRIPTION` says about the columns there are. */
export function settingsFromConfig(config: string, columns: readonly string[]): Partial<Settings> {
  const [file = '', name = ''] = config.split(/#(?=[^#]*$)/);
  if (name === '') throw new Problem('--config names a file and a subscription: mesh.yml#credit-risk.');
  const loaded = loadMesh(read(file), file);
  if ('errors' in loaded) throw new Problem(loaded.errors.map(formatMeshError).join('\n'));
  const subscription = loaded.mesh.subscriptions.find((known) => known.name === name);
  if (subscription === undefined) throw new Problem(`${file} has no subscription "${name}". It has: ${loaded.mesh.subscriptions.map((known) => known.name).join(', ')}.`);
  const { threshold, minimumRows, ignore, critical, columns: own } = subscription.drift;
  const matching = (patterns: readonly string[]) => columns.filter((column) => patterns.some((pattern) => matchesGlob(pattern, column)));
  return {
    threshold, minimumRows, ignore: matching(ignore), critical: matching(critical),
    thresholds: Object.fromEntries(Object.entries(own).map(([column, settings]) => [column, settings.threshold])),
  };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Problem(`${file} cannot be read.`, { cause: error });
  }
}
