import type { Profile } from '../drift/profile.ts';
import type { Settings } from '../drift/settings.ts';
import { matchesGlob } from '../mesh/glob.ts';
import type { DriftSettings } from '../mesh/mesh.ts';

/** The subscription's drift settings for the columns that there are. */
export function settingsFor(
  { threshold, minimumRows, ignore, critical, columns }: DriftSettings,
  ...profiles: readonly Profile[]
): Partial<Settings> {
  const names = [...new Set(profiles.flatMap((profile) => profile.columns.map(({ name }) => name)))];
  const matching = (patterns: readonly string[]) => names.filter((name) => patterns.some((pattern) => matchesGlob(pattern, name)));
  return {
    threshold,
    minimumRows,
    ignore: matching(ignore),
    critical: matching(critical),
    thresholds: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.threshold])),
  };
}
