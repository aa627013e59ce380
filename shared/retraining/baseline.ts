import type { ProfiledVersion } from '../catalog/profile-documents.ts';

/** A model package and the version of the data that it was trained on; undefined where that cannot be told. */
export interface Package {
  readonly arn: string;
  readonly approval: 'Approved' | 'Rejected' | 'PendingManualApproval';
  readonly trainedOn: ProfiledVersion | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** What a model package group says about the newest data. `packages`: newest first. */
export type Standing =
  | { readonly kind: 'no package' }
  /** Compare with this. */
  | { readonly kind: 'baseline'; readonly package: Package; readonly trainedOn: ProfiledVersion }
  /** A package trained on equal data waits for approval or was rejected: another run would bring the same. */
  | { readonly kind: 'covered'; readonly package: Package }
  /** Packages are there, but none is approved. */
  | { readonly kind: 'none approved' }
  /** The package that counts was not trained by us, or its profile is lost. */
  | { readonly kind: 'unreadable'; readonly package: Package };

/**
 * The latest approved package is the baseline. Newer ones that are not approved only show that the data has had its run;
 * where none is approved, one of unknown origin must not pass for a first training.
 */
export function standingOf(packages: readonly Package[], current: ProfiledVersion): Standing {
  if (packages.length === 0) return { kind: 'no package' };
  const at = packages.findIndex(({ approval }) => approval === 'Approved');
  const approved = packages[at];
  const newer = at === -1 ? packages : packages.slice(0, at);
  const covering = newer.find(({ trainedOn }) => trainedOn !== undefined && isTrainedFor(trainedOn, current));
  if (covering !== undefined) return { kind: 'covered', package: covering };
  if (approved !== undefined) {
    return approved.trainedOn === undefined
      ? { kind: 'unreadable', package: approved }
      : { kind: 'baseline', package: approved, trainedOn: approved.trainedOn };
  }
  const foreign = packages.find(({ trainedOn }) => trainedOn === undefined);
  return foreign === undefined ? { kind: 'none approved' } : { kind: 'unreadable', package: foreign };
}

/**
 * Whether a run on this version would bring nothing new: the model was trained on equal data, or by a run for this very profile that read
 * later data than the profile counts. Such a model has a profile of its own, which names that change; what the catalog tells of the later data
 * brings a change of its own.
 */
export function isTrainedFor(trainedOn: ProfiledVersion, current: ProfiledVersion): boolean {
  return trainedOn.digest === current.digest || (trainedOn.changeId === current.changeId && trainedOn.readAt === current.readAt);
}
