import { readFileSync } from 'node:fs';
import { settingsFor } from '../../shared/mesh/drift-settings.ts';
import { matchesGlob } from '../../shared/mesh/glob.ts';
import { formatMeshError, loadMesh } from '../../shared/mesh/load.ts';
import type { Settings } from '../../shared/drift/settings.ts';
import { Problem } from './problem.ts';

export interface Configured {
  readonly settings: Settings;
  /** Columns of which only nulls are counted. LF-Tags are the catalog's and not known here. */
  readonly hidden: readonly string[];
  readonly minimumCount: number;
}

/** What `--config FILE#SUBSCRIPTION` says about the columns there are. */
export function configured(config: string, columns: readonly string[]): Configured {
  const [file = '', name = ''] = config.split(/#(?=[^#]*$)/);
  if (name === '') throw new Problem('--config names a file and a subscription: mesh.yml#credit-risk.');
  const loaded = loadMesh(read(file), file);
  if ('errors' in loaded) throw new Problem(loaded.errors.map(formatMeshError).join('\n'));
  const subscription = loaded.mesh.subscriptions.find((known) => known.name === name);
  if (subscription === undefined) throw new Problem(`${file} has no subscription "${name}". It has: ${loaded.mesh.subscriptions.map((known) => known.name).join(', ')}.`);
  const { privacy } = subscription;
  return {
    // One comparison has no history: it is judged as if it were confirmed.
    settings: { ...settingsFor(subscription, columns), hysteresis: { n: 1, m: 1 } },
    hidden: columns.filter((name) => privacy.columns.some((pattern) => matchesGlob(pattern, name))),
    minimumCount: privacy.minimumCount,
  };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Problem(`${file} cannot be read.`, { cause: error });
  }
}
