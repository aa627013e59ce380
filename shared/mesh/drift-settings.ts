import { defaultSettings, type Settings } from '../drift/settings.ts';
import { matchesGlob } from './glob.ts';
import type { DriftSettings, Subscription } from './mesh.ts';

/** The subscription's drift settings for the columns that there are: globs become names, what is not given its default. */
export function settingsFor({ drift, privacy }: Pick<Subscription, 'drift' | 'privacy'>, columns: readonly string[]): Settings {
  const matching = (patterns: readonly string[]) => columns.filter((name) => patterns.some((pattern) => matchesGlob(pattern, name)));
  const { consequences: chosen, hysteresis, maximumAgeSeconds } = drift;
  const { consequences: usual, ...defaults } = defaultSettings;
  return {
    preset: drift.preset ?? defaults.preset,
    test: drift.test,
    threshold: drift.threshold,
    significance: drift.significance ?? defaults.significance,
    minimumRows: drift.minimumRows ?? defaults.minimumRows,
    share: drift.share,
    nullShare: drift.nullShare ?? defaults.nullShare,
    unseenShare: drift.unseenShare ?? defaults.unseenShare,
    growth: drift.growth ?? defaults.growth,
    shrinkage: drift.shrinkage ?? defaults.shrinkage,
    maximumAge: maximumAgeSeconds === undefined ? defaults.maximumAge : maximumAgeSeconds * 1000,
    hysteresis: hysteresis === undefined ? defaults.hysteresis : { n: hysteresis.found, m: hysteresis.of },
    maskValues: privacy.maskValues,
    ignore: matching(drift.ignore),
    critical: matching(drift.critical),
    thresholds: ofColumns(drift, columns, ({ threshold }) => threshold),
    weights: ofColumns(drift, columns, ({ weight }) => weight),
    consequences: {
      drift: chosen.drift ?? usual.drift,
      schema: chosen.schemaChange ?? usual.schema,
      added: chosen.newColumn ?? usual.added,
      growth: chosen.growth ?? usual.growth,
      shrinkage: chosen.shrinkage ?? usual.shrinkage,
      age: chosen.staleness ?? usual.age,
    },
  };
}

type OfColumn = DriftSettings['columns'][string];

/** A column's own entry counts before a glob, and the first glob before later ones. */
function ofColumns({ columns: own }: DriftSettings, names: readonly string[], of: (column: OfColumn) => number | undefined): Readonly<Record<string, number>> {
  const entries = Object.entries(own);
  return Object.fromEntries(
    names.flatMap((name) => {
      const found = entries.find(([pattern]) => pattern === name) ?? entries.find(([pattern]) => matchesGlob(pattern, name));
      const value = found && of(found[1]);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
