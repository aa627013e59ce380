import type { AuthoredSubscription } from './authored.ts';
import { durationSeconds } from './duration.ts';
import type { DriftSettings, PrivacySettings } from './mesh.ts';

/** Durations in seconds, lists where there is none. Numbers that are not given keep the defaults of the drift engine. */
export function resolveDrift({ maximumAge, ...authored }: NonNullable<AuthoredSubscription['drift']> = {}): DriftSettings {
  return {
    ...authored,
    ...(maximumAge === undefined ? {} : { maximumAgeSeconds: durationSeconds(maximumAge) }),
    multivariate: authored.multivariate ?? false,
    ignore: authored.ignore ?? [],
    critical: authored.critical ?? [],
    columns: authored.columns ?? {},
    consequences: authored.consequences ?? {},
  };
}

export function resolvePrivacy({ columns, lfTags, minimumCount, maskValues }: NonNullable<AuthoredSubscription['privacy']> = {}): PrivacySettings {
  return { columns: columns ?? [], ...(lfTags === undefined ? {} : { lfTags }), minimumCount: minimumCount ?? 10, maskValues: maskValues ?? false };
}
