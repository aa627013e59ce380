import { maximumMomentColumns } from './moments-query.ts';
import type { MomentAnchor } from './moments-query.ts';
import type { Profile } from './profile.ts';
import { statisticsOf } from './statistics.ts';

/** The first 30 number columns of a profile with mean and deviation, as far as they vary. */
export function momentAnchors(profile: Profile): readonly MomentAnchor[] {
  const statistics = new Map(statisticsOf(profile).features.map((feature) => [feature.name, feature.numerical_statistics]));
  return profile.columns.flatMap(({ name, type }) => {
    const found = statistics.get(name);
    return found !== undefined && found.std_dev > 0 && Number.isFinite(found.std_dev) ? [{ column: { name, type }, centre: found.mean, scale: found.std_dev }] : [];
  }).slice(0, maximumMomentColumns);
}
